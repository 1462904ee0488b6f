"""Kernels and distributions as values: what they are made from, how they are kept, shown and stored."""

import copy
import json
import pickle

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
import scipy.special
from hypothesis import given

from itbounds import errors
from itbounds.kernels import Distribution, Kernel, Space, as_distribution_object, as_kernel, zoo
from itbounds.testing.strategies import distributions, kernels


@given(kernels())
def test_kernels_survive_json_and_pickle_bit_by_bit(f):
    text = json.dumps(f.to_dict())
    for back in (Kernel.from_dict(json.loads(text)), pickle.loads(pickle.dumps(f)), copy.deepcopy(f)):
        assert (back.matrix == f.matrix).all()
        assert (back.dom, back.cod, back.null_rows) == (f.dom, f.cod, f.null_rows)
        assert not back.matrix.flags.writeable


@given(distributions())
def test_distributions_survive_json_and_pickle_bit_by_bit(p):
    for back in (Distribution.from_dict(json.loads(json.dumps(p.to_dict()))), pickle.loads(pickle.dumps(p))):
        assert isinstance(back, Distribution)
        assert (back.probabilities == p.probabilities).all()
        assert back.space == p.space


@given(kernels(max_size=3), distributions(max_size=3))
def test_the_text_of_a_kernel_rebuilds_it(f, p):
    names = {"Kernel": Kernel, "Distribution": Distribution, "Space": Space}
    for arrow in (f, p, p @ p, f @ f if f.matrix.size < 9 else f):
        back = eval(repr(arrow), names)
        assert type(back) is type(arrow)
        assert back.agrees_with(arrow, atol=0.0)
        assert back.dom.shape == arrow.dom.shape or back.dom.anonymous


def test_letters_of_every_json_kind_return():
    letters = ["a", 1, 2.5, None, ("b", 3), float("inf"), float("-inf")]
    space = Space.of(letters, "X")
    back = Distribution.from_dict(
        json.loads(json.dumps(Distribution(space, [1, 0, 0, 0, 0, 0, 0]).to_dict()))
    )
    assert back.space == space
    with pytest.raises(errors.DTypeError, match="no JSON form"):
        Distribution(Space.of([frozenset([1])]), [1.0]).to_dict()


def test_null_rows_return_from_json():
    back = zoo.bec(0.0).invert([0.5, 0.5])
    assert back.null_rows == ("e",)
    again = Kernel.from_dict(json.loads(json.dumps(back.to_dict())))
    assert again.null_rows == ("e",)
    assert "null_rows=('e',)" in repr(again)


@pytest.mark.parametrize("spoil", ["matrix", "dom", "null_rows"])
def test_spoilt_data_is_refused(spoil):
    data = zoo.bsc(0.1).to_dict()
    del data[spoil]
    with pytest.raises(errors.DomainError, match=spoil):
        Kernel.from_dict(data)
    data = zoo.bsc(0.1).to_dict()
    data["matrix"][0][0] = 0.8
    with pytest.raises(errors.NotNormalizedError):
        Kernel.from_dict(data)
    data["matrix"] = [[0.5, 0.5]]
    with pytest.raises(errors.ShapeError):
        Kernel.from_dict(data)


def test_single_precision_survives_storage():
    f = Kernel.of(np.array([[0.3, 0.6, 0.1]], dtype=np.float32))
    assert (Kernel.from_dict(f.to_dict()).matrix == f.matrix).all()
    chain = f >> Kernel.of(np.tile(np.array([0.3, 0.6, 0.1], dtype=np.float32), (3, 1)))
    assert chain.matrix.sum() == pytest.approx(1.0, abs=1e-15)


def test_kernels_cannot_be_written_to():
    f = zoo.bsc(0.1)
    with pytest.raises(ValueError, match="read-only"):
        f.matrix[0, 0] = 1.0
    with pytest.raises(AttributeError):
        f.dom = Space.of(3)
    assert (np.asarray(f) == f.matrix).all()
    assert np.array(f, copy=True).flags.writeable


def test_labels_of_a_frame_are_kept():
    frame = pd.DataFrame(
        [[0.5, 0.5, 0.0], [0.0, 0.25, 0.75]],
        index=pd.Index(["cat", "dog"], name="true"),
        columns=pd.Index(["cat", "dog", "cow"], name="said"),
    )
    f = Kernel.of(frame)
    assert str(f.dom) == "true:2"
    assert f.cod.letters == ("cat", "dog", "cow")
    assert Kernel.from_counts(frame * 4).cod == f.cod
    assert Kernel.from_logits(frame).dom == f.dom
    p = Distribution.of(pd.Series([0.5, 0.5], index=["cat", "dog"]))
    assert (p >> f).space.names == ("said",)
    assert f.invert(p).cod.names == ("true",)
    with pytest.raises(errors.CompositionError, match="letters"):
        Distribution.of(pd.Series([0.5, 0.5], index=["dog", "cat"])) >> f
    joint = Distribution.of(pd.DataFrame([[0.5, 0.0], [0.25, 0.25]], columns=["u", "v"]))
    assert joint.space.alphabets == ((0, 1), ("u", "v"))
    frame.columns = ["cat", "dog", "cat"]
    with pytest.raises(errors.DomainError, match="twice"):
        Kernel.of(frame)


def test_kernels_pass_where_arrays_do():
    f, p = zoo.bec(0.25), Distribution.of({"a": 0.5, "b": 0.5})
    assert as_kernel(f) is f
    assert as_distribution_object(p) is p or as_distribution_object(p).space == p.space
    assert (Kernel(Space.of(2, "X"), Space.of(3, "Y"), f).matrix == f.matrix).all()
    assert Distribution.of(Kernel.of([[0.5, 0.5]])).probabilities.tolist() == [0.5, 0.5]
    with pytest.raises(errors.ShapeError):
        as_distribution_object(f)
    with pytest.raises(errors.ShapeError):
        f.invert(f)


def test_shapes_must_fit_the_spaces():
    with pytest.raises(errors.ShapeError, match="X:2 -> Y:3"):
        Kernel(Space.of(2, "X"), Space.of(3, "Y"), np.eye(2))
    with pytest.raises(errors.ShapeError, match="X:3"):
        Distribution(Space.of(3, "X"), [0.5, 0.5])
    with pytest.raises(errors.CompositionError, match="prior"):
        zoo.bsc(0.1).invert([0.2, 0.3, 0.5])


def test_joint_arrays_make_products():
    array = np.arange(24.0).reshape(2, 3, 4) / 276
    p = Distribution.of(array, names=("X", "Y", "Z"))
    assert str(p.space) == "X:2 x Y:3 x Z:4"
    assert (p.tensor == array).all()
    assert p.marginal(["Z", "X"]).tensor == pytest.approx(array.sum(axis=1).T)
    assert p.marginal("Y").probabilities == pytest.approx(array.sum(axis=(0, 2)))
    assert (np.asarray(p) == array).all()


def test_a_function_is_given_by_its_table():
    f = Kernel.deterministic([2, 0, 2], Space.of("abc", "Y"))
    assert f.matrix.argmax(axis=1).tolist() == [2, 0, 2]
    assert f.is_deterministic
    assert not zoo.bsc(0.1).is_deterministic
    for table in ([3], [-1], [0.5], ["a"]):
        with pytest.raises(errors.DomainError, match="entry 0"):
            Kernel.deterministic(table, 3)
    with pytest.raises(errors.ShapeError):
        Kernel.deterministic([0, 1], 2, dom=3)


def test_counts_become_frequencies():
    assert Kernel.from_counts([[3, 1], [0, 5]]).matrix.tolist() == [[0.75, 0.25], [0.0, 1.0]]
    assert Kernel.from_counts([[0, 0]], alpha=0.5).matrix.tolist() == [[0.5, 0.5]]
    assert Distribution.from_counts({"a": 3, "b": 1}).space.letters == ("a", "b")
    assert Distribution.from_counts([3, 1]).probabilities.tolist() == [0.75, 0.25]
    for counts, alpha, error, says in [
        ([[1, 0], [0, 0]], 0, errors.NotNormalizedError, "row 1"),
        ([[1, -1]], 0, errors.DomainError, r"\(0, 1\)"),
        ([[1, 1]], -1, errors.DomainError, "alpha"),
        ([[1, 1]], float("nan"), errors.DomainError, "alpha"),
        ([[1, np.nan]], 0, errors.NonFiniteError, "nan"),
        ([1, 1], 0, errors.ShapeError, "axes"),
    ]:
        with pytest.raises(error, match=says):
            Kernel.from_counts(counts, alpha=alpha)


@given(st.lists(st.floats(-1e308, 1e308) | st.floats(-30, 30) | st.just(-np.inf), min_size=1, max_size=5))
def test_logits_of_any_size_become_their_softmax(row):
    if max(row) == -np.inf:
        with pytest.raises(errors.NonFiniteError):
            Kernel.from_logits([row])
        return
    law = Kernel.from_logits([row]).matrix[0]
    assert law == pytest.approx(scipy.special.softmax(np.array(row)), rel=1e-13, abs=1e-300)
    assert law.sum() == pytest.approx(1.0, abs=1e-15)


def test_logits_that_define_no_law_are_refused():
    assert Kernel.from_logits([[np.inf, 3.0, -np.inf]]).matrix.tolist() == [[1.0, 0.0, 0.0]]
    for bad in ([[0.0, 1.0], [-np.inf, -np.inf]], [[np.inf, np.inf]], [[np.nan, 0.0]]):
        with pytest.raises(errors.NonFiniteError):
            Kernel.from_logits(bad)
    assert Distribution.from_logits([0.0, -np.inf]).probabilities.tolist() == [1.0, 0.0]


def test_small_kernels_are_tables_and_large_ones_are_cut():
    html = zoo.bec(0.25)._repr_html_()
    assert html.count("<tr>") == 3
    assert "<th>e</th>" in html
    assert "0.75" in html
    large = Kernel.id(100)
    assert repr(large) == "Kernel.of(<100 x 100 array>)"
    assert large._repr_html_().count("<tr>") == 14
    assert "&lt;b&gt;" in Distribution(Space.of(["<b>", "c"]), [0.5, 0.5])._repr_html_()
    assert "<b>" not in Distribution(Space.of(["<b>", "c"]), [0.5, 0.5])._repr_html_()


def test_agreement_is_up_to_null_rows_of_the_prior():
    f, g = Kernel.of([[1.0, 0.0], [0.5, 0.5]]), Kernel.of([[1.0, 0.0], [0.0, 1.0]])
    assert not f.agrees_with(g)
    assert f.agrees_with(g, prior=[1.0, 0.0])
    assert not f.agrees_with(g, prior=[1.0 - 1e-9, 1e-9])
    assert f.agrees_with(g, atol=0.5)
    with pytest.raises(errors.CompositionError):
        f.agrees_with(zoo.bec(0.1))


def test_other_operands_are_left_to_python():
    with pytest.raises(TypeError):
        zoo.bsc(0.1) >> 3
    with pytest.raises(TypeError):
        zoo.bsc(0.1) @ "x"
