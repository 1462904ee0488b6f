"""String diagrams: the arrows of a free Markov category, equal when its laws say so."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from itbounds.errors import CompositionError, DomainError, DTypeError
from itbounds.symbolic.box import Box, WireNames, Wires, as_wires, type_text
from itbounds.symbolic.diagram_relations import bayes_net, relations, variable_names
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.term_text import board_text, code_text
from itbounds.symbolic.terms import Generator, Structure, Term, composite, rebuilt, tensor, wiring_of
from itbounds.symbolic.untangled import permutation, untangled
from itbounds.symbolic.wiring import Wiring, normal_form

__all__ = ["Diagram", "as_diagram"]


@dataclass(frozen=True, eq=False, repr=False)
class Diagram:
    r"""An arrow of the free Markov category on some boxes.

    ``f >> g`` is first `f`, then `g`; ``f @ g`` is both side by side. The structural arrows `id`, `copy`,
    `discard` and `swap` are made of wire names. A diagram is written once and interpreted by functors: as
    finite, Gaussian or symbolic kernels.

    Two diagrams are equal, and have the same hash, if the laws of Markov categories make them so: those of
    symmetric monoidal categories, the commutative comonoids of `copy` and `discard`, and
    :math:`f \mathbin{;} \mathrm{del} = \mathrm{del}` for every :math:`f`; for deterministic boxes also
    :math:`f \mathbin{;} \mathrm{copy} = \mathrm{copy} \mathbin{;} (f \otimes f)`. The test is linear in
    their size. A diagram still remembers how it was written, for drawing.

    Parameters
    ----------
    term : Box, Structure, Composite or Tensor
        How it is written; ``Diagram(box)`` is a box alone.

    References
    ----------
    T. Fritz, "A synthetic approach to Markov kernels, conditional independence and theorems on sufficient
    statistics", Advances in Mathematics 370 (2020); K. Cho, B. Jacobs, "Disintegration and Bayesian inversion
    via string diagrams", Mathematical Structures in Computer Science 29 (2019).

    Examples
    --------
    >>> f, g = Box("f", "X", "Y"), Box("g", "Y", "Z")
    >>> diagram = Diagram.copy("X") >> f @ Diagram.id("X") >> g @ Diagram.discard("X")
    >>> print(diagram)
    copy(X) >> f @ id(X) >> g @ discard(X)
    >>> diagram == f >> g
    True
    >>> f >> f
    Traceback (most recent call last):
        ...
    itbounds.errors.CompositionError: cannot compose X -> Y with X -> Y: Y leaves the first and X enters ...
    """

    term: Term

    @property
    def dom(self) -> Wires:
        """The wires that enter."""
        return self.term.dom

    @property
    def cod(self) -> Wires:
        """The wires that leave."""
        return self.term.cod

    @cached_property
    def wiring(self) -> Wiring:
        """What is plugged into what, with all boxes as written."""
        return wiring_of(self.term)

    @cached_property
    def normal_form(self) -> Wiring:
        """The wiring without discarded boxes, equal deterministic ones merged, in canonical order."""
        return normal_form(self.wiring)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes as written, each after those that feed it."""
        return tuple(node.box for node in self.wiring.nodes)

    @property
    def is_deterministic(self) -> bool:
        r"""Whether copying commutes with it by the laws: all its boxes that matter are deterministic.

        Examples
        --------
        >>> p, f = Box("p", (), "X"), Box("f", "X", "Y", deterministic=True)
        >>> (p >> f).is_deterministic, (f >> Diagram.copy("Y")).is_deterministic
        (False, True)
        """
        return all(node.box.deterministic for node in self.normal_form.nodes)

    @classmethod
    def id(cls, *wires: WireNames) -> "Diagram":
        """Return the identity on some wires; on none, that of the unit."""
        names = _joined(wires)
        return cls(Structure("id", (names,), tuple(range(len(names)))))

    @classmethod
    def copy(cls, *wires: WireNames) -> "Diagram":
        """Return the arrow that copies some wires together: first all of them, then all of them again."""
        names = _joined(wires)
        return cls(Structure("copy", (names,), (*range(len(names)),) * 2))

    @classmethod
    def discard(cls, *wires: WireNames) -> "Diagram":
        """Return the only arrow from some wires to the unit."""
        return cls(Structure("discard", (_joined(wires),), ()))

    @classmethod
    def swap(cls, first: WireNames, second: WireNames) -> "Diagram":
        """Return the arrow that exchanges some wires with those to the right of them.

        Examples
        --------
        >>> Diagram.swap("X", ("Y", "Z")).cod
        ('Y', 'Z', 'X')
        """
        left, right = as_wires(first), as_wires(second)
        middle, end = len(left), len(left) + len(right)
        return cls(Structure("swap", (left, right), (*range(middle, end), *range(middle))))

    @classmethod
    def permutation(cls, wires: WireNames, order: Iterable[int]) -> "Diagram":
        """Return the arrow whose outputs are some wires in another order, made of swaps where they suffice.

        Parameters
        ----------
        wires : str or tuple of str
            What enters.
        order : sequence of int
            For each output the position of its input.

        Raises
        ------
        DomainError
            If the order does not name every wire once.

        Examples
        --------
        >>> print(Diagram.permutation(("X", "Y", "Z", "W"), (2, 1, 0, 3)))
        permutation(X, Y, Z; 2, 1, 0) @ id(W)
        """
        return cls(permutation(as_wires(wires), tuple(order)))

    def __rshift__(self, other: "Box | Diagram") -> "Diagram":
        """Return the composite: first this, then the other.

        Raises
        ------
        CompositionError
            If what leaves this is not what enters the other, naming both types.
        """
        if not isinstance(other, (Box, Diagram)):
            return NotImplemented
        return Diagram(composite((self.term, as_diagram(other).term)))

    def __matmul__(self, other: "Box | Diagram") -> "Diagram":
        """Return the two side by side."""
        if not isinstance(other, (Box, Diagram)):
            return NotImplemented
        return Diagram(tensor((self.term, as_diagram(other).term)))

    def marginal(self, names: str | int | Iterable[str | int]) -> "Diagram":
        """Return the diagram to some of the outputs, in the order given, the others discarded.

        Parameters
        ----------
        names : str, int or iterable of these
            Outputs by the names of their wires or by position.

        Raises
        ------
        DomainError
            If a name does not belong to exactly one output, or an output is asked for twice.

        Examples
        --------
        >>> joint = Box("p", (), "X") >> Diagram.copy("X") >> Diagram.id("X") @ Box("f", "X", "Y")
        >>> print(joint.marginal("Y"))
        p >> copy(X) >> id(X) @ f >> discard(X) @ id(Y)
        >>> joint.marginal(["Y", "X"]).cod
        ('Y', 'X')
        """
        keep = self._positions([names] if isinstance(names, (str, int)) else list(names))
        result = self
        if len(keep) < len(self.cod):
            ends = [Diagram.id(w) if i in keep else Diagram.discard(w) for i, w in enumerate(self.cod)]
            result = result >> Diagram(tensor(end.term for end in ends))
        order = sorted(keep)
        return result >> Diagram.permutation(result.cod, [order.index(i) for i in keep])

    def substitute(self, images: "Mapping[str, Box | Diagram]") -> "Diagram":
        """Return the diagram with others in the place of boxes: a functor that keeps the wires.

        Parameters
        ----------
        images : dict
            From names of boxes to diagrams of their types; other boxes stay.

        Raises
        ------
        CompositionError
            If a diagram has another type than the box, naming both.
        DomainError
            If a box is declared deterministic and its diagram is not: equality would not be preserved.

        Examples
        --------
        >>> channel, relay = Box("W", "X", "Y"), Box("R", "Y", "Y")
        >>> print((channel >> relay).substitute({"R": Box("D", "Y", "M") >> Box("E", "M", "Y")}))
        W >> D >> E
        """
        found = {name: as_diagram(image) for name, image in images.items()}

        def image(step: Generator) -> Term:
            if not isinstance(step, Box) or step.name not in found:
                return step
            put = found[step.name]
            if (put.dom, put.cod) != (step.dom, step.cod):
                raise CompositionError(
                    f"{put.type_text} cannot replace the box {step.name!r} : {Diagram(step).type_text}",
                    value=((put.dom, put.cod), (step.dom, step.cod)),
                )
            if step.deterministic and not put.is_deterministic:
                raise DomainError(
                    f"the box {step.name!r} is deterministic, and {put} is not by the laws",
                    value=step.name,
                    hint="declare its boxes deterministic, or this one not",
                )
            return put.term

        return Diagram(rebuilt(self.term, image))

    @property
    def variables(self) -> tuple[str, ...]:
        """The names of the wires as random variables, by their numbers in `wiring`.

        A wire whose object occurs once is called like it; others are numbered, from the inputs on.
        """
        return variable_names(self.wiring)

    def bayes_net(self) -> Any:
        """Return a Bayesian network of the wires: every independence it shows holds in all interpretations.

        What leaves a box has for parents what enters it and, unless the box is deterministic, what leaves it
        further to the left, since a kernel may make its outputs dependent. Inputs of the diagram are the
        parents of those to the right of them, since nothing is known of their joint law: compose with states
        to make them independent.

        Returns
        -------
        networkx.DiGraph
            On the names in `variables`.

        Examples
        --------
        >>> import itbounds as ib
        >>> X, Y, Z = (Diagram.id(name) for name in "XYZ")
        >>> encode, channel = Box("p", (), "X") >> Diagram.copy("X"), Box("W", "X", "Y")
        >>> diagram = encode >> X @ channel >> X @ Diagram.copy("Y") >> X @ Y @ Box("D", "Y", "Z")
        >>> diagram.bayes_net().edges
        OutEdgeView([('X', 'Y'), ('Y', 'Z')])
        >>> ib.prove("I(X;Z) <= I(X;Y)", given=diagram).status
        <ProofStatus.PROVED: 'proved'>
        """
        return bayes_net(self.wiring)

    def relations(self) -> tuple[Relation, ...]:
        """Return what the wires satisfy in all interpretations, for `itbounds.prove(claim, given=...)`.

        The ordered local Markov list of `bayes_net`, that what leaves a deterministic box is a function of
        what enters it, and that equal deterministic boxes on equal inputs have equal outputs.

        Examples
        --------
        >>> square, noise = Box("square", "X", "Y", deterministic=True), Box("noise", "Y", "Z")
        >>> for relation in (square >> noise).relations():
        ...     print(relation)
        indep(Z; X | Y)
        H(Y|X) == 0
        """
        return relations(self.wiring)

    def simplified(self) -> "Diagram":
        """Return an equal diagram, its normal form, written anew with few crossings.

        Examples
        --------
        >>> f, g, swap = Box("f", "X", "Y"), Box("g", "X", "Z"), Diagram.swap
        >>> print((Diagram.copy("X") >> swap("X", "X") >> f @ g >> swap("Y", "Z")).simplified())
        copy(X) >> g @ f
        """
        return Diagram(untangled(self.normal_form))

    def to_tikz(self, *, direction: str = "down", labels: bool = True) -> str:
        r"""Return the picture as a ``tikzpicture``, which needs the package tikz alone.

        Parameters
        ----------
        direction : {"down", "up", "right"}
            Where wires run to.
        labels : bool
            Whether the wires bear the names of their objects.

        Raises
        ------
        DomainError
            If the direction is another.

        Examples
        --------
        >>> print((Box("p", (), "X") >> Diagram.discard("X")).to_tikz(labels=False))
        \begin{tikzpicture}[x=1.1cm, y=1.1cm, line width=0.6pt, line cap=round, line join=round]
          \draw (0, -0.8) -- (0, -1.64);
          \draw[fill=white] (0, 0) -- (0.5, -0.8) -- (-0.5, -0.8) -- cycle;
          \node at (0, -0.528) {$p$};
          \fill (0, -1.64) circle[radius=2pt];
        \end{tikzpicture}
        """
        from itbounds.symbolic.drawing import arranged, tikz_text

        return tikz_text(arranged(self.term, direction), labels=labels)

    def _repr_svg_(self) -> str:
        from itbounds.symbolic.drawing import arranged, svg_text

        return svg_text(arranged(self.term))

    @property
    def type_text(self) -> str:
        """The type as text, as in ``"X @ Y -> Z"``."""
        return f"{type_text(self.dom)} -> {type_text(self.cod)}"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Box, Diagram)):
            return NotImplemented
        return self.normal_form == as_diagram(other).normal_form

    def __hash__(self) -> int:
        return hash((self.dom, self.cod, tuple(node.box.name for node in self.normal_form.nodes)))

    def __str__(self) -> str:
        return board_text(self.term)

    def __repr__(self) -> str:
        return f"Diagram({self.term!r})" if isinstance(self.term, Box) else code_text(self.term)

    def _positions(self, wanted: list[str | int]) -> tuple[int, ...]:
        found = list[int]()
        for name in wanted:
            here = [i for i, own in enumerate(self.cod) if own == name] if isinstance(name, str) else [name]
            if len(here) != 1 or not 0 <= here[0] < len(self.cod):
                raise DomainError(
                    f"{name!r} does not name one output of {self.type_text}",
                    where=name,
                    hint="an output may also be given by its position",
                )
            found += here
        if len(set(found)) < len(found):
            raise DomainError(f"an output is asked for twice in {wanted}", where=wanted)
        return tuple(found)


def as_diagram(obj: Any) -> Diagram:
    """Return a diagram as it is, and the diagram that is a box alone.

    Raises
    ------
    DTypeError
        If it is neither.
    """
    if isinstance(obj, Diagram):
        return obj
    if isinstance(obj, Box):
        return Diagram(obj)
    raise DTypeError(f"{obj!r} is no diagram", value=obj, hint='made of boxes: Box("f", "X", "Y") >> ...')


def _joined(wires: tuple[WireNames, ...]) -> Wires:
    return tuple(name for part in wires for name in as_wires(part))
