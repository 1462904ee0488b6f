r"""
Error exponents
===============

*How fast does the error of the best codes, and of the best tests, fall?*

**Theorem** :cite:p:`gallager1965,shannon1967`. At rate R the error of the best codes falls as
:math:`e^{-n E(R)}`, with

.. math:: \max_{0 \le \rho \le 1} E_0(\rho) - \rho R \le E(R) \le \sup_{\rho \ge 0} E_0(\rho) - \rho R .

Above the critical rate both sides agree. **Theorem** :cite:p:`hoeffding1965`. A test that rejects P with
probability at most :math:`e^{-n r}` need accept Q with :math:`e^{-n e(r)}` at most, where
:math:`e(r) = \min \{ D(V \| Q) : D(V \| P) \le r \}`, and for large n with no less.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

blocklength, testing = ib.bounds.blocklength, ib.bounds.hypothesis_testing

# %%
# The binary symmetric channel on the left. Expurgated codes are better at low rates; the reliability function
# is known above the critical rate, and lies in the shaded region below it.

bsc = ib.zoo.bsc(0.11)
capacity, critical = ib.capacity(bsc).lower, blocklength.critical_rate(bsc)
rates = np.linspace(0.0, capacity, 81)
random = np.array([blocklength.random_coding_exponent(bsc, R).value for R in rates])
packing = np.array([blocklength.sphere_packing_exponent(bsc, R).value for R in rates])
expurgated = np.array([blocklength.expurgated_exponent(bsc, R).value for R in rates])

# %%
# On the right two biased coins. Dots are the best tests of 100 and of 1000 tosses, summed exactly; they
# approach the curve from above, since Chernoff's bounds hold for every n.

p, q = [0.2, 0.8], [0.5, 0.5]
levels = 0.3 * np.linspace(0.0, 1.0, 91) ** 3
tradeoff = [testing.hoeffding_exponent(p, q, r).value for r in levels]
chernoff = testing.chernoff_information(p, q).value
some = np.linspace(0.01, 0.28, 10)

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2)
    best = np.maximum(random, expurgated)
    left.fill_between(rates, best, np.minimum(packing, 1.0), color="0.9", linewidth=0)
    left.plot(rates, packing, color=ib.plots.COLOURS[3], label="sphere packing, above")
    left.plot(rates, random, color=ib.plots.COLOURS[0], label="random coding, below")
    left.plot(
        rates[expurgated > 0],
        expurgated[expurgated > 0],
        color=ib.plots.COLOURS[2],
        label="expurgated, below",
    )
    left.axvline(critical, color="k", linewidth=0.6, linestyle=":")
    left.annotate("$R_{cr}$", (critical, 0.42), xytext=(3, 0), textcoords="offset points")
    left.plot([capacity], [0.0], "ko", markersize=3, clip_on=False)
    left.annotate("$C$", (capacity, 0.0), xytext=(-8, 6), textcoords="offset points")
    left.set(xlim=(0, 0.52), ylim=(0, 0.46), xlabel="rate $R$ in bits", ylabel="exponent $E(R)$ in bits")
    left.legend(loc="upper right")

    right.plot(levels, tradeoff, color=ib.plots.COLOURS[0], label="Hoeffding's tradeoff")
    right.plot([0.0, 0.2], [0.0, 0.2], color="0.6", linewidth=0.8)
    right.plot([chernoff], [chernoff], "ko", markersize=3)
    right.annotate("Chernoff", (chernoff, chernoff), xytext=(-6, 3), textcoords="offset points", ha="right")
    for n, colour in ((100, ib.plots.COLOURS[1]), (1000, ib.plots.COLOURS[3])):
        exact = [testing.neyman_pearson(p, q, 2.0 ** (-n * r), n).value / n for r in some]
        right.plot(some, exact, ".", color=colour, label=f"best test, $n = {n}$")
        assert all(e >= testing.hoeffding_exponent(p, q, r).value for e, r in zip(exact, some, strict=True))
    right.set(xlim=(0, 0.3), ylim=(0, 0.3), xlabel="exponent $r$ of rejecting $P$, in bits")
    right.set_ylabel("exponent of accepting $Q$, in bits")
    right.legend(loc="upper right")

# %%
# The ends agree from the critical rate on, and the lower ones never pass the upper one.

assert (best <= packing).all()
assert np.allclose(random[rates > critical], packing[rates > critical], atol=1e-7)
