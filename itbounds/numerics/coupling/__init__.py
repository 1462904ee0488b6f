"""Couplings of two laws of small entropy, in exact integers."""
