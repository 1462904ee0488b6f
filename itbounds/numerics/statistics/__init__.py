"""Kernels of tests and of tail bounds: divergences of two letters, binomial tails, and their inverses."""
