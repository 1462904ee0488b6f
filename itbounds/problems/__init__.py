"""One file, one question: statement, lowering and the way back."""

from itbounds.problems.bottleneck import InformationBottleneck, information_bottleneck
from itbounds.problems.bottleneck_curve import bottleneck_curve
from itbounds.problems.capacity import Capacity, capacity
from itbounds.problems.capacity_cost_curve import capacity_cost_curve
from itbounds.problems.closed_forms import ClosedForm, closed_form
from itbounds.problems.contraction import contraction, maximal_correlation
from itbounds.problems.copy_search import CopySearch
from itbounds.problems.coupling_with_bottleneck import coupling_with_bottleneck
from itbounds.problems.data_processing import data_processing
from itbounds.problems.entropy_bounded_information import entropy_bounded_information
from itbounds.problems.gacs_korner import gacs_korner
from itbounds.problems.inequality import Inequality, prove
from itbounds.problems.minimum_entropy_coupling import minimum_entropy_coupling
from itbounds.problems.outer_bound import minimize
from itbounds.problems.program import Program
from itbounds.problems.rate_distortion import RateDistortion, rate_distortion
from itbounds.problems.rate_distortion_curve import rate_distortion_curve
from itbounds.problems.region import region

__all__ = [
    "Capacity",
    "ClosedForm",
    "CopySearch",
    "Inequality",
    "InformationBottleneck",
    "Program",
    "RateDistortion",
    "bottleneck_curve",
    "capacity",
    "capacity_cost_curve",
    "closed_form",
    "contraction",
    "coupling_with_bottleneck",
    "data_processing",
    "entropy_bounded_information",
    "gacs_korner",
    "information_bottleneck",
    "maximal_correlation",
    "minimize",
    "minimum_entropy_coupling",
    "prove",
    "rate_distortion",
    "rate_distortion_curve",
    "region",
]
