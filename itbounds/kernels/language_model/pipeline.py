"""A step of a language model as a composite of kernels: encoder, backbone, head."""

from dataclasses import dataclass

import numpy as np

from itbounds._typing import Array, ArrayLike
from itbounds.errors import ShapeError
from itbounds.kernels.distribution import Distribution, as_distribution_object
from itbounds.kernels.kernel import Kernel, as_kernel
from itbounds.kernels.language_model.cross_entropy import (
    CrossEntropy,
    categorical_entropy,
    cross_entropy,
)
from itbounds.kernels.language_model.horizon import Horizon, horizon
from itbounds.kernels.measures import mutual_information
from itbounds.numerics.validation import as_matrix
from itbounds.units import BITS, Unit

__all__ = ["Pipeline"]


@dataclass(frozen=True, eq=False, slots=True, init=False)
class Pipeline:
    r"""The composite of an encoder, a backbone and a head, on a law of contexts.

    .. math:: X \xrightarrow{\text{encoder}} E \xrightarrow{\text{backbone}} H \xrightarrow{\text{head}} W

    In a language model the first two are functions, and the head is a softmax; any kernels will do.

    Parameters
    ----------
    contexts : Distribution or array-like
        The law of the contexts.
    encoder, backbone, head : Kernel or array-like
        Kernels that can follow one another.

    Raises
    ------
    CompositionError
        If they cannot.

    Examples
    --------
    >>> law, identity = [0.5, 0.25, 0.25], np.eye(3)
    >>> merge = Kernel.deterministic([0, 1, 1], 2)
    >>> model = Pipeline(law, identity, merge, [[0.9, 0.1], [0.2, 0.8]])
    >>> {stage: round(bits, 3) for stage, bits in model.information().items()}
    {'encoder': 1.5, 'backbone': 1.0, 'head': 0.397}
    """

    contexts: Distribution
    encoder: Kernel
    backbone: Kernel
    head: Kernel

    def __init__(self, contexts: ArrayLike, encoder: ArrayLike, backbone: ArrayLike, head: ArrayLike) -> None:
        law = as_distribution_object(contexts, name="law of the contexts")
        object.__setattr__(self, "contexts", law)
        before = law.space
        for name, stage in (("encoder", encoder), ("backbone", backbone), ("head", head)):
            kernel = as_kernel(stage, name=name)
            before.require(kernel.dom, f"the {name} cannot follow")
            object.__setattr__(self, name, kernel)
            before = kernel.cod

    @classmethod
    def from_arrays(
        cls, hidden: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None
    ) -> "Pipeline":
        """Return the pipeline of recorded hidden states and next-word probabilities, a row for each context.

        Contexts with the same hidden state, bit by bit, are merged by the backbone; the head of a hidden
        state is the mean of the rows that belong to it, which are equal if the head is a function of it.

        Parameters
        ----------
        hidden : array-like of shape (n, d)
            The hidden states.
        probabilities : array-like of shape (n, v)
            The predicted law of the next word.
        weights : array-like of shape (n,), optional
            The law of the contexts; uniform by default.

        Raises
        ------
        ShapeError
            If there is not one row of probabilities for each hidden state.
        """
        states = as_matrix(hidden, name="hidden states")
        rows = as_kernel(probabilities, name="probabilities of the next word")
        if len(states) != rows.dom.size:
            raise ShapeError(
                f"{len(states)} hidden states for {rows.dom.size} laws of the next word", value=states.shape
            )
        size = len(states)
        law = as_distribution_object(np.full(size, 1.0 / size) if weights is None else weights)
        distinct, codes = np.unique(states, axis=0, return_inverse=True)
        backbone = Kernel.deterministic(codes.reshape(-1).tolist(), len(distinct))
        masses = np.bincount(codes.reshape(-1), weights=law.probabilities, minlength=len(distinct))
        share = np.where(masses[codes.reshape(-1)] > 0.0, law.probabilities, 1.0)
        sums = np.zeros((len(distinct), rows.cod.size))
        np.add.at(sums, codes.reshape(-1), share[:, None] * rows.matrix)
        head = Kernel.of(sums, normalize="rows")
        return cls(law, Kernel.id(law.space), backbone, head)

    @property
    def step(self) -> Kernel:
        """The composite: from contexts to the next word."""
        return self.encoder >> self.backbone >> self.head

    @property
    def hidden_law(self) -> Distribution:
        """The law of the hidden state."""
        return self.contexts >> self.encoder >> self.backbone

    def information(self, *, unit: Unit | str = BITS) -> dict[str, float]:
        """Return the information about the context that is left after each stage; it never grows."""
        stages = {"encoder": self.encoder, "backbone": self.encoder >> self.backbone, "head": self.step}
        return {name: mutual_information(self.contexts, kernel, unit=unit) for name, kernel in stages.items()}

    def categorical_entropy(self, *, unit: Unit | str = BITS) -> float:
        r"""Return :math:`H(W \mid H)`, the average categorical entropy of the head."""
        return categorical_entropy(self.head, self.hidden_law, unit=unit)

    def cross_entropy(self, data: ArrayLike, *, unit: Unit | str = BITS) -> CrossEntropy:
        """Return the loss on the true next-word laws of the contexts, as entropy plus divergence."""
        return cross_entropy(data, self.step, self.contexts, unit=unit)

    def horizon(self, p: ArrayLike, *, unit: Unit | str = BITS) -> Horizon:
        """Return what the hidden state knows of the words to come.

        Parameters
        ----------
        p : array-like of shape (n, v_1, ..., v_K)
            The law of the true next words given each context: every ``p[x]`` sums to one.
        unit : Unit or str
            Of the numbers.

        Raises
        ------
        CompositionError
            If there is not one such law for each context.
        """
        words = np.asarray(p, dtype=np.float64)
        rows = as_kernel(words.reshape(len(words), -1), name="laws of the next words")
        self.contexts.space.require(rows.dom, "the contexts and the laws of the next words")
        reach = (self.encoder >> self.backbone).matrix * self.contexts.probabilities[:, None]
        joint: Array = (reach.T @ rows.matrix).reshape(-1, *words.shape[1:])
        return horizon(joint, unit=unit)
