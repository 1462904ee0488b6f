r"""
No free information
===================

*Can what is known be increased by computing with it?*

**Theorem.** If :math:`X \to Y \to Z` is a Markov chain, then :math:`I(X;Z) \le I(X;Y)` :cite:p:`cover2006`.

Everybody knows it; here a program proves it. A proof is an identity: the claim is a sum of quantities that
are never negative and of quantities that are zero by what is given. It is found by a linear program and
then checked with fractions, so that nothing has to be believed of the solver.
"""

import matplotlib.pyplot as plt

import itbounds as ib

proof = ib.prove("I(X;Z) <= I(X;Y)", given="X -> Y -> Z")
print(proof.text())

# %%
# Checked once more, by a routine that knows no linear program; and as a paper wants it.

proof.certificate.verify()
print(proof.latex())

# %%
# The lattice of joint entropies, and in it the two quantities of the proof. Each is a parallelogram,
# counted plus at its sides and minus at top and bottom; added up, they leave the signs of the claim.
#
# A longer chain: the ends know less of each other than the middle does. Two steps of the chain are used.

chain = ib.prove("I(A;D) <= I(B;C)", given="A -> B -> C -> D")

with ib.plots.style("ieee-2col", ratio=0.5):
    figure, panels = plt.subplots(1, 2)
    for axes, one in zip(panels, (proof, chain), strict=True):
        ib.plots.lattice(one, ax=axes)

# %%
# Without the chain it is false, and a law says so.

print(ib.prove("I(X;Z) <= I(X;Y)").text())
