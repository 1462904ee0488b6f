"""Solvers of information programs."""
