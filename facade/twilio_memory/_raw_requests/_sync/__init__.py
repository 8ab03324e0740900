"""The synchronous half, written from the other."""
