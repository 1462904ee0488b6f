"""From syntax to arrays: the one place that knows both."""

from itbounds.semantics.evaluate import evaluate, to_cvxpy
from itbounds.semantics.formulas import Formula
from itbounds.semantics.interpret import interpret, joint_law
from itbounds.semantics.state_formula import formula

__all__ = ["Formula", "evaluate", "formula", "interpret", "joint_law", "to_cvxpy"]
