"""The peers: the textbook's iterations in numpy, cvxpy with Clarabel, and dit where it is installed."""

import warnings
from math import inf, log
from time import perf_counter

import numpy as np


def blahut_arimoto(W, tol, cap):
    """Run plain Blahut-Arimoto with two products a step, and return the gap reached (nats)."""
    c = np.einsum("xy,xy->x", W, np.log(np.where(W > 0, W, 1.0)))
    p, start = np.full(len(W), 1.0 / len(W)), perf_counter()
    while True:
        D = c - W @ np.log(np.maximum(p @ W, 1e-300))
        gap = D.max() - p @ D
        if gap <= tol or perf_counter() - start > cap:
            return float(gap)
        p *= np.exp(D - D.max())
        p /= p.sum()


def clarabel_capacity(W):
    """Maximise c.p + sum entr(W'p) by Clarabel at its defaults, and return the gap that its law certifies."""
    import cvxpy as cp

    c = np.einsum("xy,xy->x", W, np.log(np.where(W > 0, W, 1.0)))
    p = cp.Variable(len(W), nonneg=True)
    problem = cp.Problem(cp.Maximize(c @ p + cp.sum(cp.entr(W.T @ p))), [cp.sum(p) == 1])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.solve(solver=cp.CLARABEL)
    law = np.maximum(p.value, 0.0)
    law /= law.sum()
    D = c - W @ np.log(np.maximum(law @ W, 1e-300))
    return float(D.max() - law @ D)


def dit_capacity(W):
    """Run dit's channel_capacity on one channel; it certifies nothing."""
    from dit.algorithms.channelcapacity import channel_capacity

    channel_capacity(W)


def has_dit():
    """Return whether dit is installed and can be imported."""
    try:
        import dit.algorithms.channelcapacity  # noqa: F401  (only whether it can be imported)
    except ImportError:
        return False
    return True


def constrained_blahut_arimoto(p, d, D, tol, cap):
    """Run Blahut-Arimoto with the slope solved for in every step, and return the gap reached (nats).

    The slope is the root of E d = D by safeguarded Newton steps from the last one. The gap is that of the
    dual point of the output law r: ln max_y sum_x p_x e^{-s d_xy} / u_x with u_x = sum_y r_y e^{-s d_xy}.
    """
    n, s, start = d.shape[1], 1.0 / max(D, 1e-12), perf_counter()
    r, excess = np.full(n, 1.0 / n), d - d.min(axis=1, keepdims=True)
    room = D - float(p @ d.min(axis=1))
    while True:
        s, K, u = _meet(p, excess, room, r, s)
        ratio = (p / u) @ K
        gap = log(float(ratio.max()))
        if gap <= tol or perf_counter() - start > cap:
            return gap
        r = r * ratio
        r /= r.sum()


def _meet(p, excess, room, r, s):
    low, high = 0.0, inf
    while True:
        K = np.exp(-s * excess)
        u = K @ r
        first = ((K * excess) @ r) / u
        misfit = float(p @ first) - room
        if abs(misfit) <= 1e-10 * max(room, 1e-300) or high - low <= 1e-15 * s:
            return s, K, u
        low, high = (s, high) if misfit > 0 else (low, s)
        variance = float(p @ (((K * excess**2) @ r) / u - first**2))
        step = s + misfit / variance if variance > 0 else inf
        s = step if low < step < high else (0.5 * (low + high) if high < inf else 2.0 * s)


def clarabel_rate_distortion(p, d, D):
    """Minimise the mutual information over test channels by Clarabel at its defaults; return its value."""
    import cvxpy as cp

    Q = cp.Variable(d.shape, nonneg=True)
    joint = cp.multiply(p[:, None], Q)
    output = cp.sum(joint, axis=0, keepdims=True)
    objective = cp.sum(cp.kl_div(joint, p[:, None] @ output))
    constraints = [cp.sum(Q, axis=1) == 1, cp.sum(cp.multiply(joint, d)) <= D]
    problem = cp.Problem(cp.Minimize(objective), constraints)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        problem.solve(solver=cp.CLARABEL)
