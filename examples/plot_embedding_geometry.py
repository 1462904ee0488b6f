r"""
What training does to the geometry of a layer
=============================================

*Does a network use the dimensions that it has, and when does it give them up?*

A small network learns to read digits. After each epoch the sixteen numbers of its hidden layer are scored on
images that it has not seen: how many directions they use, RankMe and the exponential of the entropy of von
Neumann; how much the classes cost less apart than together, the coding rate reduction
:math:`\Delta R = R(Z) - \sum_j \frac{n_j}{n} R(Z_j)`; and the dimension that distances to neighbours show.
These are scores of geometry, not limits of information theory.
"""

import matplotlib.pyplot as plt
import numpy as np
from sklearn.datasets import load_digits
from sklearn.neural_network import MLPClassifier

import itbounds as ib

images, digits = load_digits(return_X_y=True)
images = images / 16.0
seen, held, seen_digits, held_digits = images[::2], images[1::2], digits[::2], digits[1::2]


def layer(model, inputs):
    return np.maximum(inputs @ model.coefs_[0] + model.intercepts_[0], 0.0)


def unit(points):
    points = points - points.mean(axis=0)
    return points / np.linalg.norm(points, axis=1, keepdims=True)


# %%
# One pass over the embedding, a spectrum, serves several scores.

model = MLPClassifier((16,), solver="adam", learning_rate_init=0.005, random_state=0, max_iter=1)
epochs, table = (1, 2, 4, 8, 16, 32, 64, 128), []
for epoch in range(1, epochs[-1] + 1):
    model.partial_fit(seen, seen_digits, classes=np.arange(10))
    if epoch not in epochs:
        continue
    points = unit(layer(model, held))
    spectrum = ib.geometry.Spectrum.of(points)
    table.append(
        (
            ib.geometry.rankme(spectrum),
            2.0 ** ib.geometry.von_neumann_entropy(spectrum, normalize=False),
            ib.geometry.mcr2(points, held_digits, 0.5),
            ib.geometry.intrinsic_dimension(points),
            1.0 - model.score(held, held_digits),
        )
    )
    rank, effective, rates, dimension, error = table[-1]
    print(
        f"epoch {epoch:3}: error {error:.3f}, RankMe {rank:5.2f}, effective rank {effective:5.2f}, "
        f"reduction {rates.reduction:5.2f} bit, dimension {dimension:.1f}"
    )

# %%
# While the error falls the classes move apart, and some of the directions that the layer has are given up.

with ib.plots.style("ieee-2col", ratio=0.36):
    figure, (directions, coding, errors) = plt.subplots(1, 3)
    blue, orange, green, *_ = ib.plots.COLOURS
    directions.plot(epochs, [row[0] for row in table], "o-", color=blue, label="RankMe")
    directions.plot(epochs, [row[1] for row in table], "s--", color=orange, label="von Neumann, $2^S$")
    directions.plot(epochs, [row[3] for row in table], "^:", color=green, label="intrinsic dimension")
    directions.set(ylabel="dimensions", ylim=(0.0, 17.0))
    directions.axhline(16.0, color="0.6", linewidth=0.8, linestyle="-")
    coding.plot(epochs, [row[2].rate for row in table], "o-", color=blue, label="$R$")
    coding.plot(epochs, [row[2].class_rate for row in table], "s--", color=orange, label="$R$ of the classes")
    coding.plot(epochs, [row[2].reduction for row in table], "^:", color=green, label=r"$\Delta R$")
    coding.set(ylabel="coding rate [bit]", ylim=(0.0, 19.0))
    errors.plot(epochs, [row[4] for row in table], "o-", color=blue)
    errors.set(ylabel="error on fresh images", ylim=(0.0, 1.0))
    for axes in (directions, coding, errors):
        axes.set(xscale="log", xlabel="epochs")
        axes.set_xticks([1, 10, 100], ["1", "10", "100"])
    directions.legend(loc="lower left")
    coding.legend(loc="upper right")
plt.show()
