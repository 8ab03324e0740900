"""`memory.wait_all`: several operations at once. The client loads it."""
