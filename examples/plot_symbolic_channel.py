r"""
A cascade with a parameter
==========================

*How much does a noisy cascade carry, as a formula of its noise?*

A bit passes a binary symmetric channel with error probability :math:`p`, then Z-channels that lose a one
with the same probability. The diagram is written once; its boxes are matrices of sympy expressions. Whatever
is asked of it is a formula in :math:`p`: the end-to-end channel, the information that fair bits get
through, its derivative. The end-to-end channel is binary, so that its capacity has a closed form too
:cite:p:`silverman1955`,

.. math::

   C = \log \bigl(e^{-h(a) - a s} + e^{-h(b) + b s}\bigr), \qquad s = \frac{h(a) - h(b)}{1 - a - b},

with the probabilities :math:`a` of reading a zero as a one and :math:`b` of the converse. The certified
solver, which knows none of this, must agree.
"""

import matplotlib.pyplot as plt
import numpy as np
import sympy

import itbounds as ib

# %%
# The diagram, and what its boxes are.

p = sympy.Symbol("p", nonnegative=True)
boxes = {"bit": [0.5, 0.5], "flip": [[1 - p, p], [p, 1 - p]], "fade": [[1, 0], [p, 1 - p]]}


def cascade(fades):
    """The channel of one flip and some fades, as a diagram."""
    made = ib.Box("flip", "X", "Y")
    for _ in range(fades):
        made = made >> ib.Box("fade", "Y", "Y")
    return made


channel = ib.interpret(cascade(1), boxes)
print(channel)
print("a channel where", channel.domain)

# %%
# The information of fair bits: a formula in nats, its derivative, and its value in bits. In LaTeX it is
# ``information.to_latex()``.

information = ib.formula("I(X;Y2)", ib.Box("bit", (), "X") >> cascade(1), boxes)
print("I(X;Y) =", information)
print("dI/dp  =", information.diff(p))
print("at p = 0.1:", information.interval(p=0.1))

# %%
# The capacity, recognised from the matrix, beside the certified solver's.

form = ib.closed_form(channel)
print(form.name)
for noise in (0.0, 0.05, 0.1, 0.25, 0.5, 0.75, 1.0):
    print(f"p = {noise:4.2f}:", form.check(p=noise))

# %%
# Capacity and information of fair bits, swept over a hundred thousand values in one numpy evaluation each,
# for one, two and four fades; markers are certified intervals.

values, marked = np.linspace(0.0, 1.0, 100_000), np.linspace(0.0, 1.0, 21).tolist()
forms = {fades: ib.closed_form(ib.interpret(cascade(fades), boxes)) for fades in (1, 2, 4)}
results = {fades: {x: form.check(p=x).result for x in marked} for fades, form in forms.items()}

with ib.plots.style("ieee-col"):
    figure, (above, below) = plt.subplots(
        2, sharex=True, height_ratios=(3, 2), figsize=(3.5, 3.4), layout="constrained"
    )
    for fades, form in forms.items():
        label = "one fade" if fades == 1 else f"{fades} fades"
        ib.plots.capacity_family(
            results[fades],
            ax=above,
            closed_form=lambda x, form=form: form.sweep(p=x),
            label=label,
            parameter="noise $p$",
        )
        fair = ib.formula(f"I(X;Y{fades + 1})", ib.Box("bit", (), "X") >> cascade(fades), boxes)
        below.plot(values, 1e3 * (form.sweep(p=values) - fair.sweep(p=values)), linewidth=0.9)
    above.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.02), xlabel="")
    below.set(xlabel="noise $p$", ylabel="lost by fair bits\n[$10^{-3}$ bit]", ylim=(0, None))
    figure.align_ylabels()

# %%
# How far apart are formula and solver? The widest interval, and the largest distance of the closed form
# from the middle of an interval, at the marked points.

for fades, form in forms.items():
    widest = max(result.gap for result in results[fades].values())
    distance = max(abs(form.at(p=x) - result.value) for x, result in results[fades].items())
    print(f"{fades} fades: widest interval {widest:.1e} bit, largest distance {distance:.1e} bit")
