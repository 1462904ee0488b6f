"""Solvers of the capacity form."""
