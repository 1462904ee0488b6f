"""What is the best that information theory allows? Numbers that are proved.

Every name below is imported when it is first used, so that ``import itbounds`` stays light.
"""

from importlib import import_module
from typing import Any

_HOMES = {
    "itbounds.units": ("BITS", "NATS", "Unit"),
    "itbounds.errors": (
        "AmbiguousTruthError",
        "CertificateError",
        "CompositionError",
        "ConvergenceWarning",
        "DTypeError",
        "DomainError",
        "EmptyAlphabetError",
        "InfeasibleError",
        "ItboundsError",
        "MissingExtraError",
        "NegativeProbabilityError",
        "NonFiniteError",
        "NotConvexError",
        "NotNormalizedError",
        "ParseError",
        "PrecisionWarning",
        "ShapeError",
        "SolveError",
        "SparseNotSupportedError",
        "UnitError",
        "UnknownNameError",
        "WorkerLostError",
    ),
    "itbounds.forms": ("Status",),
    "itbounds.symbolic": (
        "RV",
        "Box",
        "Diagram",
        "E",
        "H",
        "I",
        "common_information",
        "copy_lemma",
        "free",
        "law",
        "parse",
        "rvs",
    ),
    "itbounds.numerics.entropies": ("entropies",),
    "itbounds.numerics.pairwise": ("pairwise_information",),
    "itbounds.numerics.streams": ("streamed_entropy",),
    "itbounds.kernels": (
        "Distribution",
        "EuclideanSpace",
        "GaussianKernel",
        "Kernel",
        "Space",
        "SymbolicKernel",
    ),
    "itbounds.results.data_processing": ("DataProcessing",),
    "itbounds.kernels.divergences": ("categorical_entropy", "categorical_information"),
    "itbounds.kernels.orbits": ("orbits",),
    "itbounds.kernels.cocycles": ("CocycleSpace", "cocycle_residual", "cocycle_space", "structure_cocycles"),
    "itbounds.kernels.lattice": (
        "CommonPart",
        "Observable",
        "Reconstruction",
        "common_part",
        "complements",
        "observables",
        "rajski",
        "reconstruction",
    ),
    "itbounds.kernels.measures": (
        "conditional_entropy",
        "entropy",
        "mutual_information",
        "relative_entropy",
    ),
    "itbounds.kernels.multivariate": (
        "InformationDecomposition",
        "dual_total_correlation",
        "i_min",
        "mmi",
        "o_information",
        "total_correlation",
    ),
    "itbounds.kernels.sufficiency": ("is_sufficient", "minimal_sufficient_statistic", "recovery"),
    "itbounds.semantics": ("Formula", "formula", "interpret", "joint_law"),
    "itbounds.problems.broadcast_region": ("broadcast_region",),
    "itbounds.problems.wyner_common_information": ("wyner_common_information",),
    "itbounds.problems.deterministic_bottleneck": ("deterministic_bottleneck",),
    "itbounds.problems.leakage_capacity": ("leakage_capacity",),
    "itbounds.problems.privacy_funnel": ("privacy_funnel",),
    "itbounds.problems.mac_region": ("mac_region",),
    "itbounds.problems.rate_region": ("RateRegion",),
    "itbounds.problems.blackwell": ("blackwell", "deficiency"),
    "itbounds.problems.definitions": (
        "capacity_under_costs",
        "conditional_rate_distortion",
        "information_projection",
        "maximum_entropy",
        "minimax_redundancy",
        "pid",
        "private_distortion",
        "rate_distortion_under_limits",
        "remote_rate_distortion",
        "secrecy_capacity",
        "semantic_rate",
        "state_secrecy_capacity",
        "successive_refinement",
        "synergy_bounds",
        "wasserstein_dependency",
        "wyner_ziv",
    ),
    "itbounds.results.comparison": ("BlackwellOrder", "Comparison", "DecisionProblem", "Dominance"),
    "itbounds.results": ("Bound", "Certificate", "Curve", "Proof", "ProofStatus", "Result"),
    "itbounds.sweeps": ("Sweep", "sweep"),
    "itbounds.problems": (
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
        "data_processing",
        "gacs_korner",
        "coupling_with_bottleneck",
        "entropy_bounded_information",
        "minimum_entropy_coupling",
        "maximal_correlation",
        "information_bottleneck",
        "minimize",
        "prove",
        "rate_distortion",
        "rate_distortion_curve",
        "region",
    ),
}
_MODULES = {
    "audit": "itbounds.audit",
    "bounds": "itbounds.bounds",
    "operators": "itbounds.numerics.operators",
    "divergences": "itbounds.kernels.divergences",
    "distortions": "itbounds.kernels.distortions",
    "gaussian": "itbounds.problems.gaussian",
    "estimators": "itbounds.estimators",
    "geometry": "itbounds.geometry",
    "language_model": "itbounds.kernels.language_model",
    "plots": "itbounds.plots",
    "representation": "itbounds.bounds.representation",
    "shared": "itbounds.bounds.shared",
    "sources": "itbounds.kernels.sources",
    "zoo": "itbounds.kernels.zoo",
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}

__all__ = list(_HOME) + list(_MODULES)


def __getattr__(name: str) -> Any:
    if name in _MODULES:
        return import_module(_MODULES[name])
    if name in _HOME:
        return getattr(import_module(_HOME[name]), name)
    raise AttributeError(f"module 'itbounds' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
