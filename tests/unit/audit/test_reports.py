"""Verdicts follow from intervals alone; reports say the same in every format."""

import csv
import io
import json
import xml.etree.ElementTree as ET
from dataclasses import replace
from math import inf

import pytest
from hypothesis import given, strategies as st

from itbounds.audit import Chart, Check, Line, Measurement, Point, Report, Verdict
from itbounds.audit.verdict import judged
from itbounds.errors import AmbiguousTruthError, DomainError
from itbounds.numerics.interval import Interval
from itbounds.units import BITS, NATS, PURE


def intervals():
    ends = st.floats(-10.0, 10.0)
    return st.tuples(ends, ends, ends).map(sorted)


@given(intervals(), intervals())
def test_a_violation_needs_disjoint_intervals(achieved, limit):
    low, middle, high = achieved
    measured, bound = Interval(low, high), Interval(limit[0], limit[2])
    verdict = judged(measured, middle, bound, "at least")
    assert (verdict is Verdict.VIOLATED) == (high < limit[0])
    assert (verdict is Verdict.CONSISTENT) == (middle >= limit[0])
    # The mirror image of a limit from below is one from above.
    mirrored = judged(Interval(-high, -low), -middle, Interval(-limit[2], -limit[0]), "at most")
    assert mirrored is verdict


def violated():
    return Check.compared(
        "cross-entropy",
        Interval(0.1, 0.2, BITS),
        Interval(0.9, 0.9, BITS),
        estimate=0.15,
        sense="at least",
        confidence=0.95,
        assumptions=("letters are independent",),
        causes=("the test data were seen in training", "nats were taken for bits"),
    )


def whole():
    return Report(
        "model <A>",
        (violated(), Check.not_applicable("capacity", "no noise was stated")),
        (Measurement("entropy", 0.9, Interval(0.8, inf, BITS), "bootstrap"),),
        ("twelve points only",),
        Chart(
            "rate [bit]",
            "distortion",
            (Line("limit", (0.0, 1.0), (1.0, 0.0), (1.1, 0.1)),),
            (Point("model", 0.5, 0.6, (0.4, 0.6)),),
        ),
    )


def test_checks_tell_their_slack_and_their_causes():
    check = violated()
    assert check.verdict is Verdict.VIOLATED
    assert check.slack == Interval(0.1 - 0.9, 0.2 - 0.9, BITS)
    assert "the test data were seen" in check.reason
    doubtful = Check.compared(
        "rate", Interval(0.1, 0.2), Interval(0.9, 0.9), estimate=0.1, sense="at least", doubt="train data"
    )
    assert (doubtful.verdict, doubtful.causes) == (Verdict.INCONCLUSIVE, ())
    with pytest.raises(DomainError, match="units"):
        judged(Interval(0.0, 1.0, BITS), 0.5, Interval(0.0, 1.0, NATS), "at least")


def test_the_gravest_verdict_is_that_of_the_report():
    checks = {verdict: Check("a", verdict, "because") for verdict in Verdict}
    assert Report("r", tuple(checks.values())).verdict is Verdict.VIOLATED
    del checks[Verdict.VIOLATED]
    assert Report("r", tuple(checks.values())).verdict is Verdict.INCONCLUSIVE
    del checks[Verdict.INCONCLUSIVE]
    assert Report("r", tuple(checks.values())).verdict is Verdict.CONSISTENT
    assert Report("r", ()).verdict is Verdict.NOT_APPLICABLE
    for vague in (Verdict.CONSISTENT, Report("r", ())):
        with pytest.raises(AmbiguousTruthError):
            bool(vague)


def test_a_report_comes_back_from_json_and_reads_the_same():
    report = whole()
    assert Report.from_dict(json.loads(report.to_json())) == report
    pure = Report(
        "r",
        (Check.compared("a", Interval(0, 1, PURE), Interval(0, 0, PURE), estimate=0.5, sense="at least"),),
    )
    assert Report.from_dict(json.loads(pure.to_json())) == pure
    rows = list(csv.DictReader(io.StringIO(report.to_csv())))
    assert [row["verdict"] for row in rows] == ["violated", "not applicable"]
    assert float(rows[0]["limit_lower"]) == 0.9


def test_the_page_stands_alone_and_is_well_formed():
    report = whole()
    html = report.to_html()
    assert "&lt;A&gt;" in html
    assert "http" not in html.replace("http://www.w3.org", "").replace("http://purl.org", "").replace(
        "http://creativecommons.org", ""
    ).replace("https://matplotlib.org", "")
    assert "<script" not in html
    ET.fromstring(html[html.index("<body>") : html.index("</html>")])
    assert "nats were taken for bits" in html
    assert report._repr_html_() in html


def test_the_page_says_a_cause_once_and_no_reason_that_its_numbers_give():
    first, other = violated(), replace(violated(), name="error P_e", causes=("the labels leak",))
    doubtful = replace(violated(), verdict=Verdict.INCONCLUSIVE, reason="copies were found", causes=())
    note = "letters are independent"
    html = Report("r", (first, replace(first, name="rate"), doubtful), (), (note,)).to_html()
    for text in ("nats were taken for bits", "copies were found", note):
        assert html.count(text) == 1
    assert str(Report("r", (first, replace(first, name="rate")))).count("likely cause") == len(first.causes)
    assert "beyond the limit" not in html
    assert "<p>" not in html
    apart = Report("I(Z; Z~)", (first, other)).to_html()
    assert "<p>cross-entropy</p><ul><li>the test data" in apart
    assert "<p>error P<sub>e</sub></p><ul><li>the labels leak" in apart
    assert "I(Z; Z\N{COMBINING TILDE})" in apart


def test_the_page_says_a_source_of_many_checks_once_and_ends_that_agree_as_one_number():
    limit = Interval(7.0 - 1e-9, 7.0 + 1e-9, BITS)
    kept = Check.compared(
        "rate", Interval(7.4, 7.6, BITS), limit, estimate=7.5, sense="at least", reference="Shannon (1948)"
    )
    checks = tuple(replace(kept, name=f"{b} bits: rate") for b in range(3))
    html = Report("r", checks).to_html()
    assert html.count("Shannon (1948)") == 1
    assert "keeps the limit" not in html
    assert '<td class="number">≥ <span title="[6.999999998, 7.000000002] bit">7 bit</span></td>' in html
    assert f'<td class="number">{Interval(7.4, 7.6, BITS)}</td>' in html
    assert Report("r", checks[:2]).to_html().count("Shannon (1948)") == 2


def test_a_page_on_which_no_limit_applies_has_no_figure():
    assert "<svg" in Report("r", (violated(),)).to_html()
    assert "<svg" not in Report("r", (Check.not_applicable("rate", "nothing is known"),)).to_html()


def test_the_side_beyond_a_limit_is_grey_and_units_are_named_where_they_differ():
    pure = Check.compared(
        "error P_e", Interval(0.1, 0.2, PURE), Interval(0.3, 0.3, PURE), estimate=0.15, sense="at most"
    )
    endless = Check.compared(
        "rate", Interval(2.0, inf, BITS), Interval(1.0, 1.0, BITS), estimate=2.5, sense="at least"
    )
    axes = Report("r", (pure, endless)).plot()
    assert [text.get_text() for text in axes.get_yticklabels()] == ["error $P_{e}$", "rate [bit]"]
    low, high = axes.get_xlim()
    spans = []
    for band in axes.collections:
        colour, places = band.get_facecolor(), [path.vertices[:, 0] for path in band.get_paths()]
        if len(colour) and colour[0][0] == 0.9:
            spans += [(x.min(), x.max()) for x in places]
    assert spans == [(0.3, high), (low, 1.0)]
    assert Report("r", (pure,)).plot().figure.get_figheight() < axes.figure.get_figheight()


def test_figures_show_the_chart_or_the_checks():
    axes = whole().plot()
    assert axes.get_xlabel() == "rate [bit]"
    assert {text.get_text() for text in axes.get_legend().get_texts()} == {"limit", "model"}
    rows = Report("r", (violated(),)).plot()
    assert [text.get_text() for text in rows.get_yticklabels()] == ["cross-entropy"]
    assert "no limit" in Report("r", ()).plot().texts[0].get_text()


def test_reports_are_saved_by_their_ending(tmp_path):
    for ending in (".json", ".html", ".csv", ".pdf", ".svg"):
        assert whole().save(tmp_path / f"report{ending}").stat().st_size > 100
    with pytest.raises(DomainError, match="ending"):
        whole().save(tmp_path / "report.doc")
