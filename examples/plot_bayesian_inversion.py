r"""
Bayes' rule, twice
==================

*What does an observation say about its cause: a test about a patient, a noisy sensor about a moving target?*

**Theorem.** For a kernel :math:`f : X \to Y` and a law :math:`p` of its inputs there is a kernel
:math:`f^\dagger : Y \to X`, almost surely unique, with

.. math::

    p ; \mathrm{copy} ; (\mathrm{id} \otimes f) = (p ; f) ; \mathrm{copy} ; (f^\dagger \otimes \mathrm{id}),

and :math:`(f ; g)^\dagger = g^\dagger ; f^\dagger` :cite:p:`cho2019`. Between finite sets it is Bayes' rule;
between Euclidean spaces, for affine maps with Gaussian noise, its linear part is the Kalman gain. One
statement, two categories.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Ellipse

import itbounds as ib

# %%
# **FinStoch.** A test finds nine of ten patients who are ill and alarms one of twenty who are well. Of those
# with a positive test only two in thirteen are ill, if one of a hundred is; a second positive test, on the
# posterior of the first, changes that.

health = ib.Space.of(["ill", "well"], "health")
test = ib.Kernel(health, ib.Space.of(["+", "-"], "test"), [[0.90, 0.10], [0.05, 0.95]])
posterior = test.invert(ib.Distribution(health, [0.01, 0.99]))
print(f"ill after one positive test: {posterior.matrix[0, 0]:.6f} = 2/13")


def after(prevalence, positives):
    """Return the probability of being ill after so many positive tests."""
    chance = prevalence
    for _ in range(positives):
        chance = test.invert([chance, 1 - chance]).matrix[0, 0]
    return chance


# %%
# **Gauss.** A target moves in the plane with a nearly constant velocity; a sensor sees its position. The
# prediction is a composite, ``belief >> motion``; the correction is an inverse at the value that was seen,
# ``sensor.invert(prediction).at(seen)``.

step, jolt = 1.0, 0.02
plane = np.eye(2)
blur = np.array([[0.30, -0.18], [-0.18, 0.15]])  # sharp across the line of sight, blurred along it
motion = ib.GaussianKernel(
    np.block([[plane, step * plane], [0 * plane, plane]]),
    np.zeros(4),
    jolt * np.block([[step**3 / 3 * plane, step**2 / 2 * plane], [step**2 / 2 * plane, step * plane]]),
    dom={"position": 2, "velocity": 2},
    cod={"position": 2, "velocity": 2},
)
sensor = ib.GaussianKernel(np.hstack([plane, 0 * plane]), np.zeros(2), blur, dom=motion.cod, cod={"seen": 2})

truth = np.array([0.0, 0.0, 1.5, 1.2])
belief = ib.GaussianKernel.state([0, 0, 1, 1], np.diag([0.3, 0.3, 0.4, 0.4]), cod=motion.dom)
rng = np.random.default_rng(4)
track, sightings, priors, posteriors, gained = [], [], [], [], []
for _ in range(7):
    truth = motion.sample(1, rng=rng, inputs=[truth])[0]
    seen = sensor.sample(1, rng=rng, inputs=[truth])[0]
    prediction = belief >> motion
    belief = sensor.invert(prediction).at(seen)
    gained.append(sensor.joint(prediction).mutual_information("position", "seen"))
    track.append(truth[:2])
    sightings.append(seen)
    priors.append(prediction.marginal("position"))
    posteriors.append(belief.marginal("position"))

# %%
# What the sensor says comes to rest: by then a sighting replaces what the jolts have blurred since the last.


def ellipse(law, **looks):
    """Return the ellipse that holds 90 % of a Gaussian law in the plane."""
    variances, axes = np.linalg.eigh(law.covariance)
    width, height = 2 * np.sqrt(-2 * np.log(0.1) * variances)
    return Ellipse(law.mean, width, height, angle=np.degrees(np.arctan2(*axes[::-1, 0])), **looks)


with ib.plots.style("ieee-2col", ratio=0.42):
    figure, (left, middle, right) = plt.subplots(1, 3, width_ratios=[1, 1.35, 1])
    chances = np.logspace(-4, -0.05, 100)
    for positives in (1, 2, 3):
        left.plot(chances, [after(chance, positives) for chance in chances], label=positives)
    left.plot([0.01], [posterior.matrix[0, 0]], "o", color="black")
    left.annotate("2/13", (0.01, 2 / 13), xytext=(6, -3), textcoords="offset points")
    left.set(xscale="log", xlabel="prevalence", ylabel="probability of illness", ylim=(0, 1.02))
    left.legend(title="positive tests", loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=3)
    for i, (prior, post) in enumerate(zip(priors, posteriors, strict=True)):
        first = i == 0
        middle.add_patch(
            ellipse(prior, fill=False, ls="--", lw=0.7, ec="0.45", label="prediction" if first else None)
        )
        middle.add_patch(ellipse(post, fc="#0072B2", alpha=0.35, lw=0, label="posterior" if first else None))
    middle.plot(*np.transpose(track), "-", color="black", lw=0.9, label="truth")
    middle.plot(*np.transpose(sightings), "x", color="#D55E00", ms=4, label="sightings")
    middle.set(xlabel="east", ylabel="north", aspect="equal")
    middle.autoscale_view()
    middle.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=2)
    right.plot(range(1, 8), gained, "o-")
    right.set(xlabel="sighting", ylabel="information gained (bit)", ylim=(0, None), xticks=range(1, 8))

# %%
# The inverse is a functor: predicting and seeing in one step inverts to seeing first and retracing then.

whole = (motion >> sensor).invert(belief)
parts = sensor.invert(belief >> motion) >> motion.invert(belief)
print("inverse of the composite = composite of the inverses:", whole.agrees_with(parts, atol=1e-9))
