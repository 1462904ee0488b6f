"""Information programs written by hand in cvxpy: slow, obvious, and right to about 1e-8 nat."""

import warnings

import cvxpy as cp
import numpy as np


def capacity(channel, cost=None, budget=None):
    p = cp.Variable(len(channel), nonneg=True)
    logs = np.log(np.where(channel > 0.0, channel, 1.0))
    information = cp.sum(cp.entr(channel.T @ p)) + (channel * logs).sum(axis=1) @ p
    limits = [cp.sum(p) == 1] + ([] if cost is None else [cost @ p <= budget])
    return solved(cp.Maximize(information), limits)


def rate_distortion(source, distortion, level):
    q = cp.Variable(distortion.shape, nonneg=True)
    outputs = source[:, None] @ cp.sum(q, axis=0, keepdims=True)
    limits = [cp.sum(q, axis=1) == source, cp.sum(cp.multiply(q, distortion)) <= level]
    return solved(cp.Minimize(cp.sum(cp.rel_entr(q, outputs))), limits)


def rate_distortion_under_limits(source, distortions, levels):
    q = cp.Variable(distortions[0].shape, nonneg=True)
    outputs = source[:, None] @ cp.sum(q, axis=0, keepdims=True)
    limits = [cp.sum(cp.multiply(q, d)) <= level for d, level in zip(distortions, levels, strict=True)]
    limits.append(cp.sum(q, axis=1) == source)
    return solved(cp.Minimize(cp.sum(cp.rel_entr(q, outputs))), limits)


def conditional_rate_distortion(joint, distortion, level):
    """The least I(X;U|Y) over P(u|x,y), the distortion being d(x, u)."""
    total, mean, limits = 0, 0, []
    for column in joint.T:
        used = column > 0.0
        test = cp.Variable((used.sum(), distortion.shape[1]), nonneg=True)
        given = column[used] / column.sum()
        outputs = given[:, None] @ cp.sum(test, axis=0, keepdims=True)
        total += cp.sum(cp.rel_entr(test, outputs))
        mean += cp.sum(cp.multiply(test, distortion[used]))
        limits.append(cp.sum(test, axis=1) == column[used])
    return solved(cp.Minimize(total), [*limits, mean <= level])


def wyner_ziv(joint, table, level):
    """The least I(X;U) - I(Y;U) over P(u|x), the distortion of x, y, u being given."""
    m, n, k = table.shape
    test = cp.Variable((m, k), nonneg=True)
    source = joint.sum(axis=1)
    total, mean = 0, 0
    for y in range(n):
        # p(x, y, u) = p(y|x) p(x, u), and I(X;U|Y) is a sum of divergences
        used = joint[:, y] > 0.0
        law = cp.multiply((joint[:, y] / source)[used][:, None] * np.ones((1, k)), test[used])
        outputs = (joint[used, y] / joint[:, y].sum())[:, None] @ cp.sum(law, axis=0, keepdims=True)
        total += cp.sum(cp.rel_entr(law, outputs))
        mean += cp.sum(cp.multiply(law, table[used, y, :]))
    return solved(cp.Minimize(total), [cp.sum(test, axis=1) == source, mean <= level])


def refined_rates(source, first, second, levels, weight):
    """The least w I(X;U) + I(X;U,V) over P(u,v|x) within two levels."""
    m, n, k = len(source), first.shape[1], second.shape[1]
    q = cp.Variable((m, n * k), nonneg=True)
    both = source[:, None] @ cp.sum(q, axis=0, keepdims=True)
    coarse = q @ np.kron(np.eye(n), np.ones((k, 1)))
    fine = q @ np.kron(np.ones((n, 1)), np.eye(k))
    outputs = source[:, None] @ cp.sum(coarse, axis=0, keepdims=True)
    total = weight * cp.sum(cp.rel_entr(coarse, outputs)) + cp.sum(cp.rel_entr(q, both))
    limits = [cp.sum(q, axis=1) == source, cp.sum(cp.multiply(coarse, first)) <= levels[0]]
    return solved(cp.Minimize(total), [*limits, cp.sum(cp.multiply(fine, second)) <= levels[1]])


def degraded_secrecy(channel, further):
    """The largest I(X;Y|Z) of a chain X - Y - Z."""
    p = cp.Variable(len(channel), nonneg=True)
    logs = np.log(np.where(channel > 0.0, channel, 1.0))
    both = channel @ further
    tails = np.log(np.where(both > 0.0, both, 1.0))
    outputs = channel.T @ p
    joint = cp.multiply(further, outputs[:, None] @ np.ones((1, further.shape[1])))
    given = np.ones((channel.shape[1], 1)) @ cp.sum(joint, axis=0, keepdims=True)
    # H(Y|Z) - H(Y|X,Z), the second being linear in p
    fixed = (channel * logs).sum(axis=1) - (both * tails).sum(axis=1)
    steps = np.log(np.where(further > 0.0, further, 1.0))
    fixed = fixed + channel @ (further * steps).sum(axis=1)
    return solved(cp.Maximize(-cp.sum(cp.rel_entr(joint, given)) + fixed @ p), [cp.sum(p) == 1])


def least_information(joint):
    """The least I(X1,X2;Y) of a law with the pairs (X1,Y), (X2,Y) of a joint law."""
    a, b, c = joint.shape
    q = [cp.Variable((a, b), nonneg=True) for _ in range(c)]
    limits = []
    for y in range(c):
        limits += [cp.sum(q[y], axis=1) == joint[:, :, y].sum(axis=1)]
        limits += [cp.sum(q[y], axis=0) == joint[:, :, y].sum(axis=0)]
    sources = sum(q[1:], q[0])
    total = sum(cp.sum(cp.rel_entr(q[y], joint[:, :, y].sum() * sources)) for y in range(c))
    return solved(cp.Minimize(total), limits)


def least_information_of_three_pairs(joint):
    """The least I(X1,X2;Y) of a law with all three pairs of a joint law."""
    a, b, c = joint.shape
    q = [cp.Variable((a, b), nonneg=True) for _ in range(c)]
    sources = joint.sum(axis=2)
    limits = [sum(q[1:], q[0]) == sources]
    for y in range(c):
        limits += [cp.sum(q[y], axis=1) == joint[:, :, y].sum(axis=1)]
        limits += [cp.sum(q[y], axis=0) == joint[:, :, y].sum(axis=0)]
    total = sum(cp.sum(cp.rel_entr(q[y], joint[:, :, y].sum() * sources)) for y in range(c))
    return solved(cp.Minimize(total), limits)


def projection(prior, features, means):
    """The least D(q || p) at which features have given means."""
    q = cp.Variable(len(prior), nonneg=True)
    return solved(cp.Minimize(cp.sum(cp.rel_entr(q, prior))), [cp.sum(q) == 1, features @ q == means])


def largest_entropy(features, means):
    """The largest H(q) at which features have given means."""
    q = cp.Variable(features.shape[1], nonneg=True)
    return solved(cp.Maximize(cp.sum(cp.entr(q))), [cp.sum(q) == 1, features @ q == means])


def transport(start, end, cost):
    """The least mean cost of moving one law to another."""
    plan = cp.Variable(cost.shape, nonneg=True)
    limits = [cp.sum(plan, axis=1) == start, cp.sum(plan, axis=0) == end]
    return solved(cp.Minimize(cp.sum(cp.multiply(plan, cost))), limits)


def least_distortion_under_leakage(joint, distortion, leakage):
    """The least E d(X, U) over P(u|x) with I(Y;U) at most the leakage, in nats."""
    source = joint.sum(axis=1)
    test = cp.Variable(distortion.shape, nonneg=True)
    law = (joint / source[:, None]).T @ test
    outputs = joint.sum(axis=0)[:, None] @ cp.sum(law, axis=0, keepdims=True)
    limits = [cp.sum(test, axis=1) == source, cp.sum(cp.rel_entr(law, outputs)) <= leakage]
    return solved(cp.Minimize(cp.sum(cp.multiply(test, distortion))), limits)


def solved(goal, limits):
    """Return the optimal value, by Clarabel with tight tolerances."""
    problem = cp.Problem(goal, limits)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # "inaccurate" is said of 1e-10 too
        problem.solve(solver=cp.CLARABEL, tol_gap_abs=1e-10, tol_gap_rel=1e-10, tol_feas=1e-10)
    return float(problem.value)
