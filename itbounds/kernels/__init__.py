"""Markov categories as arrays."""
