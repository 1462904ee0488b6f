"""Channels that are never formed: certified intervals, in memory of the order of what they keep."""

import io
import json
import signal
import threading
import time
import tracemalloc
import warnings
from dataclasses import replace
from functools import reduce

import numpy as np
import pytest
import scipy.sparse

import itbounds as ib
from itbounds.forms import OperatorCapacityForm
from itbounds.kernels.measures import conditional_entropy, mutual_information
from itbounds.numerics import reductions
from itbounds.numerics.operators import Circulant, Dense
from itbounds.problems.capacity_of_operators import structured
from itbounds.results.operator_capacity_certificate import OperatorCapacityCertificate
from itbounds.solvers.capacity.operator_anderson import OperatorAnderson


def sparse_channel(letters, entries, rng):
    """A channel with Dirichlet rows on random outputs."""
    columns = rng.integers(0, letters, (letters, entries))
    rows = np.repeat(np.arange(letters), entries)
    values = rng.dirichlet(np.ones(entries), letters).ravel()
    return scipy.sparse.csr_array((values, (rows, columns.ravel())), shape=(letters, letters))


def as_operators(kernel, cost=None, budget=None):
    """The problem of a kernel of any size, as if it were too large to be formed."""
    return structured(kernel, cost, budget, ("C", "C"))


def test_a_sparse_channel_is_solved_without_its_matrix(rng):
    W = sparse_channel(20_000, 10, rng)
    tracemalloc.start()
    result = ib.capacity(W, tol=1e-5, unit="nats")
    proved = result.verify()
    memory = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert memory < 100e6  # in full it has 3.2 GB
    assert result.gap <= 1e-5
    assert proved.width <= 1e-5
    assert isinstance(result.certificate, OperatorCapacityCertificate)


def test_a_certificate_comes_back_from_json_and_a_tampered_one_fails(rng):
    result = ib.capacity(sparse_channel(4000, 5, rng), tol=1e-4)
    again = ib.Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.verify() == result.verify()
    certificate = result.certificate
    values = certificate.channel.values.copy()
    values[0] *= -1.0
    negative = replace(certificate, channel=replace(certificate.channel, values=values))
    low = replace(certificate, upper=certificate.upper - 1e-3)
    zero = replace(certificate, output_law=np.zeros(4000))
    for forged in (negative, low, zero):
        with pytest.raises(ib.CertificateError):
            forged.verify()


@pytest.mark.parametrize("letters", [5, 40])
def test_structured_and_dense_intervals_meet(letters, rng):
    W = sparse_channel(letters, 3, rng)
    cost = rng.uniform(0, 2, letters)
    for arguments in ((), (cost, float(np.quantile(cost, 0.4)))):
        dense = ib.capacity(W, **dict(zip(("cost", "budget"), arguments, strict=False)), unit="nats")
        kernel = ib.Kernel.of(ib.operators.sparse(W))
        result = as_operators(kernel, *arguments).solve(tol=1e-6)
        assert result.lower_nats <= dense.upper_nats
        assert dense.lower_nats <= result.upper_nats
        assert result.upper_nats - result.lower_nats <= 1e-6
        for level in ("float", "ball"):
            assert result.to("nats").verify(level).width <= 1.1e-6


def test_a_product_as_an_operator_has_the_sum_of_the_capacities(rng):
    parts = [rng.dirichlet(np.ones(2), 2) for _ in range(8)]
    kernel = ib.Kernel.of(ib.operators.kron(*parts))
    whole = as_operators(kernel).solve(tol=1e-8)
    single = [ib.capacity(W, unit="nats") for W in parts]
    assert whole.lower_nats <= sum(each.upper for each in single)
    assert sum(each.lower for each in single) <= whole.upper_nats
    assert whole.upper_nats - whole.lower_nats <= 1e-8


def test_a_product_of_twenty_binary_channels(rng):
    flips = rng.uniform(0.01, 0.4, 20)
    whole = reduce(ib.Kernel.__matmul__, [ib.zoo.bsc(e) for e in flips])
    result = ib.capacity(whole)
    truth = 20 + (flips * np.log2(flips) + (1 - flips) * np.log2(1 - flips)).sum()
    assert result.lower <= truth <= result.upper
    assert result.gap <= 1e-9
    assert result.witness.probabilities == pytest.approx(2.0**-20)
    assert result.verify("ball").width <= 1e-9
    again = ib.Result.from_dict(json.loads(json.dumps(result.to_dict())))
    assert again.verify() == result.verify()
    forged = replace(result.certificate, order=result.certificate.order[1:])
    with pytest.raises(ib.CertificateError):
        forged.verify()


def test_equal_channels_of_a_product_are_solved_once():
    z_channels = ib.capacity(ib.operators.kron(*[[[1.0, 0.0], [0.5, 0.5]]] * 60), unit="nats")
    assert z_channels.lower <= 60 * np.log(1.25) <= z_channels.upper
    assert "53 channels, 2 of them distinct" in z_channels.provenance.notes[0]
    assert z_channels.certificate.attained is None  # 2^60 letters
    assert z_channels.certificate.verify().width <= 1e-9


def test_a_product_of_known_parts_needs_no_solver():
    tables = [
        ib.operators.deterministic(np.arange(3000) // 2, 1500),
        ib.operators.circulant([0.5, 0.5, 0, 0]),
    ]
    whole = ib.operators.kron(*tables)
    result = ib.capacity(whole, unit="nats")
    assert result.lower <= np.log(1500) + np.log(2) <= result.upper


def test_a_function_has_the_logarithm_of_its_image(rng):
    table = rng.integers(0, 5000, 30_000) * 7
    result = ib.capacity(ib.operators.deterministic(table, 35_000), unit="nats", tol=1e-11)
    assert result.lower <= np.log(len(np.unique(table))) <= result.upper
    assert result.status is ib.Status.OPTIMAL
    identity = ib.capacity(ib.Kernel.id(100_000), unit="nats", tol=1e-11)
    assert identity.lower <= np.log(100_000) <= identity.upper
    assert identity.verify().width < 1e-11


def test_any_limit_leaves_an_interval_that_says_why(rng):
    W = sparse_channel(5000, 5, rng)
    with pytest.warns(ib.ConvergenceWarning):
        few = ib.capacity(W, solver=OperatorAnderson(max_steps=5))
    with pytest.warns(ib.ConvergenceWarning):
        short = ib.capacity(W, solver=OperatorAnderson(max_seconds=0.0))
    assert "the limit of 5 steps" in few.provenance.notes[0]
    assert "the limit of 0 s" in short.provenance.notes[0]
    assert few.verify().width < short.verify().width


def test_an_interrupt_leaves_an_interval(rng):
    form = OperatorCapacityForm(ib.operators.sparse(sparse_channel(20_000, 10, rng)))
    main = threading.main_thread().ident
    timer = threading.Timer(0.5, lambda: signal.pthread_kill(main, signal.SIGINT))
    timer.start()
    start = time.monotonic()
    solution = OperatorAnderson().solve(form, 1e-15)
    timer.cancel()
    assert "interrupted" in solution.notes[0]
    assert time.monotonic() - start < 10
    certificate = OperatorCapacityCertificate.of(form.channel, solution.primal, solution.dual)
    assert 0.0 < certificate.lower <= certificate.upper < np.log(20_000)


def test_an_interrupt_before_the_first_step_leaves_what_uniform_laws_prove(rng):
    class Stopped(Circulant):
        """A channel whose rows take so long to read that somebody stops it, once."""

        asked = 0

        def row_sums(self):
            Stopped.asked += 1
            if Stopped.asked == 1:
                raise KeyboardInterrupt
            return super().row_sums()

    row = rng.dirichlet(np.ones(50))
    channel = Stopped(row)
    with pytest.warns(ib.ConvergenceWarning):
        result = as_operators(ib.Kernel.of(channel)).solve(tol=0.0)
    assert result.provenance.notes == ("interrupted before the first step",)
    truth = np.log(50) + (row * np.log(row)).sum()
    assert result.lower_nats <= truth <= result.upper_nats <= truth + 1e-12


def test_the_least_budget_of_a_structured_channel_is_refused_with_the_remedy():
    with pytest.raises(ib.SparseNotSupportedError, match="channel of its own"):
        ib.capacity(ib.Kernel.id(10_000), cost=np.arange(10_000.0), budget=0.0)


def test_dense_arrays_stay_dense():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = ib.capacity(Dense(np.eye(3)))
    assert result.certificate.kind == "capacity"


def test_information_of_a_product_law_and_channel_is_the_sum(rng):
    parts = [rng.dirichlet(np.ones(3), 2) for _ in range(14)]
    laws = [rng.dirichlet(np.ones(2)) for _ in range(14)]
    whole, law = ib.operators.kron(*parts), reduce(np.kron, laws)
    for measure in (mutual_information, conditional_entropy):
        each = sum(measure(p, W) for p, W in zip(laws, parts, strict=True))
        assert measure(law, whole) == pytest.approx(each, rel=1e-12)


def test_information_of_a_sparse_channel_is_that_of_its_joint_law(rng):
    W, p = sparse_channel(5000, 4, rng), rng.dirichlet(np.ones(5000))
    joint = scipy.sparse.diags_array(p) @ W
    expected = float(reductions.mutual_information(joint))
    assert mutual_information(p, ib.operators.sparse(W), unit="nats") == pytest.approx(expected, rel=1e-12)


def test_progress_is_told_on_a_terminal_only(rng, monkeypatch):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    form = OperatorCapacityForm(ib.operators.sparse(sparse_channel(20_000, 10, rng)))
    for stream, told in ((Terminal(), True), (io.StringIO(), False)):
        monkeypatch.setattr("sys.stderr", stream)
        OperatorAnderson(max_seconds=0.6).solve(form, 1e-15)
        assert ("nat, gap" in stream.getvalue()) is told
