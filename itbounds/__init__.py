"""Certified limits of information theory."""
