"""Syntax, exact: random variables, linear forms on joint entropies, relations; boxes and string diagrams."""

from itbounds.symbolic.bayes_net import d_separated, local_markov
from itbounds.symbolic.box import Box
from itbounds.symbolic.conditional_rule import ConditionalRule, conditional_rules
from itbounds.symbolic.diagram import Diagram, as_diagram
from itbounds.symbolic.elementals import elementals
from itbounds.symbolic.elimination import Derived, Elimination, eliminate
from itbounds.symbolic.expression import Expression, as_expression, rate, rates
from itbounds.symbolic.factorization import free
from itbounds.symbolic.functional import E, law
from itbounds.symbolic.lemma import CommonInformation, CopyLemma, common_information, copy_lemma
from itbounds.symbolic.non_shannon import (
    NamedInequality,
    dougherty_freiling_zeger,
    ingleton,
    matus,
    zhang_yeung,
)
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
from itbounds.symbolic.wiring import Node, Wiring

__all__ = [
    "RV",
    "Box",
    "CommonInformation",
    "ConditionalIndependence",
    "ConditionalRule",
    "CopyLemma",
    "Derived",
    "Diagram",
    "E",
    "Elimination",
    "Expression",
    "FunctionalDependence",
    "Given",
    "H",
    "I",
    "Independence",
    "Joint",
    "MarkovChain",
    "NamedInequality",
    "Node",
    "Quantity",
    "Relation",
    "Statement",
    "Wiring",
    "as_diagram",
    "as_expression",
    "as_joint",
    "as_relation",
    "common_information",
    "conditional_rules",
    "copy_lemma",
    "d_separated",
    "dougherty_freiling_zeger",
    "elementals",
    "eliminate",
    "free",
    "function_of",
    "independent",
    "ingleton",
    "law",
    "local_markov",
    "markov",
    "matus",
    "parse",
    "parse_expression",
    "parse_relation",
    "rate",
    "rates",
    "rvs",
    "zhang_yeung",
]
