"""The convex definitions as one writes them in cvxpy by hand, vectorised; each returns a cvxpy problem."""

from itertools import product

import cvxpy as cp
import numpy as np


def capacity(W, costs, budgets):
    """Maximise c.p + sum entr(W'p) within budgets."""
    c = np.einsum("xy,xy->x", W, np.log(np.where(W > 0, W, 1.0)))
    p = cp.Variable(len(W), nonneg=True)
    limits = [costs @ p <= budgets] if len(budgets) else []
    return cp.Problem(cp.Maximize(c @ p + cp.sum(cp.entr(W.T @ p))), [cp.sum(p) == 1, *limits])


def rate_distortion(p, tables, levels):
    """Minimise sum kl_div(q, p r) over joint laws q with the source's marginal."""
    q = cp.Variable(tables[0].shape, nonneg=True)
    outer = p[:, None] @ cp.sum(q, axis=0, keepdims=True)
    limits = [cp.sum(cp.multiply(q, d)) <= level for d, level in zip(tables, levels, strict=True)]
    return cp.Problem(cp.Minimize(cp.sum(cp.rel_entr(q, outer))), [cp.sum(q, axis=1) == p, *limits])


def conditional_rate_distortion(joint, d, level):
    """Minimise the sum of the rates given each side letter."""
    parts, costs, rows = [], [], []
    for y in range(joint.shape[1]):
        q, p = cp.Variable(d.shape, nonneg=True), joint[:, y]
        outer = (p / p.sum())[:, None] @ cp.sum(q, axis=0, keepdims=True)
        parts.append(cp.sum(cp.rel_entr(q, outer)))
        costs.append(cp.sum(cp.multiply(q, d)))
        rows.append(cp.sum(q, axis=1) == p)
    return cp.Problem(cp.Minimize(sum(parts)), [*rows, sum(costs) <= level])


def wyner_ziv(joint, d, level):
    """Minimise I(X;U|Y) over channels to functions from side letters to estimates."""
    m, n = joint.shape
    functions = np.array(list(product(range(d.shape[1]), repeat=n)))
    Q = cp.Variable((m, len(functions)), nonneg=True)
    told = 0
    for y in range(n):
        q = cp.multiply(joint[:, y][:, None], Q)
        outer = (joint[:, y] / joint[:, y].sum())[:, None] @ cp.sum(q, axis=0, keepdims=True)
        told += cp.sum(cp.rel_entr(q, outer))
    costs = sum(joint[:, y][:, None] * d[:, functions[:, y]] for y in range(n))
    limits = [cp.sum(Q, axis=1) == 1, cp.sum(cp.multiply(costs, Q)) <= level]
    return cp.Problem(cp.Minimize(told), limits)


def degraded_wiretap(W, G):
    """Maximise H(Y|Z) - H(Y|X,Z) of the chain X, Y, Z."""
    pairs = W[:, :, None] * G[None]
    V = pairs.sum(axis=1)
    given = pairs / np.where(V > 0, V, 1.0)[:, None, :]
    noise = -np.einsum("xyz,xyz->x", pairs, np.log(np.where(given > 0, given, 1.0)))
    p = cp.Variable(len(W), nonneg=True)
    q = cp.reshape(pairs.reshape(len(W), -1).T @ p, G.shape, order="C")
    behind = np.ones((len(G), 1)) @ cp.reshape(V.T @ p, (1, V.shape[1]), order="C")
    return cp.Problem(cp.Maximize(-cp.sum(cp.rel_entr(q, behind)) - noise @ p), [cp.sum(p) == 1])


def private_distortion(joint, d, leakage):
    """Minimise a mean distortion within a mutual information."""
    Q = cp.Variable(d.shape, nonneg=True)
    q = joint.T @ Q
    outer = joint.sum(axis=0)[:, None] @ cp.sum(q, axis=0, keepdims=True)
    limits = [cp.sum(Q, axis=1) == 1, cp.sum(cp.rel_entr(q, outer)) <= leakage]
    return cp.Problem(cp.Minimize(cp.sum(cp.multiply(joint.sum(axis=1)[:, None] * d, Q))), limits)


def maximum_entropy(features, means):
    """Maximise the entropy at given means."""
    q = cp.Variable(features.shape[1], nonneg=True)
    return cp.Problem(cp.Maximize(cp.sum(cp.entr(q))), [cp.sum(q) == 1, features @ q == means])


def projection(p, features, means):
    """Minimise the divergence from p at given means."""
    q = cp.Variable(len(p), nonneg=True)
    return cp.Problem(cp.Minimize(cp.sum(cp.rel_entr(q, p))), [cp.sum(q) == 1, features @ q == means])


def wasserstein_dependency(joint, d1, d2):
    """Minimise the cost of a coupling of a joint law and the product of its marginals."""
    moved = (d1[:, None, :, None] + d2[None, :, None, :]).reshape(joint.size, joint.size)
    product_law = np.outer(joint.sum(axis=1), joint.sum(axis=0)).ravel()
    pi = cp.Variable(moved.shape, nonneg=True)
    limits = [cp.sum(pi, axis=1) == joint.ravel(), cp.sum(pi, axis=0) == product_law]
    return cp.Problem(cp.Minimize(cp.sum(cp.multiply(moved, pi))), limits)
