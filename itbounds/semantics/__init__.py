"""From syntax to arrays: the one place that knows both."""

from itbounds.semantics.evaluate import evaluate, to_cvxpy
from itbounds.semantics.interpret import interpret, joint_law

__all__ = ["evaluate", "interpret", "joint_law", "to_cvxpy"]
