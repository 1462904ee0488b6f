"""A curve in a file is the curve."""

import csv
import json
import re

import numpy as np
import pytest

import itbounds as ib
from itbounds.errors import DomainError
from itbounds.results.export import save_curve


@pytest.fixture(scope="module")
def curve():
    return ib.rate_distortion_curve([0.4, 0.6], ib.distortions.hamming(2), tol=1e-2)


def test_csv_has_the_band_bit_by_bit(curve, tmp_path):
    path = save_curve(curve, tmp_path / "curve.csv")
    with path.open(newline="") as file:
        header, *rows = csv.reader(file)
    assert header == ["D", "lower", "upper"]
    table = np.array(rows, dtype=np.float64)
    np.testing.assert_array_equal(table, np.transpose([curve.x, curve.lower, curve.upper]))


def test_csv_is_in_the_unit_of_the_curve(curve, tmp_path):
    path = save_curve(curve.to("nat"), tmp_path / "curve.csv")
    last = path.read_text().splitlines()[1].split(",")
    assert float(last[2]) == curve.to("nat").upper[0] < curve.upper[0]


def test_json_comes_back_and_proves_itself(curve, tmp_path):
    path = curve.save(tmp_path / "curve.json")
    text = path.read_text()
    again = ib.Curve.from_dict(json.loads(text, parse_constant=pytest.fail))
    np.testing.assert_array_equal(again.lower, curve.lower)
    np.testing.assert_array_equal(again.upper, curve.upper)
    assert again.verify() == curve.gap


def test_tex_has_both_edges_and_balanced_braces(curve, tmp_path):
    text = curve.save(tmp_path / "curve.tex").read_text()
    pairs = np.array(re.findall(r"^  \((\S+), (\S+)\)$", text, re.MULTILINE), dtype=np.float64)
    lower, upper = np.split(pairs, 2)
    np.testing.assert_array_equal(lower, np.transpose([curve.x, curve.lower]))
    np.testing.assert_array_equal(upper, np.transpose([curve.x, curve.upper]))
    assert text.count("{") == text.count("}")
    assert text.count("$") == 4
    assert "fill between[of=lower and upper]" in text
    for environment in ("tikzpicture", "axis"):
        assert text.index(rf"\begin{{{environment}}}") < text.index(rf"\end{{{environment}}}")
    assert text.count(";") == 3


@pytest.mark.parametrize(("ending", "magic"), [(".pdf", b"%PDF"), (".svg", b"<?xml"), (".PNG", b"\x89PNG")])
def test_figures_are_drawn(curve, tmp_path, ending, magic):
    path = curve.save(tmp_path / f"curve{ending}")
    assert path.read_bytes().startswith(magic)


@pytest.mark.parametrize("name", ["curve.xlsx", "curve"])
def test_an_unknown_ending_lists_the_known_ones(curve, tmp_path, name):
    with pytest.raises(DomainError, match=r"known are \.pdf, \.svg, \.png, \.csv, \.json, \.tex"):
        curve.save(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_missing_folder_is_named(curve, tmp_path):
    with pytest.raises(DomainError, match=r"'.*nowhere' does not exist"):
        curve.save(tmp_path / "nowhere" / "curve.csv")
