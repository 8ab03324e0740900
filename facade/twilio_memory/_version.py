"""The version of the library, and the address of its site, each in one place."""

__version__ = "0.1.0"
DOCS_URL = ""
"""It ends in `/latest`, the folder of the newest release, without a slash; empty until the site is published."""
