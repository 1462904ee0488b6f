"""A table in any of its formats is the same table."""

import json

import numpy as np
import pytest
from hypothesis import given, strategies as st

from itbounds.cli.tables import names_file, read
from itbounds.errors import (
    DomainError,
    DTypeError,
    EmptyAlphabetError,
    ItboundsError,
    ShapeError,
    UnknownNameError,
)
from itbounds.kernels import as_kernel

VALUES = [[0.5, 0.25, 0.25], [0.0, 1.0, 0.0]]
LAYOUTS = {
    "bare": ("0.5,0.25,0.25\n0,1,0\n", None, None),
    "fractions": ("1/2,1/4,1/4\n0,1,0\n", None, None),
    "semicolons": ("0.5;0.25;0.25\n0;1;0\n", None, None),
    "tabs": ("0.5\t0.25\t0.25\n0\t1\t0\n", None, None),
    "blanks": ("0.5 0.25   0.25\n0 1 0\n", None, None),
    "comments": ("# a channel\n\n0.5,0.25,0.25\n0,1,0\n", None, None),
    "header": ("a,b,c\n0.5,0.25,0.25\n0,1,0\n", None, ("a", "b", "c")),
    "labels": ("x,0.5,0.25,0.25\ny,0,1,0\n", ("x", "y"), None),
    "both": ("in,a,b,c\nx,0.5,0.25,0.25\ny,0,1,0\n", ("x", "y"), ("a", "b", "c")),
    "pandas": (",a,b,c\nx,0.5,0.25,0.25\ny,0,1,0\n", ("x", "y"), ("a", "b", "c")),
    "pandas, numbers": (",0,1,2\n3,0.5,0.25,0.25\n4,0,1,0\n", (3, 4), (0, 1, 2)),
    "R": ("a b c\nx 0.5 0.25 0.25\ny 0 1 0\n", ("x", "y"), ("a", "b", "c")),
    "quoted": ('"a, or b",b,c\n0.5,0.25,0.25\n0,1,0\n', None, ("a, or b", "b", "c")),
    "byte order mark": ("\ufeffa,b,c\n0.5,0.25,0.25\n0,1,0\n", None, ("a", "b", "c")),
    "windows": ("a,b,c\r\n0.5,0.25,0.25\r\n0,1,0\r\n", None, ("a", "b", "c")),
}


@pytest.mark.parametrize(("text", "index", "columns"), LAYOUTS.values(), ids=LAYOUTS)
def test_separated_values_keep_their_labels(tmp_path, text, index, columns):
    path = tmp_path / "W.csv"
    path.write_bytes(text.encode())
    table = read(str(path))
    np.testing.assert_array_equal(table.values, VALUES)
    assert (table.index, table.columns) == (index, columns)
    kernel = as_kernel(table)
    assert kernel.dom.letters == (index or (0, 1))
    assert kernel.cod.letters == (columns or (0, 1, 2))


@given(st.lists(st.lists(st.floats(allow_nan=False), min_size=3, max_size=3), min_size=1, max_size=5))
def test_numbers_come_back_bit_by_bit(tmp_path_factory, rows):
    path = tmp_path_factory.getbasetemp() / "numbers.csv"
    path.write_text("\n".join(",".join(map(repr, row)) for row in rows))
    np.testing.assert_array_equal(read(str(path)).values, rows)


@pytest.mark.parametrize(
    ("data", "index", "columns"),
    [
        (VALUES, None, None),
        ({"matrix": VALUES, "rows": ["x", "y"], "columns": ["a", "b", "c"]}, ("x", "y"), ("a", "b", "c")),
        ({"matrix": VALUES}, None, None),
        ({"x": {"a": 0.5, "b": 0.25, "c": 0.25}, "y": {"a": 0, "b": 1, "c": 0}}, ("x", "y"), ("a", "b", "c")),
        ({"x": VALUES[0], "y": VALUES[1]}, ("x", "y"), None),
    ],
)
def test_json_tables(tmp_path, data, index, columns):
    path = tmp_path / "W.json"
    path.write_text(json.dumps(data))
    table = read(str(path))
    np.testing.assert_array_equal(table.values, VALUES)
    assert (table.index, table.columns) == (index, columns)


def test_numpy_files(tmp_path):
    np.save(tmp_path / "W.npy", VALUES)
    np.savez(tmp_path / "one.npz", W=VALUES)
    np.savez(tmp_path / "two.npz", W=VALUES, V=np.eye(2))
    for name in ("W.npy", "one.npz", "one.npz:W", "two.npz:W"):
        assert names_file(str(tmp_path / name))
        np.testing.assert_array_equal(read(str(tmp_path / name)).values, VALUES)
    with pytest.raises(ShapeError, match=r"holds 2 arrays; choose one .* from W, V"):
        read(str(tmp_path / "two.npz"))
    with pytest.raises(UnknownNameError, match=r"no array 'U'; known are W, V"):
        read(str(tmp_path / "two.npz:U"))


SPOILT = {
    "a slip of the pen": ("W.csv", "0.9,0.l\n0.1,0.9\n", DTypeError, r"entry \(0, 1\) .* '0.l'"),
    "a missing entry": ("W.csv", "0.9,0.1\n,1\n", DTypeError, r"entry \(1, 0\) of .* is empty"),
    "ragged": ("W.csv", "0.9,0.1\n1\n", ShapeError, "row 1 of .* has 1 entries, row 0 has 2"),
    "labels or numbers": (
        "W.csv",
        "x,0,1\ny,1,0\n",
        DomainError,
        "could be labels or numbers; leave its corner",
    ),
    "empty": ("W.csv", "\n", EmptyAlphabetError, "is empty"),
    "words": ("W.csv", "once upon a time\n", DTypeError, "not a number"),
    "no JSON": ("W.json", "[[0.9, 0.1]", DTypeError, "is not JSON"),
    "a number": ("W.json", "0.9", DTypeError, "holds float"),
    "ragged JSON": ("W.json", "[[0.9, 0.1], [1]]", ShapeError, "differ in length"),
    "other letters": (
        "W.json",
        '{"x": {"a": 1, "b": 0}, "y": {"b": 1, "a": 0}}',
        ShapeError,
        "in their order",
    ),
    "no array": ("W.npy", "0.9,0.1", DTypeError, "no array of numbers"),
    "no archive": ("W.npz", "0.9,0.1", DTypeError, "no array of numbers"),
}


@pytest.mark.parametrize(("name", "text", "error", "message"), SPOILT.values(), ids=SPOILT)
def test_what_is_no_table_is_refused(tmp_path, name, text, error, message):
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(error, match=message):
        read(str(path))


def test_pickles_and_other_encodings_are_refused(tmp_path):
    np.save(tmp_path / "W.npy", np.array([{"x": 1}], dtype=object), allow_pickle=True)
    with pytest.raises(DTypeError, match="no array of numbers"):
        read(str(tmp_path / "W.npy"))
    (tmp_path / "W.csv").write_bytes("é,ü\n0.5,0.5\n".encode("latin-1"))
    with pytest.raises(DTypeError, match="UTF-8"):
        read(str(tmp_path / "W.csv"))


@given(st.text(max_size=60))
def test_any_text_is_a_table_or_refused_by_name(tmp_path_factory, text):
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_text(text, encoding="utf-8", errors="ignore")
    try:
        table = read(str(path))
    except ItboundsError:
        return
    rows, columns = table.values.shape
    assert table.columns is None or len(table.columns) == columns
    assert table.index is None or len(table.index) == rows


def test_a_specification_is_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert not names_file("bsc:0.11")
    assert names_file("-")
    assert names_file("W.csv")
    assert not names_file("channel")
    (tmp_path / "channel").write_text("1,0\n0,1\n")
    assert names_file("channel")
