"""A report as one page of HTML that needs nothing else: no network, no script."""

import io
import re
from collections import Counter
from collections.abc import Iterable
from html import escape
from typing import TYPE_CHECKING

from itbounds.audit.check import Check, shown
from itbounds.audit.verdict import Verdict
from itbounds.errors import MissingExtraError
from itbounds.numerics.interval import Interval
from itbounds.results.describe import exactly

if TYPE_CHECKING:
    from itbounds.audit.report import Report

__all__ = ["body", "page"]

_COLOURS = {
    Verdict.CONSISTENT: "#00694e",
    Verdict.INCONCLUSIVE: "#8a5a00",
    Verdict.VIOLATED: "#a83a00",
    Verdict.NOT_APPLICABLE: "#555555",
}
_SIGNS = {"at least": "≥", "at most": "≤"}
_DIGITS, _REPEATED = 6, 2
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #ddd;
         padding: .35rem .8rem .35rem 0; }
td.number { font-variant-numeric: tabular-nums; }
td.number, td:first-child > b { white-space: nowrap; }
.reason { color: #555; font-size: .9rem; }
ul { margin-top: .3rem; }
sub { font-size: .75em; line-height: 0; }
figure { margin: 2rem 0; }
svg { max-width: 100%; height: auto; }
"""


def page(*reports: "Report") -> str:
    """Return the whole page, of one report or of several."""
    title = escape("; ".join(f"{report.title}: {report.verdict}" for report in reports))
    parts = "".join(f"{body(report)}{_figure(report)}" for report in reports)
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{title}</title><style>{_STYLE}</style></head>\n<body>{parts}"
        "</body></html>\n"
    )


def body(report: "Report") -> str:
    """Return what a notebook shows: the verdict, the checks, the measurements and the notes."""
    parts = [f"<h1>{_prose(report.title)}: {_verdict(report.verdict)}</h1>"]
    sources = Counter(check.reference for check in report.checks if check.reference)
    # A source of many checks is named once, below.
    shared = [source for source, count in sources.items() if count > _REPEATED]
    rows = []
    for check in report.checks:
        numbers = "", ""
        if check.achieved is not None and check.limit is not None:
            numbers = _number(check.achieved), f"{_SIGNS[check.sense]} {_number(check.limit)}"
        source = "" if check.reference in shared else check.reference
        said = "".join(
            f'<div class="reason">{_prose(text)}</div>' for text in (_reason(check), source) if text
        )
        rows.append(
            f"<tr><td>{_verdict(check.verdict)}</td><td>{_prose(check.name)}{said}</td>"
            + "".join(f'<td class="number">{number}</td>' for number in numbers)
            + "</tr>"
        )
    parts.append(_table(("verdict", "check", "achieved", "limit"), rows))
    parts.append(_causes(report.checks))
    if report.measurements:
        rows = [
            f'<tr><td>{_prose(taken.name)}</td><td class="number">{taken.estimate:.6g}</td>'
            f'<td class="number">{_number(taken.interval)}</td><td>{_prose(taken.method)}</td></tr>'
            for taken in report.measurements
        ]
        parts.append("<h2>Measured</h2>" + _table(("quantity", "estimate", "interval", "method"), rows))
    assumed = dict.fromkeys(text for check in report.checks for text in check.assumptions)
    notes = [text for text in report.notes if text not in assumed]
    for title, texts in (("Notes", notes), ("Assumed", list(assumed)), ("Sources and methods", shared)):
        if texts:
            parts.append(f"<h2>{title}</h2>{_list(texts)}")
    return f'<div class="itbounds">{"".join(parts)}</div>'


def _reason(check: Check) -> str:
    """Return the reason, unless it says no more than the verdict and the numbers beside it."""
    compared = check.achieved is not None and check.limit is not None
    reason = check.reason.partition("; likely causes: ")[0] if check.causes else check.reason
    plain = check.verdict is Verdict.CONSISTENT and reason.endswith(" keeps the limit")
    beyond = check.verdict is Verdict.VIOLATED and ", beyond the limit " in reason
    return "" if compared and (plain or beyond) else reason


def _causes(checks: Iterable[Check]) -> str:
    """Return the likely causes, each list of them once, below the names of its checks if they differ."""
    groups: dict[tuple[str, ...], list[str]] = {}
    for check in checks:
        if check.causes:
            groups.setdefault(check.causes, []).append(check.name)
    if not groups:
        return ""
    lists = [
        (f"<p>{_prose('; '.join(names))}</p>" if len(groups) > 1 else "") + _list(causes)
        for causes, names in groups.items()
    ]
    return f"<h2>Likely causes, the likeliest first</h2>{''.join(lists)}"


def _list(texts: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{_prose(text)}</li>' for text in texts)}</ul>"


def _prose(text: str) -> str:
    """Return a text with the indices of its letters set low, such as those of P_e, and tildes above."""
    tildes = re.sub(r"\b([A-Z])~", "\\1\N{COMBINING TILDE}", text)
    return re.sub(r"\b([A-Za-z])_([A-Za-z0-9]+)", r"\1<sub>\2</sub>", escape(tildes))


def _number(interval: Interval) -> str:
    """Return an interval, or one number if its ends agree in all digits that a reader needs.

    The ends are then its tooltip.
    """
    low, high = (f"{end:.{_DIGITS}g}" for end in (interval.lower, interval.upper))
    if interval.lower == interval.upper or low != high:
        return escape(shown(interval))
    text = exactly(float(low))
    return f'<span title="{escape(shown(interval))}">{escape(f"{text} {interval.unit}".rstrip())}</span>'


def _verdict(verdict: Verdict) -> str:
    return f'<b style="color:{_COLOURS[verdict]}">{escape(verdict.value)}</b>'


def _table(heads: tuple[str, ...], rows: list[str]) -> str:
    head = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _figure(report: "Report") -> str:
    if report.chart is None and all(check.limit is None for check in report.checks):
        return ""
    try:
        axes = report.plot()
    except MissingExtraError:
        return ""
    import matplotlib

    figure = axes.get_figure(root=True)
    if figure is None:
        return ""
    with matplotlib.rc_context({"svg.hashsalt": "itbounds"}):
        out = io.StringIO()
        figure.savefig(out, format="svg", metadata={"Date": None})
    # The prologue of a file is not for the middle of a page.
    drawn = out.getvalue()
    return f"<figure>{drawn[drawn.index('<svg') :]}</figure>"
