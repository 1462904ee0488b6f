"""New random variables that may always be brought in: copies; and one that may not: common information."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any, ClassVar, Literal, TypeAlias, Union

from itbounds.errors import DomainError, DTypeError
from itbounds.symbolic.quantity import H, I
from itbounds.symbolic.relation import Relation, function_of, independent
from itbounds.symbolic.variable import RV, Joint, as_joint, rvs

__all__ = [
    "CommonInformation",
    "CopyLemma",
    "Lemma",
    "Scope",
    "as_lemmas",
    "common_information",
    "copy_lemma",
]

Scope: TypeAlias = Literal["entropies", "linear rank functions"]
"""What a statement holds for: the joint entropies of all laws, or only the ranks of linear subspaces."""

Lemma: TypeAlias = Union["CopyLemma", "CommonInformation"]


@dataclass(frozen=True)
class CopyLemma:
    r"""A copy of some variables, made over others, independent of all the rest given those.

    For a law of :math:`X_C, X_B` and the rest :math:`X_R` there is a law with further variables
    :math:`X_{C'}` such that

    .. math:: (X_{C'}, X_B) \sim (X_C, X_B), \qquad I(X_{C'}; X_C, X_R \mid X_B) = 0,

    namely :math:`p(c, b, r)\, p_{C \mid B}(c' \mid b)`; the law of the old variables is unchanged. So what
    follows for the old variables with the help of the new ones holds for all laws. Ranks of linear subspaces
    have copies too: glue two copies of the space along the subspace of :math:`X_B`.

    Parameters
    ----------
    source : tuple of RV
        What is copied.
    over : Joint
        What the copy is made over.
    names : tuple of str
        The names of the copies; if empty, names are found.

    References
    ----------
    Z. Zhang, R. W. Yeung, "On characterization of entropy function via information inequalities", IEEE Trans.
    Inform. Theory 44 (1998) 1440-1452; R. Dougherty, C. Freiling, K. Zeger, "Non-Shannon information
    inequalities in four random variables", arXiv:1104.3602 (2011).

    Examples
    --------
    >>> for relation in copy_lemma("C", over="A", names="E").relations(rvs("A B C")):
    ...     print(relation)
    H(E) == H(C)
    H(A,E) == H(A,C)
    indep(E; B,C | A)
    """

    scope: ClassVar[Scope] = "entropies"

    source: tuple[RV, ...]
    over: Joint
    names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        repeated = len(set(self.source)) < len(self.source)
        if not self.source or repeated or any(variable in self.over for variable in self.source):
            raise DomainError(
                f"a copy of {as_joint(self.source)} over {self.over}",
                value=self,
                hint="some variables are copied, each once, over others",
            )
        if self.names and len(self.names) != len(self.source):
            raise DomainError(f"{len(self.names)} names for {len(self.source)} copies", value=self.names)

    def new_variables(self, present: Iterable[RV]) -> tuple[RV, ...]:
        """Return the copies, in the order of what is copied.

        Raises
        ------
        DomainError
            If a copy has the name of a variable that is present, or what is copied is not present.
        """
        taken = set(present)
        _require_present(as_joint((*self.source, self.over)), taken, self)
        names = self.names or tuple(f"{variable.name}_copy" for variable in self.source)
        return _fresh(names, taken, exactly=bool(self.names))

    def relations(self, present: Sequence[RV]) -> tuple[Relation, ...]:
        """Return what holds for the copies, where these variables are present already.

        Raises
        ------
        DomainError
            As `new_variables`.
        """
        new = self.new_variables(present)
        found: list[Relation] = []
        for chosen in _nonempty(range(len(self.source))):
            old, copied = [self.source[k] for k in chosen], [new[k] for k in chosen]
            for below in [(), *_nonempty(tuple(self.over))]:
                found.append(H(*copied, *below).eq(H(*old, *below)))
        rest = as_joint(list(present)) - self.over
        return *found, independent(new, rest, given=self.over)

    def __str__(self) -> str:
        names = f" as {', '.join(self.names)}" if self.names else ""
        return f"copy {', '.join(map(str, self.source))}{names} over {self.over}"


@dataclass(frozen=True)
class CommonInformation:
    r"""A variable that holds the mutual information of two groups, as for linear subspaces.

    .. math:: H(W \mid X_A) = H(W \mid X_B) = 0, \qquad H(W) = I(X_A; X_B).

    The intersection of two subspaces is such a :math:`W`. For random variables there is none in general: what
    follows with it holds for the rank functions of linear subspaces, and may fail for entropies.

    Parameters
    ----------
    first, second : Joint
        The two groups.
    name : str
        The name of the variable; if empty, a name is found.

    References
    ----------
    D. Hammer, A. Romashchenko, A. Shen, N. Vereshchagin, "Inequalities for Shannon entropy and Kolmogorov
    complexity", J. Comput. System Sci. 60 (2000) 442-464.

    Examples
    --------
    >>> for relation in common_information("A", "B", name="W").relations(rvs("A B")):
    ...     print(relation)
    H(W|A) == 0
    H(W|B) == 0
    H(W) == I(A;B)
    """

    scope: ClassVar[Scope] = "linear rank functions"

    first: Joint
    second: Joint
    name: str = ""

    def __post_init__(self) -> None:
        if not len(self.first) or not len(self.second):
            raise DomainError("common information is of two groups, neither empty", value=self)

    def new_variables(self, present: Iterable[RV]) -> tuple[RV, ...]:
        """Return the new variable.

        Raises
        ------
        DomainError
            If its name is that of a variable that is present, or a variable of the groups is not present.
        """
        taken = set(present)
        _require_present(as_joint((self.first, self.second)), taken, self)
        return _fresh((self.name or "W_common",), taken, exactly=bool(self.name))

    def relations(self, present: Sequence[RV]) -> tuple[Relation, ...]:
        """Return what holds for the new variable, where these variables are present already.

        Raises
        ------
        DomainError
            As `new_variables`.
        """
        (new,) = self.new_variables(present)
        return (
            function_of(new, self.first),
            function_of(new, self.second),
            H(new).eq(I(self.first, self.second)),
        )

    def __str__(self) -> str:
        name = f" {self.name}" if self.name else ""
        return f"common information{name} of {self.first} and {self.second}"


def copy_lemma(source: Any, *, over: Any, names: str = "") -> CopyLemma:
    """Return the copy of variables over others, to be used as one of the lemmas of a proof.

    Parameters
    ----------
    source, over : str, RV, Joint, or tuple of RV
        What is copied, and over what; in strings, names separated by spaces or commas.
    names : str, optional
        The names of the copies, in the order of `source`.

    Returns
    -------
    CopyLemma

    Raises
    ------
    DomainError
        If nothing is copied, the two overlap, or there are not as many names as copies.
    DTypeError
        If something is no random variable.

    Examples
    --------
    >>> print(copy_lemma("C", over="A B"))
    copy C over A,B
    """
    given_names = tuple(variable.name for variable in rvs(names))
    return CopyLemma(_variables(source), as_joint(_variables(over)), given_names)


def common_information(first: Any, second: Any, *, name: str = "") -> CommonInformation:
    """Return the common information of two groups; with it a proof is of linear rank functions only.

    Parameters
    ----------
    first, second : str, RV, Joint, or tuple of RV
        The two groups; in strings, names separated by spaces or commas.
    name : str, optional
        The name of the new variable.

    Returns
    -------
    CommonInformation

    Raises
    ------
    DomainError
        If a group is empty.

    Examples
    --------
    >>> print(common_information("A B", "C"))
    common information of A,B and C
    """
    return CommonInformation(as_joint(_variables(first)), as_joint(_variables(second)), name)


def _variables(group: Any) -> tuple[RV, ...]:
    if isinstance(group, str):
        return rvs(group)
    if isinstance(group, (tuple, list)) and all(isinstance(variable, RV) for variable in group):
        return tuple(group)
    return tuple(as_joint(group))


def _require_present(group: Joint, taken: set[RV], lemma: Lemma) -> None:
    for variable in group:
        if variable not in taken:
            raise DomainError(f"{lemma}: there is no variable {variable}", value=variable)


def _fresh(names: Sequence[str], taken: set[RV], *, exactly: bool) -> tuple[RV, ...]:
    found = list[RV]()
    for name in names:
        number, variable = 1, RV(name)
        while variable in taken or variable in found:
            if exactly:
                raise DomainError(f"there is a variable {name} already", value=name, hint="a copy is new")
            number += 1
            variable = RV(f"{name}{number}")
        found.append(variable)
    return tuple(found)


def _nonempty(items: Sequence[Any]) -> list[tuple[Any, ...]]:
    return [chosen for size in range(1, len(items) + 1) for chosen in combinations(items, size)]


def as_lemmas(lemmas: Any) -> tuple[Lemma, ...]:
    """Return lemmas as a tuple, one or several.

    Raises
    ------
    DTypeError
        If something is none.
    """
    found = tuple(lemmas) if isinstance(lemmas, (tuple, list)) else (lemmas,)
    for lemma in found:
        if not isinstance(lemma, (CopyLemma, CommonInformation)):
            hint = 'lemmas are made with itbounds.copy_lemma("C", over="A B")'
            raise DTypeError(f"{lemma!r} is no lemma", value=lemma, hint=hint)
    return found
