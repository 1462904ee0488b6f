"""Errors of decisions and risks of estimators, bounded by informations and divergences; nats by default."""

from itbounds.bounds.decision import equivocation, guessing, log_loss, minimax, overlap, renyi
from itbounds.bounds.decision.equivocation import feder_merhav, hellman_raviv
from itbounds.bounds.decision.guessing import conditional_fano, fano, kl_fano, list_fano
from itbounds.bounds.decision.log_loss import cross_entropy
from itbounds.bounds.decision.minimax import assouad, le_cam, van_trees
from itbounds.bounds.decision.overlap import bhattacharyya, bhattacharyya_lower
from itbounds.bounds.decision.renyi import arimoto_entropy, sason_verdu

__all__ = [
    "CALCULATORS",
    "arimoto_entropy",
    "assouad",
    "bhattacharyya",
    "bhattacharyya_lower",
    "conditional_fano",
    "cross_entropy",
    "fano",
    "feder_merhav",
    "hellman_raviv",
    "kl_fano",
    "le_cam",
    "list_fano",
    "sason_verdu",
    "van_trees",
]

CALCULATORS = (
    *guessing.CALCULATORS,
    *equivocation.CALCULATORS,
    *renyi.CALCULATORS,
    *overlap.CALCULATORS,
    *minimax.CALCULATORS,
    *log_loss.CALCULATORS,
)
