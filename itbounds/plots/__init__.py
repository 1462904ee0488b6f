"""Figures fit for a paper: Axes in, Axes out; nothing is shown, no global setting is changed."""

from itbounds.plots.audits import report
from itbounds.plots.bounds import bound_ladder, bounds_against
from itbounds.plots.canvas import COLOURS, save
from itbounds.plots.curves import curve
from itbounds.plots.entropies import entropy_family
from itbounds.plots.families import capacity_family
from itbounds.plots.histories import convergence
from itbounds.plots.information_diagrams import information_diagram
from itbounds.plots.lattices import lattice
from itbounds.plots.pipelines import data_processing
from itbounds.plots.rate_regions import rate_region
from itbounds.plots.regions import region
from itbounds.plots.string_diagrams import string_diagram, string_equation
from itbounds.plots.styles import style
from itbounds.plots.witnesses import result

__all__ = [
    "COLOURS",
    "bound_ladder",
    "bounds_against",
    "capacity_family",
    "convergence",
    "curve",
    "data_processing",
    "entropy_family",
    "information_diagram",
    "lattice",
    "rate_region",
    "region",
    "report",
    "result",
    "save",
    "string_diagram",
    "string_equation",
    "style",
]
