"""Kernels of coding at finite length: laws of information densities by types, and the sizes they allow."""
