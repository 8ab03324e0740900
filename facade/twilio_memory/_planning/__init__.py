"""What differs between a store and its file, and what will be done about it."""
