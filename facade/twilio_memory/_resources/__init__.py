"""One class for each resource: generated from the spec, special methods by hand."""
