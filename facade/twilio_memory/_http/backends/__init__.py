"""Byte streams over TCP: on sockets, asyncio and trio."""
