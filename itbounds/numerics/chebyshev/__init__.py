"""Neighbours in the maximum norm: distances to the nearest, and how many are closer than so much.

In many dimensions trees visit nearly all points. Points are therefore put into blocks of hundreds that are
close to each other, and the members of a block within a distance of a point are found as an intersection of
sets of bits, one set for each coordinate: those between two ranks. Sets of the members below each rank
are running unions, so that a set between two ranks takes one operation on words of 64 members. The work is
n^2 d / 64 words where every block is near every point, and close to n d where few are.

A sample and its parts, such as halves and quarters, are searched together: neighbours in a part are a bound
for those in the whole, which then needs to be looked through in the other parts alone.
"""

from itbounds.numerics.chebyshev.cloud import Cloud

__all__ = ["Cloud"]
