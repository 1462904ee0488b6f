"""Losses along chains and diagrams: nothing is gained, and the end is that of the composite."""

from functools import reduce
from itertools import pairwise
from math import inf, isnan

import numpy as np
import pytest
from hypothesis import assume, given, settings, strategies as st

import itbounds as ib
from itbounds import errors
from itbounds.kernels import divergences as d
from itbounds.testing.diagrams import diagrams
from itbounds.testing.strategies import composable_chains, deterministic_kernels, distributions, kernels

ALL = [
    d.KL(), d.ReverseKL(), d.Renyi(0), d.Renyi(0.5), d.Renyi(inf), d.TotalVariation(), d.Hellinger(),
    d.HellingerMetric(), d.JensenShannon(), d.JensenShannonMetric(), d.Tsallis(3), d.ChiSquared(),
    d.Alpha(-0.5),
]  # fmt: skip
D = ib.Diagram
F, G = ib.Box("f", "X", "Y"), ib.Box("g", ("X", "Y"), "Z")
H, K = ib.Box("h", (), "N"), ib.Box("k", ("Z", "N"), "W")
DIAGRAM = D.copy("X") >> (D.id("X") @ F) >> G >> (D.id("Z") @ H) >> K


def _never_rises(values):
    return all(b <= a * (1 + 1e-10) + 1e-10 for a, b in pairwise(values))


@pytest.mark.parametrize("one", ALL, ids=str)
@settings(max_examples=5)
@given(data=st.data(), chain=composable_chains(3, max_size=3))
def test_no_box_of_a_chain_adds_to_any_divergence(one, data, chain):
    p, q = (data.draw(distributions(chain[0].dom)) for _ in range(2))
    report = ib.data_processing(chain, p, q, divergence=one)
    assert _never_rises(report.remaining)
    whole = chain[0] >> chain[1] >> chain[2]
    assert report.remaining[0] == one(p, q)
    assert report.remaining[-1] == pytest.approx(one(p >> whole, q >> whole), rel=1e-9, abs=1e-12)
    joint = data.draw(distributions(ib.Space.of(2) @ chain[0].dom))
    report = ib.data_processing(chain, joint, divergence=one)
    assert _never_rises(report.remaining)
    assert report.remaining[0] == pytest.approx(ib.categorical_information(joint, one), rel=1e-12)


@pytest.mark.parametrize("one", [d.KL(), d.TotalVariation(), d.Renyi(2)], ids=str)
@settings(max_examples=8)
@given(data=st.data())
def test_a_diagram_loses_what_its_interpretation_loses(one, data):
    sizes = {
        "X": ib.Space.of(2),
        "Y": ib.Space.of(3),
        "Z": ib.Space.of(2),
        "N": ib.Space.of(2),
        "W": ib.Space.of(2),
    }
    boxes = {
        "f": data.draw(kernels(sizes["X"], sizes["Y"])),
        "g": data.draw(kernels(sizes["X"] @ sizes["Y"], sizes["Z"])),
        "h": data.draw(distributions(sizes["N"])),
        "k": data.draw(kernels(sizes["Z"] @ sizes["N"], sizes["W"])),
    }
    p, q = (data.draw(distributions(sizes["X"])) for _ in range(2))
    report = ib.data_processing(DIAGRAM, p, q, kernels=boxes, divergence=one)
    assert report.boxes == ("f", "g", "h", "k")
    assert report.wires == (("X",), ("X", "Y"), ("Z",), ("Z", "N"), ("W",))
    assert _never_rises(report.remaining)
    whole = ib.interpret(DIAGRAM, boxes).matrix
    end = one(p.probabilities @ whole, q.probabilities @ whole)
    assert report.remaining[-1] == pytest.approx(end, rel=1e-9, abs=1e-12)
    # A box whose input stays alive, and a state beside, lose nothing.
    for before, after in ((0, 1), (2, 3)):
        assert report.remaining[after] == pytest.approx(report.remaining[before], rel=1e-9, abs=1e-12)
    joint = p.probabilities[:, None] * np.eye(2)
    informed = ib.data_processing(DIAGRAM, joint, kernels=boxes, divergence=one)
    assert informed.remaining[-1] == pytest.approx(
        ib.categorical_information(p.probabilities[:, None] * whole, one), rel=1e-9, abs=1e-12
    )


@settings(max_examples=25)
@given(st.data(), diagrams(dom=("X", "Y")))
def test_random_diagrams_lose_box_by_box_what_they_lose_at_once(data, diagram):
    bits = {name: ib.Space.of(2, name) for name in "XY"}
    boxes = {}
    for box in diagram.boxes:
        ends = (
            reduce(ib.Space.__matmul__, map(bits.get, wires), ib.Space.unit()) for wires in (box.dom, box.cod)
        )
        boxes[box.name] = data.draw((deterministic_kernels if box.deterministic else kernels)(*ends))
    assume(boxes)
    p, q = (data.draw(distributions(bits["X"] @ bits["Y"])) for _ in range(2))
    spaces = dict.fromkeys("XY", 2)
    report = ib.data_processing(diagram, p, q, kernels=boxes, spaces=spaces, divergence=d.Hellinger())
    assert report.boxes == tuple(box.name for box in diagram.boxes)
    assert _never_rises(report.remaining)
    whole = ib.interpret(diagram, boxes, spaces=spaces).matrix
    end = d.Hellinger()(p.probabilities @ whole, q.probabilities @ whole)
    assert report.remaining[-1] == pytest.approx(float(end), rel=1e-9, abs=1e-12)


def test_information_along_symmetric_channels():
    def left(noise):
        return 1.0 + noise * np.log2(noise) + (1 - noise) * np.log2(1 - noise)

    report = ib.data_processing([ib.zoo.bsc(0.1)] * 2, [[0.5, 0.0], [0.0, 0.5]])
    assert report.remaining == pytest.approx([1.0, left(0.1), left(0.18)], abs=1e-13)
    assert sum(report.lost) == pytest.approx(1.0 - left(0.18), abs=1e-13)
    assert report.kept[-1] == pytest.approx(left(0.18), abs=1e-13)


def test_strong_data_processing_bounds_every_step(rng):
    chain = [ib.Kernel.of(rng.dirichlet(np.ones(4), 4)) for _ in range(4)]
    p, q = rng.dirichlet(np.ones(4)), rng.dirichlet(np.ones(4))
    for name, one in (("tv", d.TotalVariation()), ("kl", d.KL()), ("chi2", d.ChiSquared())):
        report = ib.data_processing(chain, p, q, divergence=one)
        for kernel, before, after in zip(chain, report.remaining[:-1], report.remaining[1:], strict=True):
            assert after <= ib.contraction(kernel, name).upper * before + 1e-14


def test_infinite_divergences_are_told():
    chain = {"erase": [[0.5, 0.5, 0.0], [0.0, 0.5, 0.5]], "merge": [[1, 0], [1, 0], [1, 0]]}
    report = ib.data_processing(chain, [1.0, 0.0], [0.0, 1.0])
    assert report.remaining == (inf, inf, 0.0)
    assert isnan(report.lost[0])
    assert report.lost[1] == inf
    assert all(map(isnan, report.kept))
    assert "?" in str(report)
    assert "∞" in report._repr_html_()
    assert report.to_dict()["remaining"] == ["inf", "inf", 0.0]
    with pytest.raises(errors.DomainError, match="nothing is finite"):
        ib.plots.data_processing({"KL": report}, share=True)


def test_the_table_and_the_figure():
    chain = {"noise_1": ib.zoo.bsc(0.1), "erasure": ib.zoo.bec(0.5)}
    report = ib.data_processing(chain, [0.9, 0.1], [0.5, 0.5], divergence=d.TotalVariation())
    assert report.title == "D(p || q), total variation"
    assert r"noise\_1 & 0.080 & 0.320 \\" in report.to_latex()
    axes = report.plot()
    assert axes.get_ylabel() == report.title
    assert axes.get_lines()[0].get_ydata().tolist() == list(report.remaining)
    shares = ib.plots.data_processing({"TV": report, "again": report})
    assert shares.get_lines()[1].get_ydata()[0] == 1.0
    other = ib.data_processing([ib.zoo.bsc(0.1)], [0.9, 0.1], [0.5, 0.5])
    with pytest.raises(errors.DomainError, match="others"):
        ib.plots.data_processing({"TV": report, "KL": other})
    with pytest.raises(errors.DomainError, match="no report"):
        ib.plots.data_processing({})


def test_what_is_refused():
    p, q, noise, tv = [0.9, 0.1], [0.5, 0.5], ib.zoo.bsc(0.1), d.TotalVariation()
    cases = [
        (errors.DomainError, "no box", lambda: ib.data_processing([], p, q)),
        (errors.DTypeError, "no pipeline", lambda: ib.data_processing(None, p, q)),
        (errors.DomainError, "to a diagram", lambda: ib.data_processing([noise], p, q, kernels={"f": noise})),
        (errors.DomainError, "need kernels", lambda: ib.data_processing(F, p, q)),
        (errors.UnknownNameError, "'f'", lambda: ib.data_processing(F, p, q, kernels={"g": noise})),
        (errors.DomainError, "no wire enters", lambda: ib.data_processing(H, p, q, kernels={"h": p})),
        (errors.ShapeError, "source", lambda: ib.data_processing([noise], p)),
        (errors.CompositionError, "meet", lambda: ib.data_processing([noise], [0.2, 0.3, 0.5], p)),
        (errors.CompositionError, "meet", lambda: ib.data_processing([ib.zoo.bec(0.1), noise], p, q)),
        (errors.UnitError, "no unit", lambda: ib.data_processing([noise], p, q, divergence=tv, unit="bit")),
    ]  # fmt: skip
    for kind, match, ask in cases:
        with pytest.raises(kind, match=match):
            ask()


def test_entropies_of_a_family_are_drawn():
    axes = ib.plots.entropy_family(ib.zoo.bsc, [0.0, 0.25, 0.5], [d.KL(), d.TotalVariation(), d.ReverseKL()])
    shannon, gini, none = axes.get_lines()
    assert shannon.get_ydata().tolist() == pytest.approx([0.0, 0.811278, 1.0], abs=1e-6)
    assert gini.get_ydata().tolist() == [0.0, 0.375, 0.5]
    assert np.isnan(none.get_ydata()[1:]).all()
    shared = ib.plots.entropy_family(ib.zoo.bsc, [0.0, 0.5], [d.TotalVariation()], share=True)
    assert shared.get_lines()[0].get_ydata().tolist() == [0.0, 1.0]
    with pytest.raises(errors.DomainError):
        ib.plots.entropy_family(ib.zoo.bsc, [0.1], [])
