"""Snapshots and batches: several calls of `profiles`, side by side. The hooks in `_resources` load them."""
