r"""
Few bits and much noise in a trained embedding
==============================================

*How far are trained networks from the least error that their perturbed embeddings allow?*

The last hidden layers of two small networks, a regression and a classification, are rounded to 1 to 8 bits a
coordinate, or read with Gaussian noise. What is left carries at most its capacity C, and along
:math:`Y \to Z \to \tilde Z \to \hat Y` every prediction from it errs by at least :math:`D(C)`: the
rate-distortion function of the targets at the capacity. One command makes the figure and the table:
``itbounds audit representation -o limits.pdf``.
"""

import matplotlib.pyplot as plt

import itbounds as ib

studies = [ib.audit.representation(model) for model in ("diabetes", "digits")]
for study in studies:
    print(study, end="\n\n")
    assert study.verdict is ib.audit.Verdict.CONSISTENT

# %%
# Nothing achieved is beyond the limits. Rounded embeddings are also above the best K points for their number
# of values; noisy ones need not be, since noise is no rounding.

with ib.plots.style("ieee-2col", ratio=0.42):
    figure, axes = plt.subplots(1, 2, layout="constrained")
    for panel, study in zip(axes, studies, strict=True):
        study.plot(panel)
        panel.set_title(study.model)
        panel.get_legend().remove()
    figure.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3)
plt.show()

# %%
# Predictions that were made another way are found out. Here the classes are told from one bit.

digits = list(range(8)) * 25
print(ib.audit.embedding([d % 2 for d in digits], digits, bits=1, y_pred=digits))
