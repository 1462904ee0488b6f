r"""Covering numbers of balls, spheres, ellipsoids, Grassmann and Stiefel manifolds, between proved ends.

Every function returns ``(lower, upper)``, and both ends are proved: nothing asymptotic is in them. The
lower end counts volumes; the upper end packs (a largest set of points more than :math:`\epsilon` apart
covers, and balls of half the radius around it are disjoint), or with ``upper_by="greedy"`` draws centres at
random, which is better in high dimensions. Asymptotic forms are in `asymptotic_ellipsoid` alone.
"""

from itbounds.bounds.shared.covering.convex import asymptotic_ellipsoid, ball, ellipsoid
from itbounds.bounds.shared.covering.homogeneous import grassmann, sphere, stiefel

__all__ = ["asymptotic_ellipsoid", "ball", "ellipsoid", "grassmann", "sphere", "stiefel"]
