"""Definitions of the field that are convex information programs: one file, one of them."""

from itbounds.problems.definitions.partial_information import pid
from itbounds.problems.definitions.redundancy import minimax_redundancy
from itbounds.problems.definitions.remote import remote_rate_distortion
from itbounds.problems.definitions.several_limits import capacity_under_costs, rate_distortion_under_limits
from itbounds.problems.definitions.side_information import conditional_rate_distortion, wyner_ziv

__all__ = [
    "capacity_under_costs",
    "conditional_rate_distortion",
    "minimax_redundancy",
    "pid",
    "rate_distortion_under_limits",
    "remote_rate_distortion",
    "wyner_ziv",
]
