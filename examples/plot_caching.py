r"""
Memory against delivery
=======================

*How much can be saved by remembering what nobody has asked for yet?*

Two films, :math:`W_1` and :math:`W_2` of one unit each, and three users, each with a memory :math:`Z_k` of
size :math:`M` that is filled at night. In the daytime each asks for a film, and one transmission of size
:math:`R` serves all three.

**Theorem** :cite:p:`tian2018`. Whatever the code, :math:`2M + R \ge 2`, :math:`3M + 3R \ge 5` and
:math:`M + 2R \ge 2`.

These inequalities are found, not put in: of all :math:`(M, R)` the region is traced that Shannon's
inequalities leave. That memory and transmission are functions of the films, that each user can read his
film, and that films and users can be renamed, makes a small linear program of eleven random variables.
"""

import matplotlib.pyplot as plt

import itbounds as ib
from itbounds.testing.network_problems import caching

problem = caching(files=2, users=3, demands=[(1, 1, 2)])
region = ib.region(problem.rates, given=problem.given, symmetry=problem.symmetry)
print(region)
print(*region.provenance.notes, sep="; ")

# %%
# Every facet has a proof, which is checked in fractions. Of the one in the middle, these are the terms that
# are not negative; all others are zero.

region.verify()
middle = next(facet for facet in region.facets if facet.bound == 5)
print(middle)
print(*(line for line in middle.proof.text().splitlines() if "not negative" in line), sep="\n")

# %%
# The shade is what is left. Without coding, each user stores the same share of both films and is sent the
# rest: that is the dashed line, :math:`M + R = 2`. How close codes come to the corners is another question.

with ib.plots.style("ieee-col", ratio=0.9):
    figure, axes = plt.subplots()
    ib.plots.region(region, ax=axes)
    axes.plot([0, 2], [2, 0], color="0.35", linestyle="--", linewidth=0.9, label="without coding")
    axes.set(xlabel="memory $M$", ylabel="delivery $R$")
    axes.legend()
