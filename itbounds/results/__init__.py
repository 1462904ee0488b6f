"""What the user gets: an interval, its witness, its certificate, and where it comes from."""

from itbounds.results.bound import Bound
from itbounds.results.capacity_certificate import CapacityCertificate
from itbounds.results.certificate import Certificate, Level
from itbounds.results.curve import Curve
from itbounds.results.lattice_certificate import LatticeCertificate
from itbounds.results.law import Law
from itbounds.results.polymatroid import Polymatroid
from itbounds.results.program_certificate import ProgramCertificate
from itbounds.results.proof import Proof, ProofStatus
from itbounds.results.provenance import Provenance
from itbounds.results.rate_distortion_certificate import RateDistortionCertificate
from itbounds.results.reading import certificate_from_dict
from itbounds.results.result import Result

__all__ = [
    "Bound",
    "CapacityCertificate",
    "Certificate",
    "Curve",
    "LatticeCertificate",
    "Law",
    "Level",
    "Polymatroid",
    "ProgramCertificate",
    "Proof",
    "ProofStatus",
    "Provenance",
    "RateDistortionCertificate",
    "Result",
    "certificate_from_dict",
]
