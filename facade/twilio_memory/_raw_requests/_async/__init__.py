"""The asynchronous half; the synchronous one is written from it."""
