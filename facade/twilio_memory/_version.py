"""The version of the library, and the address of its site, each in one place."""

__version__ = "0.1.0"
DOCS_URL = ""
"""Without a slash at its end; empty until the site is published."""
