"""Every convex definition three times: by its name, as a short program of a user, and in cvxpy by hand."""

from tests.reference.definitions import channels, laws, sources

__all__ = ["CASES"]

CASES = (*channels.CASES, *sources.CASES, *laws.CASES)
