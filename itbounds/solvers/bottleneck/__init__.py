"""Solvers of the information bottleneck."""
