r"""
The axioms of Markov categories
===============================

*When do two string diagrams show the same arrow?*

In a Markov category :cite:p:`fritz2020,cho2019` wires can be copied and discarded, and boxes stand for
stochastic kernels. A diagram says what is plugged into what, and nothing else: the laws below are all there
are. Each is decided here by comparing normal forms, and then drawn as it was written.
"""

import matplotlib.pyplot as plt
import numpy as np

import itbounds as ib
from itbounds import Box, Diagram

copy, discard, swap = Diagram.copy("X"), Diagram.discard("X"), Diagram.swap("X", "X")
X = Diagram.id("X")
f, g = Box("f", "X", "Y"), Box("g", "Z", "W")
function = Box("f", "X", "Y", deterministic=True)

laws = {
    "copying is associative": (copy >> copy @ X, copy >> X @ copy),
    "either copy may be discarded": (copy >> discard @ X, X, copy >> X @ discard),
    "and the copies exchanged": (copy >> swap, copy),
    "crossings come undone": (swap >> swap, X @ X),
    "and boxes slide through": (f @ g >> Diagram.swap("Y", "W"), Diagram.swap("X", "Z") >> g @ f),
    "probabilities sum to one": (f >> Diagram.discard("Y"), discard),
    "a function may be copied": (function >> Diagram.copy("Y"), copy >> function @ function),
    "a random choice may not": (f >> Diagram.copy("Y"), copy >> f @ f),
}
for name, (one, *others) in laws.items():
    print(f"{name + ':':30}{all(one == other for other in others)}")

# %%
# Both sides of each law, as written. They look different, since a diagram remembers its copies, swaps and
# discards; only those of the last law are different arrows.

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, axes = plt.subplots(2, 4)
    for ax, (name, (one, *others)) in zip(axes.flat, laws.items(), strict=True):
        holds = all(one == other for other in others)
        ib.plots.string_equation(
            one, *others, ax=ax, symbol="=" if holds else r"$\neq$", labels=False, extent=(5.8, 3.9)
        )
        ax.set_title(name, fontsize="medium")

# %%
# The last law fails in FinStoch as it must: the copies of one noisy letter agree, two noisy letters need not.

W = ib.zoo.bsc(0.11)
once = W >> ib.Kernel.copy(W.cod)
twice = ib.Kernel.copy(W.dom) >> W @ W
print(np.round(once.matrix, 4), np.round(twice.matrix, 4), sep="\n")

# %%
# A larger diagram, and its normal form: what is discarded vanishes, equal functions of equal inputs are one,
# and the crossings are undone.

encode = Box("enc", "M", "X", deterministic=True)
channel = Box("W", "X", ("Y", "S"))
message = Box("m", (), "M")
written = (
    message
    >> Diagram.copy("M")
    >> Diagram.copy("M") @ encode
    >> Diagram.id("M") @ encode @ X
    >> Diagram.id("M") @ Diagram.swap("X", "X")
    >> Diagram.id("M") @ channel @ X
    >> Diagram.id("M") @ Diagram.swap(("Y", "S"), "X")
    >> Diagram.id("M", "X", "Y") @ Diagram.discard("S")
)
with ib.plots.style("ieee-col", ratio=0.8):
    figure, ax = plt.subplots()
    ib.plots.string_equation(written, written.simplified(), ax=ax)
