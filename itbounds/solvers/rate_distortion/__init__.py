"""Solvers of the rate-distortion form."""
