"""Find and ensure: the methods of the resources that combine several calls. The hooks in `_resources` load them."""
