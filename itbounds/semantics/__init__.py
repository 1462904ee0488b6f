"""From syntax to arrays: the one place that knows both."""

from itbounds.semantics.evaluate import evaluate, to_cvxpy

__all__ = ["evaluate", "to_cvxpy"]
