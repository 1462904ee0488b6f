"""The two figures of the demonstration, sized for the columns of a paper."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from itbounds.cli.demo.classifier import ClassifierStudy
from itbounds.cli.demo.patches import PatchStudy

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["draw_channel", "draw_patches"]


def draw_channel(study: ClassifierStudy, stem: Path) -> list[Path]:
    """Draw the confusion channel beside the input laws and return the paths written."""
    import matplotlib.pyplot as plt

    from itbounds.plots import style

    inputs, outputs = study.channel.dom.letters, study.channel.cod.letters
    with style("ieee-2col"):
        figure, (left, right) = plt.subplots(1, 2, gridspec_kw={"width_ratios": [1.0, 1.25]})
        # The square root spreads the many small probabilities.
        image = left.imshow(np.sqrt(study.channel.matrix), cmap="Greys", vmin=0.0, vmax=1.0)
        left.set_xticks(range(len(outputs)), [str(letter) for letter in outputs])
        left.set_yticks(range(len(inputs)), [str(letter) for letter in inputs])
        left.set(xlabel="answer", ylabel="digit")
        left.grid(visible=False)
        bar = figure.colorbar(image, ax=left, fraction=0.046, pad=0.03, label="probability")
        shown = np.array([0.0, 0.01, 0.05, 0.2, 0.5, 1.0])
        bar.set_ticks(np.sqrt(shown).tolist(), labels=[f"{value:g}" for value in shown])
        places = np.arange(len(inputs))
        law = (
            np.ones(len(inputs)) / len(inputs)
            if study.capacity.witness is None
            else study.capacity.witness.matrix[0]
        )
        right.bar(places - 0.2, law, 0.4, label=f"capacity-achieving: {study.capacity.value:.4f} bit")
        right.bar(
            places + 0.2,
            study.frequencies,
            0.4,
            color="0.75",
            edgecolor="0.3",
            hatch="////",
            linewidth=0.5,
            label=f"class frequencies: {study.information:.4f} bit",
        )
        right.set_xticks(places, [str(letter) for letter in inputs])
        right.set(
            xlabel="digit",
            ylabel="input probability",
            ylim=(0.0, 1.35 * float(max(law.max(), study.frequencies.max()))),
        )
        right.legend(loc="upper center", ncols=1)
        return _save(figure, stem)


def draw_patches(study: PatchStudy, stem: Path) -> list[Path]:
    """Draw the certified curve with the codebooks above it and return the paths written."""
    import matplotlib.pyplot as plt

    from itbounds.plots import curve, style

    distortion = np.array([point.distortion for point in study.points])
    fixed = np.array([point.fixed_rate for point in study.points])
    entropy = np.array([point.entropy_rate for point in study.points])
    with style("ieee-col"):
        figure, axes = plt.subplots()
        curve(study.curve, axes, label="certified $R(D)$")
        axes.plot(distortion, fixed, "s", markerfacecolor="none", label=r"$k$-means, $\log_2 k$")
        axes.plot(distortion, entropy, "o", markersize=3.0, label="$k$-means, entropy of the index")
        for point in study.points:
            axes.annotate(
                str(point.words),
                (point.distortion, point.fixed_rate),
                (4, 2),
                textcoords="offset points",
                fontsize=6,
            )
        axes.set(
            xlabel="mean squared error per patch $D$",
            ylabel="rate (bit per patch)",
            ylim=(0.0, 1.06 * float(fixed.max())),
        )
        axes.set_xlim(0.0, float(study.curve.x[-1]))
        axes.legend(loc="upper right")
        return _save(figure, stem)


def _save(figure: "Figure", stem: Path) -> list[Path]:
    import matplotlib.pyplot as plt

    paths = [stem.with_suffix(ending) for ending in (".pdf", ".png")]
    for path in paths:
        figure.savefig(path)
    plt.close(figure)
    return paths
