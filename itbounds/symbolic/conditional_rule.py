r"""Linear inequalities that hold where some informations are zero, and that Shannon's do not imply.

They are kept apart from the cones. A cone of inequalities is closed, so whatever follows from it holds for
limits of joint entropies as well; some of these rules do not hold for limits, and must not be used where a
closure is taken, such as beside an approximation or in a bound attained only in the limit.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from itbounds.errors import ShapeError
from itbounds.symbolic.non_shannon import FOUR
from itbounds.symbolic.parsing import parse_relation
from itbounds.symbolic.relation import Relation
from itbounds.symbolic.variable import RV, Group, Joint, as_joint

__all__ = ["ConditionalRule", "conditional_rules"]

_INGLETON = "I(A;B) <= I(A;B|C) + I(A;B|D) + I(C;D)"


@dataclass(frozen=True)
class ConditionalRule:
    """That a relation follows from others for all laws.

    Parameters
    ----------
    name : str
    premises : tuple of Relation
        In the variables A, B, C, D.
    conclusion : Relation
    closed : bool
        Whether it is known to hold for limits of joint entropies too.
    evidence : {"proved", "recalled"}
        ``"proved"`` where it follows from inequalities that this package proves, ``"recalled"`` where it is
        taken from the literature.
    reference : str
    """

    name: str
    premises: tuple[Relation, ...]
    conclusion: Relation
    closed: bool
    evidence: Literal["proved", "recalled"]
    reference: str

    def on(self, *groups: Group) -> "ConditionalRule":
        """Return the rule for four other groups.

        Raises
        ------
        ShapeError
            If there are not four.

        Examples
        --------
        >>> from itbounds import rvs
        >>> print(conditional_rules()[2].on(*rvs("W X Y Z")).premises[1])
        I(W;X|Y) == 0
        """
        if len(groups) != len(FOUR):
            raise ShapeError(f"{self.name} is of four groups, not of {len(groups)}", value=groups)
        values: Mapping[RV | str, Joint] = {
            variable: as_joint(group) for variable, group in zip(FOUR, groups, strict=True)
        }
        return ConditionalRule(
            self.name,
            tuple(premise.substitute(dict(values)) for premise in self.premises),
            self.conclusion.substitute(dict(values)),
            self.closed,
            self.evidence,
            self.reference,
        )


def conditional_rules() -> tuple[ConditionalRule, ...]:
    r"""Return the rules.

    The first two are the limits of Matúš's families: divided by s they say that
    :math:`\mathrm{Ing} + I(A;B|C)/s + \tfrac{s+1}2 (I(A;C|B) + I(B;C|A)) \ge 0`, and the like with A, B, C
    in other places.

    Examples
    --------
    >>> for rule in conditional_rules():
    ...     print(rule.evidence, *rule.premises, sep="; ")
    proved; I(A;C|B) == 0; I(B;C|A) == 0
    proved; I(A;B|C) == 0; I(B;C|A) == 0
    recalled; I(A;B) == 0; I(A;B|C) == 0
    recalled; H(C|A,B) == 0; I(A;B|C) == 0
    """
    ingleton = parse_relation(_INGLETON)
    other = parse_relation("I(C;D) <= I(C;D|A) + I(C;D|B) + I(A;B)")
    limits = "limit of the families of F. Matúš, ISIT (2007) 41-44"
    return (
        ConditionalRule("Matus limit 1", _zeros("I(A;C|B)", "I(B;C|A)"), ingleton, True, "proved", limits),
        ConditionalRule("Matus limit 2", _zeros("I(A;B|C)", "I(B;C|A)"), ingleton, True, "proved", limits),
        ConditionalRule(
            "Zhang-Yeung conditional",
            _zeros("I(A;B)", "I(A;B|C)"),
            other,
            False,
            "recalled",
            "Z. Zhang, R. W. Yeung, IEEE Trans. Inform. Theory 43 (1997) 1982-1986",
        ),
        ConditionalRule(
            "Kaced-Romashchenko",
            _zeros("H(C|A,B)", "I(A;B|C)"),
            other,
            False,
            "recalled",
            "T. Kaced, A. Romashchenko, IEEE Trans. Inform. Theory 59 (2013) 7149-7167",
        ),
    )


def _zeros(*quantities: str) -> tuple[Relation, ...]:
    return tuple(parse_relation(f"{quantity} == 0") for quantity in quantities)
