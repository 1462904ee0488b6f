"""Named theorems as calculators: numbers in, a `Bound` out that says on which side of the truth it is.

A family is a module of its own (`decision`), a theorem one function of it, and the registry finds them by
name: `names`, `search`, `theorem`, `evaluate`; `compare` evaluates all that apply to the same numbers.
"""

from itbounds.bounds import (
    blocklength,
    counting,
    decision,
    generalization,
    hypothesis_testing,
    representation,
)
from itbounds.bounds.comparison import BoundComparison, Statement, compare
from itbounds.bounds.registry import calculators, evaluate, names, search, theorem
from itbounds.bounds.theorem import Calculator, KnownAnswer, Theorem

__all__ = [
    "BoundComparison",
    "Calculator",
    "KnownAnswer",
    "Statement",
    "Theorem",
    "blocklength",
    "calculators",
    "compare",
    "counting",
    "decision",
    "evaluate",
    "generalization",
    "hypothesis_testing",
    "names",
    "representation",
    "search",
    "theorem",
]
