"""Imports of profiles from CSV files: the file, its check and its upload, and how the import has ended."""
