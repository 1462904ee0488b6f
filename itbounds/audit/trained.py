"""Small networks, trained and cut before their last layer: their embeddings, perturbed and read again."""

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from itbounds._typing import Matrix
from itbounds.audit.perturbation import Perturbation
from itbounds.errors import MissingExtraError, UnknownNameError

__all__ = ["MODELS", "Model", "Trained", "trained"]

if TYPE_CHECKING:
    Model: TypeAlias = Literal["diabetes", "digits"]
else:
    Model = Any  # a wrong word is refused below

MODELS: tuple[Model, ...] = ("diabetes", "digits")
_WIDTH = {"diabetes": 2, "digits": 3}


@dataclass(frozen=True, eq=False)
class Trained:
    """What a network makes of the samples that it was trained on, and of those that it was not.

    Parameters
    ----------
    seen, held : array of shape (n, d)
        The embeddings in the last hidden layer.
    seen_targets, held_targets : array of shape (n,)
        Labels, or numbers.
    """

    seen: Matrix
    held: Matrix
    seen_targets: NDArray[Any]
    held_targets: NDArray[Any]

    def read(self, change: Perturbation, rng: np.random.Generator) -> tuple[Matrix, NDArray[Any]]:
        """Return the held-out embeddings as they are handed on, and what is predicted from them.

        The read-out knows the perturbation: it is fitted to perturbed embeddings of the training samples.
        """
        from sklearn.linear_model import LogisticRegression, Ridge

        steps = change.rounded(self.held, self.seen)
        learnt = change.noisy(change.rounded(self.seen, self.seen), rng)
        centre, scale = learnt.mean(axis=0), learnt.std(axis=0) + 1e-12
        labels = self.seen_targets.dtype.kind in "iu"
        head = LogisticRegression(C=10.0, max_iter=2000) if labels else Ridge(alpha=1.0)
        head.fit((learnt - centre) / scale, self.seen_targets)
        return steps, np.asarray(head.predict((change.noisy(steps, rng) - centre) / scale))


def trained(model: Model, width: int | None, seed: int) -> Trained:
    """Train a network on a random half of the samples that come with scikit-learn.

    Raises
    ------
    UnknownNameError
        If there is no such model.
    MissingExtraError
        If scikit-learn is not installed.
    """
    if model not in MODELS:
        raise UnknownNameError(
            f"there is no model {model!r}", value=model, hint=f"known are {', '.join(MODELS)}"
        )
    with MissingExtraError.unless_installed("scikit-learn", remedy="pip install 'itbounds[ml]'"):
        from sklearn.datasets import load_diabetes, load_digits
        from sklearn.exceptions import ConvergenceWarning
        from sklearn.neural_network import MLPClassifier, MLPRegressor

    labels = model == "digits"
    inputs, targets = (load_digits if labels else load_diabetes)(return_X_y=True)
    inputs = (inputs - inputs.mean(axis=0)) / (inputs.std(axis=0) + 1e-12)
    order = np.random.default_rng(seed).permutation(len(inputs))
    seen, held = order[: len(order) // 2], order[len(order) // 2 :]
    layers = (64 if labels else 8, _WIDTH[model] if width is None else width)
    network = (MLPClassifier if labels else MLPRegressor)(
        hidden_layer_sizes=layers, activation="tanh", solver="lbfgs", alpha=1.0 if labels else 10.0,
        max_iter=300,
        random_state=seed,
    )  # fmt: skip
    scale = 1.0 if labels else float(targets.std())
    with warnings.catch_warnings():
        # How far it is trained is no matter: the limits hold for every network.
        warnings.simplefilter("ignore", ConvergenceWarning)
        network.fit(inputs[seen], targets[seen] if labels else targets[seen] / scale)
    hidden = np.asarray(inputs, dtype=np.float64)
    for weights, shift in zip(network.coefs_[:-1], network.intercepts_[:-1], strict=True):
        hidden = np.tanh(hidden @ weights + shift)
    return Trained(hidden[seen], hidden[held], targets[seen], targets[held])
