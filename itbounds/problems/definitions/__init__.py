"""Definitions of the field that are convex information programs: one file, one of them."""

from itbounds.problems.definitions.partial_information import pid

__all__ = ["pid"]
