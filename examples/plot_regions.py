r"""
Two senders, two receivers
==========================

*How fast can two senders speak at once, and one sender to two receivers?*

Two senders over one channel, and one sender to two receivers. Left: the multiple-access channel
:math:`Y = X_1 + X_2` of two binary inputs. Neither sender is hindered by the other one until the sum of the
rates reaches 1.5 bit; with inputs that depend on each other it would be :math:`\log 3`, but the bound knows
that they do not. If the sum is replaced by a random symbol now and then, the region shrinks.

Right: two binary symmetric channels with one input. The better receiver can be served while the other one
hears a cloud of words (Bergmans, 1973); sharing the time is never better, and strictly worse in between.

In all these regions the bounds meet the attained points to a thousandth of a bit.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

adder = np.eye(3)[np.add.outer([0, 1], [0, 1])]


def seen_through(noise):
    """Return the adder whose sum is received correctly only with some probability."""
    return (1.0 - noise) * adder + noise / 3.0


with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    for noise in (0.0, 0.1, 0.3):
        region = ib.mac_region(seen_through(noise), tol=2e-3)
        ib.plots.rate_region(region, left, label=f"noise {noise:g}")
        print(region, f"gap {region.gap:.1g} {region.unit}")
    left.set_title("two senders, sum of inputs")
    for crossover in (0.1, 0.2, 0.3):
        region = ib.broadcast_region(ib.zoo.bsc(0.05), ib.zoo.bsc(crossover), tol=2e-3)
        ib.plots.rate_region(region, right, label=f"$p_2$ = {crossover:g}")
        print(region, f"gap {region.gap:.1g} {region.unit}")
    right.set_title("two receivers, $p_1$ = 0.05")

# %%
# Every point and every bound carries its proof. The sum of the rates over the adding channel:

total = ib.mac_region(adder).support([1, 1])
print(total, "proved in balls:", total.verify("ball"))
