"""The limits of representations as they are stated: a diagram, what is optimised, and the converse."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from itbounds._typing import ArrayLike, Number
from itbounds.bounds.representation.least_distortion import distortion_rate_program
from itbounds.errors import UnknownNameError
from itbounds.kernels import as_distribution_object, as_kernel
from itbounds.kernels.distortions import hamming
from itbounds.numerics.scalars import as_level
from itbounds.numerics.validation import as_distortion
from itbounds.problems import Program, prove
from itbounds.results import Proof
from itbounds.results.describe import Description
from itbounds.symbolic import Box, Diagram, E, free
from itbounds.symbolic.diagram import as_diagram
from itbounds.symbolic.expression import Expression
from itbounds.symbolic.parsing import parse_expression
from itbounds.symbolic.printing import name_latex
from itbounds.symbolic.variable import RV
from itbounds.units import BITS, Unit, as_unit

__all__ = ["Statement", "statement", "statements"]


@dataclass(frozen=True, eq=False)
class Statement:
    """A limit in symbols: its program is compiled from data, its converse is proved without any.

    Parameters
    ----------
    name : str
        The key of `statement`.
    title : str
        What is asked, in a line.
    symbol : str
        What the limit is called in LaTeX.
    system : Diagram
        The whole system, from the input to what is read out of its embedding.
    objective : Expression
        What the program optimises; tables are left open.
    sense : {"max", "min"}
        In which direction.
    over : str
        The law that is free, in LaTeX.
    limit : str
        What it is subject to, in LaTeX; or nothing.
    claims : tuple of str
        The inequalities of the converse, of which each holds in every such system.
    remark : str
        What beside entropies makes the converse of them.
    build : callable
        Makes the program of some data.
    """

    name: str
    title: str
    symbol: str
    system: Diagram
    objective: Expression
    sense: str
    over: str
    limit: str
    claims: tuple[str, ...]
    remark: str
    build: Callable[..., Program]

    def program(self, *data: Any, **options: Any) -> Program:
        """Compile the statement for some data; what they are is said in `statement`."""
        return self.build(*data, **options)

    @cached_property
    def proofs(self) -> tuple[Proof, ...]:
        """The entropic steps of the converse, proved from the conditional independences of the system."""
        return tuple(prove(claim, given=self.system.relations()) for claim in self.claims)

    def to_latex(self, *, proof: bool = False) -> str:
        """Return the statement as LaTeX without delimiters; with the proof, environments that follow it."""
        stated = rf"{self.symbol} = \{self.sense}_{{{self.over}}} {self.objective.latex()}"
        if self.limit:
            stated += rf" \quad \text{{subject to}} \quad {self.limit}"
        if not proof:
            return stated
        return "\n".join((rf"\[ {stated} \]", *(part.latex() for part in self.proofs), self.remark))

    def _describe(self) -> Description:
        rows = [("system", str(self.system)), ("asks", f"{self.sense} {self.objective}")]
        rows += [("converse", f"{part.claim} ({part.status.value})") for part in self.proofs]
        rows.append(("and", self.remark))
        return Description(f"{self.name}: {self.title}", self.to_latex(), tuple(rows))

    def __repr__(self) -> str:
        return self._describe().text()

    def __str__(self) -> str:
        return self._describe().title

    def _repr_html_(self) -> str:
        return self._describe().html()

    def _repr_latex_(self) -> str:
        return f"${self.to_latex()}$"


def statement(name: str) -> Statement:
    r"""Return a limit of representations as it is stated, to be compiled, printed and proved.

    A reconstruction: the systems are those that the abstract of *Information Theoretic Perspective on
    Representation Learning* (arXiv:2601.11334) speaks of; the statements and proofs are the package's own.

    Parameters
    ----------
    name : {"rate", "capacity", "rate_distortion", "separation"}
        ``.program(p)`` of a law; ``.program(W, encoder=None)`` of a perturbation, with an encoder in front;
        ``.program(joint, d, D)``; ``.program(source, d, rate)`` of a law or ``joint[input, target]`` and the
        information that the perturbation lets through, which gives the least distortion.

    Raises
    ------
    UnknownNameError
        If there is none of that name.

    Examples
    --------
    >>> import itbounds as ib
    >>> capacity = ib.representation.statement("capacity")
    >>> print(capacity.to_latex())
    C = \max_{P(Z)} I(Z; \tilde{Z})
    >>> print(capacity.program(ib.zoo.bsc(0.11)).solve())
    max I(Z;Z̃) ∈ [0.500084041, 0.500084042] bit
    >>> for proof in capacity.proofs:
    ...     print(proof.claim, proof.status.name)
    I(X;Ŷ) <= I(Z;Z̃) PROVED
    I(F;X|Ŷ) <= H(F) PROVED
    """
    known = {own.name: own for own in statements()}
    if name not in known:
        raise UnknownNameError(
            f"no statement {name!r}", value=name, hint=f"known are {', '.join(map(repr, known))}"
        )
    return known[name]


def statements() -> tuple[Statement, ...]:
    """Return all of them: rate, capacity, rate-distortion, separation.

    Examples
    --------
    >>> for known in statements():
    ...     print(known)
    rate: how many bits an input needs
    capacity: how much survives in a perturbed embedding
    rate_distortion: how many bits an estimate of the target needs
    separation: how well a target is estimated through a perturbed embedding
    """
    embed, read = Box("embed", "X", "Z"), Box("read", "Z", "Ŷ")
    perturbed = embed >> Box("perturb", "Z", "Z̃") >> Box("read", "Z̃", "Ŷ")
    data = Box("data", (), ("X", "Y"))
    target = Diagram.id("Y")
    error = E(((0.0,),), RV("Y"), RV("Ŷ"), name="d")
    free_estimate = rf"P({name_latex('Ŷ')} \mid X)"
    fano = "I(F;X|Ŷ) <= H(F)"
    fano_remark = (
        r"With F the event of an error, of probability $P$, the second step is "
        r"$H(X | \hat Y) \le h(P) + P \log (|X| - 1)$, Fano's inequality. "
    )
    return (
        Statement(
            name="rate",
            title="how many bits an input needs",
            symbol=r"R^\star",
            system=embed >> read,
            objective=parse_expression("I(X;Ŷ)"),
            sense="min",
            over=free_estimate,
            limit=r"\Pr[\hat{Y} \ne X] = 0",
            claims=("I(X;Ŷ) <= H(Z)", fano),
            remark=fano_remark + r"So $\log |Z| \ge H(X) - h(P) - P \log (|X| - 1)$.",
            build=_rate,
        ),
        Statement(
            name="capacity",
            title="how much survives in a perturbed embedding",
            symbol="C",
            system=perturbed,
            objective=parse_expression("I(Z;Z̃)"),
            sense="max",
            over="P(Z)",
            limit="",
            claims=("I(X;Ŷ) <= I(Z;Z̃)", fano),
            remark=fano_remark + r"So a uniform X of $R$ nats has $R \le C + h(P) + P R$.",
            build=_capacity,
        ),
        Statement(
            name="rate_distortion",
            title="how many bits an estimate of the target needs",
            symbol=r"R_{\mathrm{rep}}(D)",
            system=data >> (embed >> read) @ target,
            objective=parse_expression("I(X;Ŷ)"),
            sense="min",
            over=free_estimate,
            limit=rf"{error.latex()} \le D",
            claims=("I(X;Ŷ) <= H(Z)", "I(Y;Ŷ) <= I(X;Ŷ)"),
            remark="The rate-distortion function is convex, so that blocks of inputs gain nothing.",
            build=_rate_distortion,
        ),
        Statement(
            name="separation",
            title="how well a target is estimated through a perturbed embedding",
            symbol=r"D_{\min}",
            system=data >> perturbed @ target,
            objective=error,
            sense="min",
            over=free_estimate,
            limit=r"I(X; \hat{Y}) \le k C",
            claims=("I(X;Ŷ) <= I(Z;Z̃)",),
            remark=r"In $k$ uses that is at most $k C$, and the left side at least $R_{\mathrm{rep}}(D)$.",
            build=_separation,
        ),
    )


def _rate(p: ArrayLike, *, unit: Unit | str = BITS) -> Program:
    law = as_distribution_object(p)
    size = law.space.size
    return Program(
        minimize="I(X;Ŷ)",
        model=Box("represent", "X", "Ŷ"),
        kernels={"X": law.probabilities, "represent": free(size)},
        subject_to=[E(hamming(size), RV("X"), RV("Ŷ"), name="d") <= 0],
        unit=unit,
    )


def _capacity(W: ArrayLike, *, encoder: ArrayLike | None = None, unit: Unit | str = BITS) -> Program:
    perturb = as_kernel(W, name="perturbation")
    kernels: dict[str, Any] = {"perturb": perturb.matrix}
    if encoder is None:
        model = as_diagram(Box("perturb", "Z", "Z̃"))
        return Program(
            maximize="I(Z;Z̃)", model=model, kernels={**kernels, "Z": free(perturb.dom.size)}, unit=unit
        )
    embed = as_kernel(encoder, name="encoder")
    kernels |= {"embed": embed.matrix, "X": free(embed.dom.size)}
    model = Box("embed", "X", "Z") >> Box("perturb", "Z", "Z̃")
    return Program(maximize="I(X;Z̃)", model=model, kernels=kernels, unit=unit)


def _rate_distortion(joint: ArrayLike, d: ArrayLike, D: Number, *, unit: Unit | str = BITS) -> Program:
    law = as_distribution_object(joint).tensor
    table = as_distortion(d, source_size=law.shape[-1])
    return Program(
        minimize="I(X;Ŷ)",
        model=Box("data", (), ("X", "Y")) >> Box("represent", "X", "Ŷ") @ Diagram.id("Y"),
        kernels={"data": law, "represent": free(table.shape[1])},
        subject_to=[E(table, RV("Y"), RV("Ŷ"), name="d") <= as_level(D)],
        unit=unit,
    )


def _separation(source: ArrayLike, d: ArrayLike, rate: Number, *, unit: Unit | str = BITS) -> Program:
    law = as_distribution_object(source)
    table = as_distortion(d, source_size=law.tensor.shape[-1])
    return distortion_rate_program(law, table, as_unit(unit).to_nats(as_level(rate, finite=True)))
