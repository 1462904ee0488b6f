"""Statements on joint entropies to linear programs, by exact reductions that can be undone step by step."""
