"""Requests that the library has no method for."""
