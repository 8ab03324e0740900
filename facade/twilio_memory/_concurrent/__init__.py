"""Snapshots, batches and waits: several calls at once. The hooks in `_resources` and the client load them."""
