"""Definitions of the field that are convex information programs: one file, one of them."""

from itbounds.problems.definitions.dependency import wasserstein_dependency
from itbounds.problems.definitions.maximum_entropy import information_projection, maximum_entropy
from itbounds.problems.definitions.partial_information import pid
from itbounds.problems.definitions.privacy import private_distortion
from itbounds.problems.definitions.redundancy import minimax_redundancy
from itbounds.problems.definitions.refinement import successive_refinement
from itbounds.problems.definitions.remote import remote_rate_distortion
from itbounds.problems.definitions.secrecy import secrecy_capacity
from itbounds.problems.definitions.semantic import semantic_rate
from itbounds.problems.definitions.several_limits import capacity_under_costs, rate_distortion_under_limits
from itbounds.problems.definitions.side_information import conditional_rate_distortion, wyner_ziv
from itbounds.problems.definitions.state_secrecy import state_secrecy_capacity
from itbounds.problems.definitions.synergy import synergy_bounds

__all__ = [
    "capacity_under_costs",
    "conditional_rate_distortion",
    "information_projection",
    "maximum_entropy",
    "minimax_redundancy",
    "pid",
    "private_distortion",
    "rate_distortion_under_limits",
    "remote_rate_distortion",
    "secrecy_capacity",
    "semantic_rate",
    "state_secrecy_capacity",
    "successive_refinement",
    "synergy_bounds",
    "wasserstein_dependency",
    "wyner_ziv",
]
