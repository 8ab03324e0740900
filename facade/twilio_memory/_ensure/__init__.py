"""Find and ensure: what a store must have, read and then written. The hooks in `_resources` load them."""
