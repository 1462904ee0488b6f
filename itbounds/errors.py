"""What is raised when the package is misused: what was given, what was wanted, where, and the remedy.

Outcomes of a computation are data (a `Status`), never exceptions; these are for questions
that cannot be asked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, ClassVar

__all__ = [
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
]


class ItboundsError(Exception):
    """The base of every error of the package.

    Parameters
    ----------
    message : str
        What was given and what was wanted.
    where : object, optional
        The index, row or name at fault.
    value : object, optional
        The offending value.
    hint : str, optional
        The remedy; it is appended to the message.

    Attributes
    ----------
    code : str
        A stable identifier such as ``"NEGATIVE_PROBABILITY"``, used in JSON error output.
    """

    code: ClassVar[str] = "ITBOUNDS"

    def __init__(self, message: str, *, where: Any = None, value: Any = None, hint: str = "") -> None:
        super().__init__(f"{message}; {hint}" if hint else message)
        self.message = message
        self.where = where
        self.value = value
        self.hint = hint


class NonFiniteError(ItboundsError, ValueError):
    """A NaN or an infinity where a finite number is needed."""

    code = "NON_FINITE"


class NegativeProbabilityError(ItboundsError, ValueError):
    """A negative entry in a probability array."""

    code = "NEGATIVE_PROBABILITY"


class NotNormalizedError(ItboundsError, ValueError):
    """Probabilities that do not sum to one."""

    code = "NOT_NORMALIZED"


class EmptyAlphabetError(ItboundsError, ValueError):
    """An alphabet without letters."""

    code = "EMPTY_ALPHABET"


class ShapeError(ItboundsError, ValueError):
    """An array of the wrong shape."""

    code = "SHAPE"


class DTypeError(ItboundsError, TypeError):
    """An array whose entries are not real numbers."""

    code = "DTYPE"


class SparseNotSupportedError(ItboundsError, TypeError):
    """A sparse or structured array that would have to be made dense beyond reason."""

    code = "SPARSE_NOT_SUPPORTED"


class DomainError(ItboundsError, ValueError):
    """A parameter outside of the range where the question has a meaning."""

    code = "DOMAIN"


class InfeasibleError(ItboundsError, ValueError):
    """A constraint that nothing can meet; `minimum` is the least that can be met.

    Attributes
    ----------
    minimum : float or None
        The least level at which the question has an answer.
    """

    code = "INFEASIBLE"

    def __init__(
        self,
        message: str,
        *,
        minimum: float | None = None,
        where: Any = None,
        value: Any = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, where=where, value=value, hint=hint)
        self.minimum = minimum


class NotConvexError(ItboundsError, ValueError):
    """An information program that is not proved convex; the message names the terms that stand in the way.

    Attributes
    ----------
    obstacles : tuple of str
        The terms, one for each functional that has no proof.
    witness : object or None
        A numeric proof that it is not convex, where one was found.
    """

    code = "NOT_CONVEX"

    def __init__(
        self,
        message: str,
        *,
        obstacles: tuple[str, ...] = (),
        witness: Any = None,
        where: Any = None,
        value: Any = None,
        hint: str = "",
    ) -> None:
        super().__init__(message, where=where, value=value, hint=hint)
        self.obstacles = obstacles
        self.witness = witness


class UnitError(ItboundsError, ValueError):
    """An unknown unit of information."""

    code = "UNIT"


class UnknownNameError(ItboundsError, ValueError):
    """A name (of a solver, a channel, a figure) that is not registered; the message lists the known ones."""

    code = "UNKNOWN_NAME"


class ParseError(ItboundsError, ValueError):
    """A string that does not follow the grammar of expressions and relations; the message shows where.

    Parameters
    ----------
    reason : str
        What is wrong there.
    text : str
        The whole string.
    position : int
        The index of the character at fault.
    hint : str, optional
        The remedy.
    """

    code = "PARSE"

    def __init__(self, reason: str, *, text: str, position: int, hint: str = "") -> None:
        start = text.rfind("\n", 0, position) + 1
        line = text[start:].partition("\n")[0].expandtabs(1)
        said = f"{reason}; {hint}" if hint else reason
        super().__init__(f"{said}\n    {line}\n    {' ' * (position - start)}^", where=position, value=text)
        self.reason = reason
        self.hint = hint
        self.text = text
        self.position = position

    def __reduce__(self) -> tuple[Any, ...]:
        # The default calls the class with the message alone, which fails when a worker process sends it back.
        return partial(ParseError, self.reason, text=self.text, position=self.position, hint=self.hint), ()


class CompositionError(ItboundsError, TypeError):
    """Two arrows whose types do not meet."""

    code = "COMPOSITION"


class AmbiguousTruthError(ItboundsError, TypeError):
    """An outcome used as a truth value: "unknown" is never False."""

    code = "AMBIGUOUS_TRUTH"


class CertificateError(ItboundsError, ValueError):
    """A certificate that does not prove what it claims."""

    code = "CERTIFICATE"


class SolveError(ItboundsError, RuntimeError):
    """A solver that gave no usable answer."""

    code = "SOLVE"


class WorkerLostError(ItboundsError, RuntimeError):
    """Processes that hold a part of the work and no longer answer."""

    code = "WORKER_LOST"


class MissingExtraError(ItboundsError, ImportError):
    """An optional dependency that is not installed."""

    code = "MISSING_EXTRA"

    @classmethod
    @contextmanager
    def unless_installed(cls, library: str, *, remedy: str) -> Iterator[None]:
        """Turn an import that fails in the block into this error, which names the remedy."""
        try:
            yield
        except ImportError as error:
            raise cls(f"{library} is not installed", hint=remedy) from error


class ConvergenceWarning(UserWarning):
    """The interval is valid but wider than the tolerance that was asked for."""


class PrecisionWarning(UserWarning):
    """The input carries less precision than the answer would suggest."""
