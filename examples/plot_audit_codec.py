r"""
JPEG against a rate-distortion function
=======================================

*How many bits does JPEG waste, and on what?*

No code of independent samples of a source has a rate below :math:`R(D)` at a mean squared error D. The law of
photographs is not known, so that no limit can be stated for one: a Gaussian law of blocks with the same
covariances is only a *model* of it. But an image can be *drawn* from this law. Then the limit holds, and is
known: reverse water-filling over the eigenvalues of the covariance :cite:p:`cover2006`.

JPEG codes both. An audit accuses it in neither case: below the limit of a model it says that the model is
poor, since photographs have edges and flat skies, which Gaussian noise of the same spectrum has not.
"""

from io import BytesIO

import matplotlib.pyplot as plt
import numpy as np
from PIL import Image
from sklearn.datasets import load_sample_image

import itbounds as ib

SIDE, QUALITIES = 8, (10, 25, 50, 75, 90, 95)

# %%
# The photograph in grey, cut into blocks of 8 by 8 pixels, and an image of independent blocks from the
# Gaussian law that has their mean and covariance.

photograph = load_sample_image("china.jpg").astype(float) @ [0.299, 0.587, 0.114]
photograph = photograph[: photograph.shape[0] // SIDE * SIDE]
height, width = photograph.shape
shape = (height // SIDE, SIDE, width // SIDE, SIDE)
blocks = photograph.reshape(shape).swapaxes(1, 2).reshape(-1, SIDE**2)
law = ib.GaussianKernel.state(np.zeros(SIDE**2), np.cov(blocks.T))

rng = np.random.default_rng(0)
noise = rng.multivariate_normal(blocks.mean(axis=0), law.covariance, size=len(blocks))
drawn = noise.reshape(shape[0], shape[2], SIDE, SIDE).swapaxes(1, 2).reshape(height, width)

# %%
# The real encoder, headers and tables included. Rounding to 256 levels is part of the codec: errors are
# measured against what was there before it. So that hardly a Gaussian pixel is clipped, contrasts are reduced
# by the codec of that image, and restored.


def encoded(image, kind, gain, **options):
    pixels, data = np.clip(np.rint(128.0 + gain * (image - 128.0)), 0, 255).astype(np.uint8), BytesIO()
    Image.fromarray(pixels).save(data, kind, **options)
    decoded = 128.0 + (np.asarray(Image.open(data), dtype=float) - 128.0) / gain
    return 8.0 * len(data.getvalue()) / image.size, ((decoded - image) ** 2).mean()


def codec(image, gain, *, model, label):
    points = [encoded(image, "JPEG", gain, quality=quality, optimize=True) for quality in QUALITIES]
    rates, errors = zip(*points, strict=True)
    return ib.audit.codec(rates, errors, source=law, model=model, label=label)


reports = {
    "photograph": codec(photograph, 1.0, model=True, label="JPEG, the photograph"),
    "Gaussian image": codec(drawn, 0.3, model=False, label="JPEG, image of the Gaussian law"),
}
for report in reports.values():
    print(report, end="\n\n")
for name, image, gain in (("photograph", photograph, 1.0), ("Gaussian image", drawn, 0.3)):
    rate, error = encoded(image, "PNG", gain)
    print(f"PNG, {name}: {rate:.2f} bit a pixel, D = {error:.2f}")

# %%
# Of a photograph whose law nobody states, an audit says just that.

unknown = ib.audit.codec(1.0, 40.0, source=None)
print(unknown)
assert unknown.verdict is ib.audit.Verdict.NOT_APPLICABLE
assert reports["Gaussian image"].verdict is ib.audit.Verdict.CONSISTENT

# %%
# Both, over one limit.

both = ib.audit.Chart(
    "mean squared error D of a pixel",
    "rate [bit/pixel]",
    reports["photograph"].chart.lines,
    tuple(point for report in reports.values() for point in report.chart.points),
    log_x=True,
)
with ib.plots.style("ieee-2col", ratio=0.38):
    figure, panels = plt.subplot_mosaic(
        [["photograph", "limit"], ["law", "limit"]], width_ratios=[0.3, 1.0], height_ratios=[1.0, 1.0]
    )
    for name, title, image in (
        ("photograph", "photograph", photograph),
        ("law", "its Gaussian law", drawn),
    ):
        panels[name].imshow(image[96:224, 224:352], cmap="gray", vmin=0, vmax=255)
        panels[name].set_axis_off()
        panels[name].set_title(title)
    ib.audit.Report("JPEG", (), chart=both).plot(panels["limit"])
plt.show()
