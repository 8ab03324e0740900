"""Code around calls, attempts and waits: what it is shown, and what runs it. Loaded for clients that have any."""
