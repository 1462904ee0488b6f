from itbounds import (
    audit as audit,
    bounds as bounds,
    estimators as estimators,
    geometry as geometry,
    plots as plots,
)
from itbounds.bounds import representation as representation, shared as shared
from itbounds.errors import (
    AmbiguousTruthError as AmbiguousTruthError,
    CertificateError as CertificateError,
    CompositionError as CompositionError,
    ConvergenceWarning as ConvergenceWarning,
    DomainError as DomainError,
    DTypeError as DTypeError,
    EmptyAlphabetError as EmptyAlphabetError,
    InfeasibleError as InfeasibleError,
    ItboundsError as ItboundsError,
    MissingExtraError as MissingExtraError,
    NegativeProbabilityError as NegativeProbabilityError,
    NonFiniteError as NonFiniteError,
    NotConvexError as NotConvexError,
    NotNormalizedError as NotNormalizedError,
    ParseError as ParseError,
    PrecisionWarning as PrecisionWarning,
    ShapeError as ShapeError,
    SolveError as SolveError,
    SparseNotSupportedError as SparseNotSupportedError,
    UnitError as UnitError,
    UnknownNameError as UnknownNameError,
    WorkerLostError as WorkerLostError,
)
from itbounds.forms import Status as Status
from itbounds.kernels import (
    Distribution as Distribution,
    EuclideanSpace as EuclideanSpace,
    GaussianKernel as GaussianKernel,
    Kernel as Kernel,
    Space as Space,
    SymbolicKernel as SymbolicKernel,
    distortions as distortions,
    divergences as divergences,
    language_model as language_model,
    sources as sources,
    zoo as zoo,
)
from itbounds.kernels.cocycles import (
    CocycleSpace as CocycleSpace,
    cocycle_residual as cocycle_residual,
    cocycle_space as cocycle_space,
    structure_cocycles as structure_cocycles,
)
from itbounds.kernels.divergences import (
    categorical_entropy as categorical_entropy,
    categorical_information as categorical_information,
)
from itbounds.kernels.lattice import (
    CommonPart as CommonPart,
    Observable as Observable,
    Reconstruction as Reconstruction,
    common_part as common_part,
    complements as complements,
    observables as observables,
    rajski as rajski,
    reconstruction as reconstruction,
)
from itbounds.kernels.measures import (
    conditional_entropy as conditional_entropy,
    entropy as entropy,
    mutual_information as mutual_information,
    relative_entropy as relative_entropy,
)
from itbounds.kernels.multivariate import (
    InformationDecomposition as InformationDecomposition,
    dual_total_correlation as dual_total_correlation,
    i_min as i_min,
    mmi as mmi,
    o_information as o_information,
    total_correlation as total_correlation,
)
from itbounds.kernels.orbits import orbits as orbits
from itbounds.kernels.sufficiency import (
    is_sufficient as is_sufficient,
    minimal_sufficient_statistic as minimal_sufficient_statistic,
    recovery as recovery,
)
from itbounds.numerics import operators as operators
from itbounds.numerics.entropies import entropies as entropies
from itbounds.numerics.pairwise import pairwise_information as pairwise_information
from itbounds.numerics.streams import streamed_entropy as streamed_entropy
from itbounds.problems import (
    Capacity as Capacity,
    ClosedForm as ClosedForm,
    CopySearch as CopySearch,
    Inequality as Inequality,
    InformationBottleneck as InformationBottleneck,
    Program as Program,
    RateDistortion as RateDistortion,
    bottleneck_curve as bottleneck_curve,
    capacity as capacity,
    capacity_cost_curve as capacity_cost_curve,
    closed_form as closed_form,
    contraction as contraction,
    coupling_with_bottleneck as coupling_with_bottleneck,
    data_processing as data_processing,
    entropy_bounded_information as entropy_bounded_information,
    gacs_korner as gacs_korner,
    gaussian as gaussian,
    information_bottleneck as information_bottleneck,
    maximal_correlation as maximal_correlation,
    minimize as minimize,
    minimum_entropy_coupling as minimum_entropy_coupling,
    prove as prove,
    rate_distortion as rate_distortion,
    rate_distortion_curve as rate_distortion_curve,
    region as region,
)
from itbounds.problems.blackwell import blackwell as blackwell, deficiency as deficiency
from itbounds.problems.broadcast_region import broadcast_region as broadcast_region
from itbounds.problems.definitions import (
    capacity_under_costs as capacity_under_costs,
    conditional_rate_distortion as conditional_rate_distortion,
    information_projection as information_projection,
    maximum_entropy as maximum_entropy,
    minimax_redundancy as minimax_redundancy,
    pid as pid,
    private_distortion as private_distortion,
    rate_distortion_under_limits as rate_distortion_under_limits,
    remote_rate_distortion as remote_rate_distortion,
    secrecy_capacity as secrecy_capacity,
    semantic_rate as semantic_rate,
    state_secrecy_capacity as state_secrecy_capacity,
    successive_refinement as successive_refinement,
    synergy_bounds as synergy_bounds,
    wasserstein_dependency as wasserstein_dependency,
    wyner_ziv as wyner_ziv,
)
from itbounds.problems.deterministic_bottleneck import deterministic_bottleneck as deterministic_bottleneck
from itbounds.problems.leakage_capacity import leakage_capacity as leakage_capacity
from itbounds.problems.mac_region import mac_region as mac_region
from itbounds.problems.privacy_funnel import privacy_funnel as privacy_funnel
from itbounds.problems.rate_region import RateRegion as RateRegion
from itbounds.problems.wyner_common_information import (
    wyner_common_information as wyner_common_information,
)
from itbounds.results import (
    Bound as Bound,
    Certificate as Certificate,
    Curve as Curve,
    Proof as Proof,
    ProofStatus as ProofStatus,
    Result as Result,
)
from itbounds.results.comparison import (
    BlackwellOrder as BlackwellOrder,
    Comparison as Comparison,
    DecisionProblem as DecisionProblem,
    Dominance as Dominance,
)
from itbounds.results.data_processing import DataProcessing as DataProcessing
from itbounds.semantics import (
    Formula as Formula,
    formula as formula,
    interpret as interpret,
    joint_law as joint_law,
)
from itbounds.sweeps import Sweep as Sweep, sweep as sweep
from itbounds.symbolic import (
    RV as RV,
    Box as Box,
    Diagram as Diagram,
    E as E,
    H as H,
    I as I,
    common_information as common_information,
    copy_lemma as copy_lemma,
    free as free,
    law as law,
    parse as parse,
    rvs as rvs,
)
from itbounds.units import BITS as BITS, NATS as NATS, Unit as Unit
