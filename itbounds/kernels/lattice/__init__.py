"""Shannon's lattice of information: variables as partitions, ordered by which is a function of which."""

from itbounds.kernels.lattice.common_part import CommonPart, common_part
from itbounds.kernels.lattice.complements import complements
from itbounds.kernels.lattice.metric import rajski
from itbounds.kernels.lattice.observable import Observable, observables
from itbounds.kernels.lattice.reconstruction import Reconstruction, reconstruction

__all__ = [
    "CommonPart",
    "Observable",
    "Reconstruction",
    "common_part",
    "complements",
    "observables",
    "rajski",
    "reconstruction",
]
