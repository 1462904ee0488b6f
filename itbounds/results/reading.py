"""From JSON data to the certificate or the curve that it names."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import ClassVar, Protocol, TypeVar

from itbounds._typing import JSON
from itbounds.errors import CertificateError, ItboundsError
from itbounds.results.block_code_certificate import BlockErrorCertificate, BlockSizeCertificate
from itbounds.results.bottleneck_certificate import BottleneckCertificate
from itbounds.results.bottleneck_coupling_certificate import BottleneckCouplingCertificate
from itbounds.results.bottleneck_proof import BottleneckProof
from itbounds.results.broadcast_certificate import BroadcastCertificate
from itbounds.results.budgeted_capacity_certificate import BudgetedCapacityCertificate
from itbounds.results.capacity_certificate import CapacityCertificate
from itbounds.results.capacity_cost_proof import CapacityCostProof
from itbounds.results.certificate import Certificate
from itbounds.results.common_part_certificate import CommonPartCertificate
from itbounds.results.contraction_certificate import ContractionCertificate
from itbounds.results.correlation_certificate import CorrelationCertificate
from itbounds.results.coupling_certificate import CouplingCertificate
from itbounds.results.covering_certificate import CoveringCertificate
from itbounds.results.curve_proof import CurveProof
from itbounds.results.decomposition_certificate import DecompositionCertificate
from itbounds.results.deficiency_certificate import DeficiencyCertificate
from itbounds.results.dependency_certificate import DependencyCertificate
from itbounds.results.distortion_rate_certificate import DistortionRateCertificate
from itbounds.results.encoder_certificate import EncoderCertificate
from itbounds.results.entropy_rate_certificate import ChainEntropyCertificate, ClassEntropyCertificate
from itbounds.results.funnel_certificate import FunnelCertificate
from itbounds.results.gaussian_bottleneck_certificate import GaussianBottleneckCertificate
from itbounds.results.gaussian_capacity_certificate import GaussianCapacityCertificate
from itbounds.results.gaussian_region_certificate import (
    GaussianBroadcastCertificate,
    GaussianMacCertificate,
)
from itbounds.results.grid_rate_certificate import GridRateDistortionCertificate
from itbounds.results.grid_rate_proof import GridRateDistortionProof
from itbounds.results.information_certificate import InformationCertificate
from itbounds.results.input_contraction_certificate import InputContractionCertificate
from itbounds.results.leakage_certificate import LeakageCertificate
from itbounds.results.mac_certificate import MacCertificate
from itbounds.results.moment_certificate import MomentCertificate
from itbounds.results.operator_capacity_certificate import OperatorCapacityCertificate
from itbounds.results.partition_certificate import PartitionCertificate
from itbounds.results.product_capacity_certificate import ProductCapacityCertificate
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.projection_certificate import ProjectionCertificate
from itbounds.results.rate_distortion_certificate import RateDistortionCertificate
from itbounds.results.rate_distortion_proof import RateDistortionProof
from itbounds.results.rate_inverse_certificate import RateInverseCertificate
from itbounds.results.refinement_certificate import RefinementCertificate
from itbounds.results.remote_gaussian_certificate import RemoteGaussianCertificate
from itbounds.results.secrecy_certificate import SecrecyCertificate
from itbounds.results.secrecy_mixture_certificate import SecrecyMixtureCertificate
from itbounds.results.synergy_certificate import SynergyCertificate
from itbounds.results.waterfilling_certificate import (
    ReverseWaterfillingCertificate,
    WaterfillingCertificate,
)
from itbounds.results.wyner_certificate import WynerCertificate

__all__ = ["certificate_from_dict", "curve_proof_from_dict", "whole_data"]


class _Kind(Protocol):
    kind: ClassVar[str]


K = TypeVar("K", bound=_Kind)


def certificate_from_dict(data: JSON) -> Certificate:
    """Read any certificate of a number from its JSON data.

    Raises
    ------
    CertificateError
        If the data names no known kind.
    """
    kinds: tuple[type[Certificate], ...] = (
        BlockErrorCertificate,
        BlockSizeCertificate,
        BottleneckCertificate,
        BroadcastCertificate,
        BudgetedCapacityCertificate,
        CapacityCertificate,
        ChainEntropyCertificate,
        ClassEntropyCertificate,
        CommonPartCertificate,
        BottleneckCouplingCertificate,
        EncoderCertificate,
        CouplingCertificate,
        CoveringCertificate,
        ContractionCertificate,
        CorrelationCertificate,
        DecompositionCertificate,
        DeficiencyCertificate,
        DependencyCertificate,
        DistortionRateCertificate,
        FunnelCertificate,
        GaussianBottleneckCertificate,
        GaussianCapacityCertificate,
        GridRateDistortionCertificate,
        InformationCertificate,
        GaussianBroadcastCertificate,
        GaussianMacCertificate,
        InputContractionCertificate,
        LeakageCertificate,
        MacCertificate,
        MomentCertificate,
        OperatorCapacityCertificate,
        PartitionCertificate,
        ProductCapacityCertificate,
        ProgramCertificate,
        ProjectionCertificate,
        RateDistortionCertificate,
        RateInverseCertificate,
        RemoteGaussianCertificate,
        ReverseWaterfillingCertificate,
        RefinementCertificate,
        SecrecyCertificate,
        SecrecyMixtureCertificate,
        SynergyCertificate,
        WaterfillingCertificate,
        WynerCertificate,
    )
    with whole_data():
        return _named(data, kinds).from_dict(data)


def curve_proof_from_dict(data: JSON) -> CurveProof:
    """Read the points of any curve from their JSON data.

    Raises
    ------
    CertificateError
        If the data names no known kind.
    """
    kinds: tuple[type[CurveProof], ...] = (
        BottleneckProof,
        CapacityCostProof,
        GridRateDistortionProof,
        RateDistortionProof,
    )
    with whole_data():
        return _named(data, kinds).from_dict(data)


@contextmanager
def whole_data() -> Iterator[None]:
    """Report data with missing or malformed parts as what they are: no certificate."""
    try:
        yield
    except ItboundsError:
        raise
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise CertificateError(f"the data is not what to_dict writes: {error!r}") from error


def _named(data: JSON, kinds: Iterable[type[K]]) -> type[K]:
    readers = {kind.kind: kind for kind in kinds}
    name = data.get("kind")
    if name not in readers:
        raise CertificateError(f"unknown kind of certificate {name!r}", hint=f"known: {', '.join(readers)}")
    return readers[name]
