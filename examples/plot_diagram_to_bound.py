r"""
From a diagram to a proved number
=================================

*Draw the system, say what is to be best, and read off a bound that is certified.*

A message goes through an encoder, a fading link that loses a one with probability p, a relay that makes
errors of its own, and a decoder. What is the most that can be known of the message? The diagram is the
definition; everything after it is compiled.
"""

import matplotlib.pyplot as plt
import numpy as np
import sympy

import itbounds as ib

p = sympy.Symbol("p", nonnegative=True)
encoder = ib.Box("encode", "M", "X", deterministic=True)
fading, relay = ib.Box("fade", "X", "Y"), ib.Box("relay", "Y", "Z")
decoder = ib.Box("decode", "Z", "G", deterministic=True)

system = encoder >> fading >> relay >> decoder
program = ib.Program(
    maximize="I(M;G)",
    model=system,
    kernels={
        "M": ib.free(2),
        "encode": np.eye(2),
        "fade": [[1, 0], [p, 1 - p]],
        "relay": ib.zoo.bsc(0.05),
        "decode": np.eye(2),
    },
)

# %%
# Why it is a convex program, and who will solve it: the objective is a sum of conditional entropies, which
# are concave, and of terms that are affine in the free law. The system is recognised as a channel whose
# capacity has a formula.

print(program.explain())
form = program.closed_form()

# %%
# The program is solved at every fading probability; each number carries its certificate, and the formula,
# enclosed in balls, meets every interval. At one point the same program goes through cvxpy.

grid = np.linspace(0.0, 1.0, 41)
curve = program.solve(grid={p: grid})
formula = [form.interval(p=value) for value in grid]
print("proved again:", curve.verify("ball") <= 1e-8)
print(
    "met everywhere:",
    all(
        inside.lower <= high and low <= inside.upper
        for inside, low, high in zip(formula, curve.lower, curve.upper, strict=True)
    ),
)
print(program.at(p=0.3).solve())
print(program.at(p=0.3).solve("cvxpy", tol=1e-4))

# %%
# The diagram and the answer.

with ib.plots.style("ieee-2col", ratio=0.45):
    figure, (left, right) = plt.subplots(1, 2, width_ratios=(2, 3))
    ib.plots.string_diagram(system, ax=left)
    ib.plots.curve(curve, ax=right, label="certified")
    right.plot(
        grid[::4], [0.5 * (i.lower + i.upper) for i in formula[::4]], "o", markersize=4, label="closed form"
    )
    right.set_xlabel("fading probability $p$")
    right.set_ylabel("largest $I(M;G)$ [bit]")
    right.legend()
