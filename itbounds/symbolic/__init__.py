"""Syntax, exact: random variables, linear forms on joint entropies, relations, and their strings."""

from itbounds.symbolic.elementals import elementals
from itbounds.symbolic.elimination import Derived, Elimination, eliminate
from itbounds.symbolic.expression import Expression, as_expression, rate, rates
from itbounds.symbolic.parsing import parse, parse_expression, parse_relation
from itbounds.symbolic.quantity import H, I, Quantity
from itbounds.symbolic.relation import (
    Independence,
    MarkovChain,
    Relation,
    as_relation,
    function_of,
    independent,
    markov,
)
from itbounds.symbolic.structure import ConditionalIndependence, FunctionalDependence, Statement
from itbounds.symbolic.variable import RV, Given, Joint, as_joint, rvs

__all__ = [
    "RV",
    "ConditionalIndependence",
    "Derived",
    "Elimination",
    "Expression",
    "FunctionalDependence",
    "Given",
    "H",
    "I",
    "Independence",
    "Joint",
    "MarkovChain",
    "Quantity",
    "Relation",
    "Statement",
    "as_expression",
    "as_joint",
    "as_relation",
    "elementals",
    "eliminate",
    "function_of",
    "independent",
    "markov",
    "parse",
    "parse_expression",
    "parse_relation",
    "rate",
    "rates",
    "rvs",
]
