"""Limits of Gaussian theory in closed form, as intervals with proofs of both ends."""

from itbounds.problems.gaussian.bottleneck import bottleneck
from itbounds.problems.gaussian.regions import broadcast_region, mac_region
from itbounds.problems.gaussian.waterfilling import reverse_waterfilling, waterfilling

__all__ = ["bottleneck", "broadcast_region", "mac_region", "reverse_waterfilling", "waterfilling"]
