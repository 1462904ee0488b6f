"""All theorems that apply to the same numbers, side by side; different kinds of statement stay apart."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import TYPE_CHECKING, Any

from itbounds.bounds.registry import calculators
from itbounds.bounds.theorem import Calculator
from itbounds.errors import DomainError, ItboundsError, MissingExtraError, UnknownNameError
from itbounds.results.bound import Bound

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from pandas import DataFrame

__all__ = ["BoundComparison", "Statement", "compare"]

_NEAREST = 8
_WIDEST = 60


@dataclass(frozen=True)
class Statement:
    """What several bounds say in common, so that their numbers may be compared.

    Parameters
    ----------
    kind, target, direction, unit, confidence
        As of `Bound`.
    bounds : tuple of Bound
        The tightest first; of approximations and identities, in the order of their names.
    """

    kind: str
    target: str
    direction: str
    unit: str
    confidence: float | None
    bounds: tuple[Bound, ...]

    @property
    def shared(self) -> tuple[str, ...]:
        """The assumptions that all of them make."""
        first, *others = self.bounds
        return tuple(a for a in first.assumptions if all(a in other.assumptions for other in others))

    def own(self, bound: Bound) -> tuple[str, ...]:
        """Return what one of them assumes beyond that."""
        return tuple(a for a in bound.assumptions if a not in self.shared)

    def __str__(self) -> str:
        side = {"upper": "from above", "lower": "from below"}.get(self.direction, f"as an {self.direction}")
        unit = f" in {self.unit}" if self.unit else ""
        sure = "" if self.confidence is None else f", confidence {self.confidence:.9g}"
        return f"{self.kind}: {self.target}{unit} {side}{sure}"


@dataclass(frozen=True)
class BoundComparison:
    """What `compare` returns: iterates over the bounds, prints as a table.

    Parameters
    ----------
    choice : str or tuple of str
        The family or the theorems that were asked.
    kinds : tuple of str or None
        The kinds of statement that were asked for.
    inputs : mapping
        The numbers that were given.
    statements : tuple of Statement
        Bounds that may be compared with each other, together.
    missing : mapping of str to tuple of str
        The theorems that do not apply, with the inputs that they lack.
    refused : mapping of str to str
        The theorems that do not hold for inputs which others take, such as a bound of finite channels for a
        Gaussian one, with the reason.
    """

    choice: str | tuple[str, ...]
    kinds: tuple[str, ...] | None
    inputs: Mapping[str, Any] = field(hash=False)
    statements: tuple[Statement, ...]
    missing: Mapping[str, tuple[str, ...]] = field(hash=False)
    refused: Mapping[str, str] = field(hash=False, default_factory=dict)

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """All bounds, statement by statement."""
        return tuple(bound for statement in self.statements for bound in statement.bounds)

    def __iter__(self) -> Iterator[Bound]:
        return iter(self.bounds)

    def __len__(self) -> int:
        return len(self.bounds)

    def __getitem__(self, theorem: str) -> Bound:
        for bound in self.bounds:
            if bound.theorem == theorem:
                return bound
        lacks = self.missing.get(theorem)
        hint = f"it needs {', '.join(lacks)}" if lacks else f"known are {', '.join(b.theorem for b in self)}"
        hint = self.refused.get(theorem, hint)
        raise UnknownNameError(f"there is no bound {theorem!r} here", value=theorem, hint=hint)

    def at(self, **changed: Any) -> "BoundComparison":
        """Return the same comparison with some inputs changed.

        Examples
        --------
        >>> import itbounds as ib
        >>> few = ib.bounds.compare("generalization", errors=0, n=100)
        >>> round(few.at(n=1000)["clopper_pearson"].value, 6)
        0.002991
        """
        return compare(self.choice, kinds=self.kinds, **{**self.inputs, **changed})

    def plot(
        self,
        ax: "Axes | None" = None,
        *,
        against: str = "n",
        values: Sequence[Any] | None = None,
        varying: Mapping[str, Sequence[Any]] | None = None,
        measured: Mapping[str, Sequence[float]] | None = None,
    ) -> "Axes":
        """Draw the bounds against an input, or without `values` those at hand beside each other.

        Parameters
        ----------
        ax : Axes, optional
            Where to draw; by default in a new figure that belongs to no window.
        against : str
            The input of the horizontal axis.
        values : sequence, optional
            What it takes in turn.
        varying : mapping of str to sequence, optional
            Other inputs that change with it, such as measured errors.
        measured : mapping of str to sequence of float, optional
            What was measured of a target, such as ``{"R(Q)": [...]}``.

        Returns
        -------
        Axes

        Raises
        ------
        DomainError
            If sequences differ in length, or nothing applies.
        MissingExtraError
            If matplotlib is not installed.
        """
        from itbounds.plots import bound_ladder, bounds_against

        if values is None:
            return bound_ladder(self, ax)
        rows = dict(varying or {})
        for name, sequence in rows.items():
            if len(sequence) != len(values):
                raise DomainError(
                    f"{name} has {len(sequence)} values for {len(values)} of {against}", where=name
                )
        points = [
            self.at(**{against: value, **{name: sequence[i] for name, sequence in rows.items()}})
            for i, value in enumerate(values)
        ]
        return bounds_against(points, values, ax, label=against, measured=measured)

    def to_frame(self) -> "DataFrame":
        """Return the bounds as a pandas DataFrame, one row each.

        Raises
        ------
        MissingExtraError
            If pandas is not installed.
        """
        with MissingExtraError.unless_installed("pandas", remedy="pip install pandas"):
            from pandas import DataFrame
        return DataFrame([_record(bound) for bound in self])

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as JSON data; the bounds as `Bound.to_dict`."""
        return {
            "bounds": [bound.to_dict() for bound in self],
            "missing": {name: list(lacks) for name, lacks in self.missing.items()},
            "refused": dict(self.refused),
        }

    def __repr__(self) -> str:
        lines = [self._title()]
        for statement in self.statements:
            lines += ["", f"  {statement}"]
            width = max(len(bound.theorem) for bound in statement.bounds)
            for bound in statement.bounds:
                notes = "; ".join((["vacuous"] if bound.vacuous else []) + list(statement.own(bound)))
                lines.append(f"    {bound.theorem:<{width}}  {_number(bound):>14}  {notes}".rstrip())
            lines += [f"    all assume: {assumption}" for assumption in statement.shared]
        if self.missing or self.refused:
            lines += ["", "  not applicable"]
            lines += [f"    {name}: {reason}" for name, reason in self.refused.items()]
            lines += [f"    {name} needs {', '.join(lacks)}" for name, lacks in self._nearest()]
            rest = len(self.missing) - len(self._nearest())
            lines += [f"    and {rest} more, in .missing"] if rest else []
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        parts = [f"<p><code>{escape(self._title())}</code></p>"]
        for statement in self.statements:
            rows = "".join(
                f"<tr><td><code>{bound.theorem}</code></td><td>{_number(bound)}</td>"
                f"<td>{'vacuous' if bound.vacuous else ''}</td>"
                f'<td style="text-align:left">{escape("; ".join(statement.own(bound)))}</td></tr>'
                for bound in statement.bounds
            )
            shared = escape("; ".join(statement.shared))
            parts.append(f"<p><b>{escape(str(statement))}</b><br>{shared}</p><table>{rows}</table>")
        if self.missing:
            lacks = ", ".join(f"{name} ({', '.join(needs)})" for name, needs in self.missing.items())
            parts.append(f"<p>not applicable: {escape(lacks)}</p>")
        if self.refused:
            reasons = "; ".join(f"{name} ({reason})" for name, reason in self.refused.items())
            parts.append(f"<p>refused: {escape(reasons)}</p>")
        return f'<div class="itbounds">{"".join(parts)}</div>'

    def _title(self) -> str:
        choice = self.choice if isinstance(self.choice, str) else f"{len(self.choice)} theorems"
        total = len(self) + len(self.missing) + len(self.refused)
        given = ", ".join(f"{name} = {_short(value)}" for name, value in self.inputs.items())
        return f"{choice}: {len(self)} of {total} bounds apply to {given}"

    def _nearest(self) -> list[tuple[str, tuple[str, ...]]]:
        return sorted(self.missing.items(), key=lambda item: (len(item[1]), item[0]))[:_NEAREST]


def compare(
    family: str | Sequence[str], *, kinds: str | Sequence[str] | None = None, **inputs: Any
) -> BoundComparison:
    """Evaluate every theorem of a family that applies to some numbers, and order what may be compared.

    Only statements of one kind, about one target, on one side and with one confidence are ordered: a bound in
    expectation, one for a random model, for one drawn model, or from test data are different promises.

    Parameters
    ----------
    family : str or sequence of str
        The name of a family, such as ``"generalization"``, or names of theorems.
    kinds : str or sequence of str, optional
        Only theorems of these kinds, such as ``"PAC-Bayes"``.
    **inputs
        Arguments of the theorems by name. Each takes those that it has. One name may stand for different
        quantities in different theorems, as ``information`` does: then choose the theorems.

    Returns
    -------
    BoundComparison
        It lists the theorems that lack an input, with what they lack, and those that do not hold for inputs
        which another theorem took, with the reason.

    Raises
    ------
    UnknownNameError
        If there is no such family or theorem, or no theorem has an argument of a given name.
    DomainError
        If no theorem is of the kinds asked for.
    ItboundsError
        If an input is outside of its range: no theorem takes it.

    Examples
    --------
    >>> import itbounds as ib
    >>> inputs = {"empirical_risk": 0.05, "kl": 100.0, "n": 10_000}
    >>> found = ib.bounds.compare("generalization", kinds="PAC-Bayes", **inputs)
    >>> [bound.theorem for bound in found.statements[0].bounds]
    ['catoni', 'pac_bayes_kl', 'thiemann', 'refined_pinsker', 'mcallester']
    >>> found.missing["tandem_vote"]
    ('tandem_loss',)
    """
    chosen = _chosen(family)
    wanted = None if kinds is None else (kinds,) if isinstance(kinds, str) else tuple(kinds)
    if wanted is not None:
        chosen = {name: known for name, known in chosen.items() if known.theorem.kind in wanted}
        if not chosen:
            raise DomainError(f"no theorem here is of the kind {', '.join(wanted)}", value=wanted)
    arguments = {name for known in chosen.values() for name in known.signature.parameters}
    unknown = [name for name in inputs if name not in arguments]
    if unknown:
        raise UnknownNameError(
            f"none of these theorems has an argument {', '.join(map(repr, unknown))}",
            where=unknown[0],
            hint=f"known are {', '.join(sorted(arguments))}",
        )
    found: dict[tuple[str, str, str, str, float | None], list[Bound]] = {}
    missing: dict[str, tuple[str, ...]] = {}
    failures: dict[str, tuple[Collection[str], ItboundsError]] = {}
    accepted: list[Collection[str]] = []
    for name, known in chosen.items():
        lacks = known.lacks(inputs)
        if lacks:
            missing[name] = lacks
            continue
        taken = {key: value for key, value in inputs.items() if key in known.signature.parameters}
        try:
            bound = known.evaluate(taken)
        except ItboundsError as error:
            failures[name] = (taken.keys(), error)
            continue
        accepted.append(taken.keys())
        key = (bound.kind, bound.target, bound.direction, bound.unit.name, bound.confidence)
        found.setdefault(key, []).append(bound)
    for given, failure in failures.values():
        # What another theorem takes is no misuse.
        if not any(set(given) <= set(others) for others in accepted):
            raise failure
    statements = tuple(Statement(*key, bounds=_ordered(bounds)) for key, bounds in found.items())
    choice = family if isinstance(family, str) else tuple(family)
    refused = {name: str(failure) for name, (_, failure) in failures.items()}
    return BoundComparison(choice, wanted, dict(inputs), statements, missing, refused)


def _chosen(family: str | Sequence[str]) -> dict[str, Calculator]:
    if isinstance(family, str):
        return dict(sorted(calculators(family).items()))
    known = calculators()
    unknown = [name for name in family if name not in known]
    if unknown:
        hint = "see itbounds.bounds.names()"
        raise UnknownNameError(f"no bound {unknown[0]!r}", value=unknown[0], hint=hint)
    return {name: known[name] for name in family}


def _ordered(bounds: list[Bound]) -> tuple[Bound, ...]:
    """Put the tightest first; what is no bound keeps its place."""
    sign = {"upper": 1.0, "lower": -1.0}.get(bounds[0].direction, 0.0)
    return tuple(sorted(bounds, key=lambda bound: sign * bound.nats))


def _number(bound: Bound) -> str:
    """Return the digits of a bound, rounded to its side."""
    return str(bound).split(" ", maxsplit=bound.target.count(" ") + 2)[-1]


def _short(value: Any) -> str:
    if hasattr(value, "__len__") and not isinstance(value, str):
        return f"{len(value)} values" if len(value) > 4 else str(value)
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= _WIDEST else type(value).__name__


def _record(bound: Bound) -> dict[str, Any]:
    return {
        "theorem": bound.theorem,
        "kind": bound.kind,
        "target": bound.target,
        "direction": bound.direction,
        "value": bound.value,
        "unit": bound.unit.name,
        "confidence": bound.confidence,
        "vacuous": bound.vacuous,
        "evidence": bound.evidence,
        "assumptions": "; ".join(bound.assumptions),
        "reference": bound.reference,
    }
