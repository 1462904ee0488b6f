r"""
What an alarm knows
===================

*Which independences does a Bayesian network promise?*

A burglary :math:`B` or an earthquake :math:`E` sets off the alarm :math:`A`, and John :math:`J` and Mary
:math:`M` may call when they hear it. A law factorises along a directed acyclic graph exactly when each
variable is independent of its non-descendants given its parents.

**Theorem** :cite:p:`geiger1990`. What follows from these few independences by Shannon's inequalities is what
d-separation reads from the graph: two variables are independent given others if every path between them is
blocked. No law of the network need have any further independence, and almost none has.
"""

from itertools import combinations

import matplotlib.pyplot as plt
import networkx as nx
import numpy as np

import itbounds as ib
from itbounds.semantics import evaluate
from itbounds.symbolic import Joint
from itbounds.symbolic.bayes_net import d_separated, local_markov

graph = nx.DiGraph([("B", "A"), ("E", "A"), ("A", "J"), ("A", "M")])
variables = ib.rvs("B E A J M")
for relation in local_markov(graph):
    print(relation)

# %%
# What does the prover say of :math:`I(X;Y|S) = 0`, given the graph, for every pair and every condition?

pairs = list(combinations(variables, 2))
conditions = [Joint(frozenset(s)) for size in range(4) for s in combinations(variables, size)]
statements = {
    (row, column): (x, y, s)
    for row, (x, y) in enumerate(pairs)
    for column, s in enumerate(conditions)
    if x not in s and y not in s
}
proved = {
    place: ib.prove(ib.I(x, y | s).eq(0), given=graph).status is ib.ProofStatus.PROVED
    for place, (x, y, s) in statements.items()
}
agree = sum(proved[place] == d_separated(graph, *statement) for place, statement in statements.items())
print(f"{sum(proved.values())} of {len(proved)} are proved; d-separation agrees on {agree}")

# %%
# A law of the network, with Pearl's numbers. Nothing is zero that is not proved.

law = np.zeros((2,) * 5)
rings = np.array([[0.001, 0.29], [0.94, 0.95]])
for b, e, a, j, m in np.ndindex(*law.shape):
    chances = (0.001, b), (0.002, e), (rings[b, e], a), (0.90 if a else 0.05, j), (0.70 if a else 0.01, m)
    law[b, e, a, j, m] = np.prod([chance if happens else 1 - chance for chance, happens in chances])

bits = {place: evaluate(ib.I(x, y | s), law, variables) for place, (x, y, s) in statements.items()}
print(f"proved:     at most  {max(bits[place] for place in proved if proved[place]):.0e} bit")
print(f"not proved: at least {min(bits[place] for place in proved if not proved[place]):.0e} bit")

# %%
# A cell is empty where the condition has one of the pair. Explaining away: burglary and earthquake are
# independent, until the alarm rings or somebody calls.

table = np.full((len(pairs), len(conditions)), np.nan)
for place, value in bits.items():
    table[place] = np.nan if proved[place] else np.log10(value)
spots = {"B": (0, 2), "E": (2, 2), "A": (1, 1), "J": (0, 0), "M": (2, 0)}

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, right) = plt.subplots(1, 2, width_ratios=(1, 3.4))
    nx.draw_networkx(
        graph, spots, ax=left, node_color="white", edgecolors="0.2", node_size=380, font_size=9,
        font_family="STIXGeneral", edge_color="0.35", arrowsize=12,
    )  # fmt: skip
    left.set_axis_off()
    left.margins(0.2)
    image = right.imshow(table, cmap="Blues", vmin=-6, vmax=-1, aspect="auto")
    zeros = np.array([place for place in proved if proved[place]])
    right.scatter(zeros[:, 1], zeros[:, 0], s=16, color="#009E73", label="proved to be 0")
    right.set_xticks(
        range(len(conditions)), [str(s).replace(",", "") or "-" for s in conditions], rotation=90
    )
    right.set_yticks(range(len(pairs)), [f"{x}{y}" for x, y in pairs])
    right.set(xlabel="given", ylabel="of the pair")
    right.tick_params(length=0)
    right.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), handletextpad=0.2)
    figure.colorbar(image, ax=right, label=r"$\log_{10} I$ in bits", pad=0.01)
