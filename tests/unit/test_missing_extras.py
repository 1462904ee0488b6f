"""A library that is wanted and not installed is named, with the command that installs it."""

import sys

import pytest

import itbounds as ib
from itbounds.errors import MissingExtraError


def test_tables_ask_for_pandas(monkeypatch):
    results = ib.sweep(ib.Capacity, [[[1.0]]])
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingExtraError, match=r"^pandas is not installed; pip install pandas$") as caught:
        results.to_frame()
    assert isinstance(caught.value.__cause__, ImportError)


def test_refits_ask_for_scikit_learn(monkeypatch):
    monkeypatch.setitem(sys.modules, "sklearn.base", None)
    with pytest.raises(MissingExtraError, match=r"pip install 'itbounds\[ml\]'"):
        ib.audit.generalization(object(), [[float(i)] for i in range(40)], [i % 2 for i in range(40)])


def test_other_errors_pass():
    with (
        pytest.raises(ZeroDivisionError),
        MissingExtraError.unless_installed("a library", remedy="pip install it"),
    ):
        raise ZeroDivisionError
