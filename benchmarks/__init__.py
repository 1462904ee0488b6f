"""Measurements against public peers, and stress runs; see the docstring of each module for its command."""
