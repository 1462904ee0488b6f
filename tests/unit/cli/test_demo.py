"""The demonstration: what it writes holds, re-verifies after loading, and a violation would be said."""

import csv
import json
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

import itbounds as ib
from itbounds.cli.demo import digits, report, run
from itbounds.cli.demo.classifier import confusion_channel
from itbounds.cli.demo.patches import fit_codebook, operational_point
from itbounds.cli.outcome import Exit


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Exit, str]:
    folder, text = tmp_path_factory.mktemp("demo") / "new", StringIO()
    outcome = run(folder, quick=True, console=Console(file=text, width=120))
    return folder, outcome, text.getvalue()


def test_everything_holds_and_is_written(demonstration):
    folder, outcome, text = demonstration
    assert outcome is Exit.HELD
    assert {path.name for path in folder.iterdir()} == {
        "digits_capacity.json",
        "digits_channel.csv",
        "digits_channel.pdf",
        "digits_channel.png",
        "digits_laws.csv",
        "patches_kmeans.csv",
        "patches_rate_distortion.csv",
        "patches_rate_distortion.json",
        "patches_rate_distortion.pdf",
        "patches_rate_distortion.png",
        "summary.json",
    }
    assert (folder / "digits_channel.pdf").read_bytes().startswith(b"%PDF")
    assert (folder / "patches_rate_distortion.png").read_bytes().startswith(b"\x89PNG")
    assert "VIOLATED" not in text
    assert "OPEN" not in text


def test_the_capacity_re_verifies_after_loading_and_dominates_the_mutual_information(demonstration):
    folder, _, _ = demonstration
    result = ib.Result.from_dict(json.loads((folder / "digits_capacity.json").read_text()))
    assert result.verify("ball").within(result.interval)
    told = json.loads((folder / "summary.json").read_text())["classifier"]
    assert told["information_at_class_frequencies_bits"] < result.lower < np.log2(10)
    # The channel in the table is the one whose capacity was certified.
    with (folder / "digits_channel.csv").open() as file:
        rows = list(csv.DictReader(file))
    counts = np.array([int(row["count"]) for row in rows]).reshape(10, 10)
    again = ib.capacity(ib.Kernel.from_counts(counts))
    assert max(again.lower, result.lower) <= min(again.upper, result.upper)
    assert counts.sum() == told["images"] == 899


def test_the_mutual_information_is_that_of_the_counts(demonstration):
    folder, _, _ = demonstration
    with (folder / "digits_channel.csv").open() as file:
        joint = np.array([int(row["count"]) for row in csv.DictReader(file)]).reshape(10, 10) / 899
    product = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    seen = joint > 0
    information = float(np.sum(joint[seen] * np.log2(joint[seen] / product[seen])))
    told = json.loads((folder / "summary.json").read_text())["classifier"]
    assert told["information_at_class_frequencies_bits"] == pytest.approx(information, abs=1e-12)


def test_codebooks_lie_above_a_curve_that_re_verifies(demonstration):
    folder, _, _ = demonstration
    curve = ib.Curve.from_dict(json.loads((folder / "patches_rate_distortion.json").read_text()))
    assert curve.verify() <= 2e-2
    with (folder / "patches_kmeans.csv").open() as file:
        rows = [{key: float(value) for key, value in row.items()} for row in csv.DictReader(file)]
    assert [row["words"] for row in rows] == [2, 4, 8, 16]
    for row in rows:
        limit = curve.at(row["distortion"])
        assert row["R_lower_bits"] == limit.lower
        assert limit.lower <= row["index_entropy_bits"] <= row["log2_words"]


def test_patches_are_the_four_pixels_of_disjoint_tiles():
    data = digits.load_digits()
    assert not set(data.training) & set(data.held_out)
    assert len(data.training) + len(data.held_out) == len(data.images) == 1797
    which = data.held_out[:1]
    image = data.images[which[0]]
    tiles = data.patches(which)
    expected = [
        [(4 * int(image[2 * i + a, 2 * j + b])) // 17 for a in (0, 1) for b in (0, 1)]
        for i in range(4)
        for j in range(4)
    ]
    assert tiles.tolist() == expected


def test_a_digit_without_images_is_no_input():
    counts = np.diag([3, 0, 2])
    channel = confusion_channel(counts)
    assert channel.dom.letters == (0, 2)
    assert channel.matrix.tolist() == [[1.0, 0.0, 0.0], [0.0, 0.0, 1.0]]


def test_an_operational_point_is_the_distortion_and_entropy_of_its_quantiser():
    law = np.array([0.25, 0.25, 0.5])
    letters, words = np.array([0.0, 1.0, 4.0]), np.array([0.5, 4.0])
    distortion = ib.distortions.squared_error(letters, words)
    curve = ib.rate_distortion_curve(law, ib.distortions.squared_error(letters, [0.0, 0.5, 1.0, 4.0]))
    point = operational_point(law, distortion, curve)
    assert point.distortion == pytest.approx(0.125)
    assert point.entropy_rate == pytest.approx(1.0)
    assert point.fixed_rate == 1.0
    assert point.held
    # One word beyond the range of the curve: rate 0 is allowed, for the limit is 0.
    assert operational_point(law, distortion[:, :1], curve).limit_upper == 0.0


def test_k_means_on_weighted_distinct_patches_has_the_means_as_words():
    patches = np.repeat(np.array([[0.0, 0, 0, 0], [0, 0, 0, 1], [3, 3, 3, 3]]), [3, 1, 2], axis=0)
    words = fit_codebook(patches, 2)
    assert sorted(map(tuple, words.round(12).tolist())) == [(0, 0, 0, 0.25), (3, 3, 3, 3)]


def test_a_point_below_the_curve_is_said_loudly(demonstration, monkeypatch, tmp_path):
    study = report.study_patches

    def too_good(*args, **kwargs):
        found = study(*args, **kwargs)
        first = found.points[0]
        return replace(
            found, points=(replace(first, entropy_rate=0.5 * first.limit_lower), *found.points[1:])
        )

    monkeypatch.setattr(report, "study_patches", too_good)
    text = StringIO()
    assert run(tmp_path, quick=True, console=Console(file=text, width=120)) is Exit.REFUTED
    assert "VIOLATED" in text.getvalue()
    assert json.loads((tmp_path / "summary.json").read_text())["held"] is False


def test_without_scikit_learn_the_remedy_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(digits, "find_spec", lambda name: None if name == "sklearn" else object())
    with pytest.raises(ib.MissingExtraError, match=r"pip install 'itbounds\[ml,plot\]'"):
        run(tmp_path / "unwritten", console=Console(file=StringIO()))
    assert not (tmp_path / "unwritten").exists()
