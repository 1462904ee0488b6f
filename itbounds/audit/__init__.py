"""Learned models against limits: hand over what a model produced, learn which limits it keeps.

Every audit returns a `Report` of checks. A check compares a confidence interval with a certified limit and
ends in a `Verdict`: consistent, inconclusive, violated (further than chance takes so few samples), or not
applicable. No model beats a limit, so that a violation means a mistake in how the model was measured; the
report lists the likely causes.
"""

from itbounds.audit.chart import Chart, Line, Point
from itbounds.audit.check import Check
from itbounds.audit.classifier import classifier
from itbounds.audit.codec import codec
from itbounds.audit.elbo import elbo
from itbounds.audit.embedding import embedding
from itbounds.audit.generalization import generalization
from itbounds.audit.language_model import language_model
from itbounds.audit.mi_claim import mi_claim
from itbounds.audit.quantizer import quantizer
from itbounds.audit.report import Measurement, Report
from itbounds.audit.representation import Perturbed, RepresentationStudy, representation
from itbounds.audit.supersample import supersample
from itbounds.audit.verdict import Verdict

__all__ = [
    "Chart",
    "Check",
    "Line",
    "Measurement",
    "Perturbed",
    "Point",
    "Report",
    "RepresentationStudy",
    "Verdict",
    "classifier",
    "codec",
    "elbo",
    "embedding",
    "generalization",
    "language_model",
    "mi_claim",
    "quantizer",
    "representation",
    "supersample",
]
