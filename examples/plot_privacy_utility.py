r"""
Useful, and discreet
====================

*How useful can released data still be, if only so much of a secret may leak?*

**Definition** :cite:p:`calmon2012`. Data :math:`X` depend on a secret :math:`S`. A release
:math:`U` is made of the data alone, :math:`S - X - U`. The best trade is

.. math:: D(L) = \min_{P(u | x) :\ I(S; U) \le L} \operatorname{E} d(X, U).

The distortion is linear in the one free law, and the leakage is convex, since :math:`P(s, x)` is given: a
convex program. Each point below is an interval with a proof, so that no mechanism whatever lies under the
curve.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib

# %%
# Nine levels of income, and a secret bit that the higher half of them gives away more and more. What is
# released should be near: the distortion is the number of levels by which it is off.

levels = np.arange(9)
secret = 1.0 / (1.0 + np.exp(-1.2 * (levels - 4.0)))
masses = np.exp(-0.5 * ((levels - 3.5) / 2.2) ** 2)
joint = (masses / masses.sum())[:, None] * np.stack((1.0 - secret, secret), axis=1)
distance = np.abs(levels[:, None] - levels)

S, X, U = ib.rvs("S X U")
program = ib.Program(
    minimize=ib.E(distance, X, U, name="d"),
    model={(X, S): joint, (U | X): ib.free(9)},
    subject_to=["I(S;U) <= 1/10"],
)
print(program.explain())
result = ib.private_distortion(joint, distance, 0.1)
print(result, "proved again:", result.verify("ball").within(result.interval))

# %%
# Two mechanisms that are used in practice: *randomised response* tells the truth or a uniform level, and
# *rounding* merges neighbouring levels. Neither looks at the secret. The optimum does: it tells most levels
# as they are, and lets some that say much of the secret cross to the other side.

source = joint.sum(axis=1)


def told(mechanism: np.ndarray) -> tuple[float, float]:
    """Return leakage and distortion of a mechanism."""
    pair = joint.T @ mechanism
    entropies = ib.entropies(pair)
    leak = entropies[1] + entropies[2] - entropies[3]
    return float(leak), float((source[:, None] * mechanism * distance).sum())


responses = [told((1.0 - e) * np.eye(9) + e / 9.0) for e in np.linspace(0.0, 1.0, 60)]
rounded = []
for width in range(1, 10):
    nearest = np.minimum(levels // width * width + (width - 1) // 2, 8)
    rounded.append(told(np.eye(9)[nearest]))
most = told(np.eye(9))[0]
leakages = np.linspace(0.0, 1.0, 33) ** 1.5 * most
curve = [ib.private_distortion(joint, distance, leak, tol=1e-8) for leak in leakages]
print("largest gap of any point:", f"{max(point.gap for point in curve):.1e}")

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2, width_ratios=(1.25, 1.0))
    left.plot(
        *zip(*responses, strict=True), color=ib.plots.COLOURS[1], linestyle="--", label="randomised response"
    )
    left.plot(*zip(*rounded, strict=True), "s", color=ib.plots.COLOURS[2], markersize=3.5, label="rounding")
    left.plot(leakages, [point.value for point in curve], color=ib.plots.COLOURS[0], label="least, $D(L)$")
    left.fill_between(leakages, [point.value for point in curve], color="0.9", linewidth=0.0)
    left.annotate("no mechanism", (0.06 * most, 0.12), color="0.35")
    left.set(xlabel="leakage $L = I(S; U)$ (bit)", ylabel="distortion (levels)")
    left.set(xlim=(0, 1.02 * most), ylim=(0, 2.6))
    left.legend()
    image = right.imshow(result.witness.matrix, cmap="Blues", vmin=0.0, vmax=1.0, origin="lower")
    right.set(xlabel="released $u$", ylabel="data $x$", title="$P(u | x)$ at $L = 0.1$ bit")
    figure.colorbar(image, ax=right, fraction=0.046)

# %%
# What perfect privacy costs. At :math:`L = 0` the limit is a set of linear equations, and the program is
# linear; the release need not be constant: it may say all that is independent of the secret.

silent = curve[0]
constant = min(float(source @ distance[:, u]) for u in levels)
print(f"without any leakage {silent.value:.4f} levels, of a constant {constant:.4f}")
