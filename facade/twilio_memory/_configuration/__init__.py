"""The configuration of a store, as a file has it and as the API returns it: how it is read, and written to a file."""
