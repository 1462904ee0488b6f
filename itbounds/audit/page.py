"""A report as one page of HTML that needs nothing else: no network, no script."""

import io
from html import escape
from typing import TYPE_CHECKING

from itbounds.audit.check import Check, shown
from itbounds.audit.verdict import Verdict
from itbounds.errors import MissingExtraError

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
_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; color: #1a1a1a; max-width: 60rem;
       margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; border-bottom: 1px solid #ddd;
         padding: .35rem .8rem .35rem 0; }
td.number { font-variant-numeric: tabular-nums; white-space: nowrap; }
.reason { color: #555; font-size: .9rem; }
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
    parts = [f"<h1>{escape(report.title)}: {_verdict(report.verdict)}</h1>"]
    rows = []
    for check in report.checks:
        numbers = "", ""
        if check.achieved is not None and check.limit is not None:
            numbers = shown(check.achieved), f"{_SIGNS[check.sense]} {shown(check.limit)}"
        said = "".join(
            f'<div class="reason">{escape(text)}</div>'
            for text in (_reason(check), *(f"likely cause: {cause}" for cause in check.causes))
        )
        rows.append(
            f"<tr><td>{_verdict(check.verdict)}</td><td>{escape(check.name)}{said}</td>"
            + "".join(f'<td class="number">{escape(number)}</td>' for number in numbers)
            + "</tr>"
        )
    parts.append(_table(("verdict", "check", "achieved", "limit"), rows))
    if report.measurements:
        rows = [
            f'<tr><td>{escape(taken.name)}</td><td class="number">{taken.estimate:.6g}</td>'
            f'<td class="number">{escape(shown(taken.interval))}</td><td>{escape(taken.method)}</td></tr>'
            for taken in report.measurements
        ]
        parts.append("<h2>Measured</h2>" + _table(("quantity", "estimate", "interval", "method"), rows))
    assumed = dict.fromkeys(text for check in report.checks for text in check.assumptions)
    for title, texts in (("Notes", report.notes), ("Assumed", tuple(assumed))):
        if texts:
            items = "".join(f"<li>{escape(text)}</li>" for text in texts)
            parts.append(f"<h2>{title}</h2><ul>{items}</ul>")
    return f'<div class="itbounds">{"".join(parts)}</div>'


def _reason(check: Check) -> str:
    """Return the reason without the causes, which are listed below it."""
    return check.reason.partition("; likely causes: ")[0] if check.causes else check.reason


def _verdict(verdict: Verdict) -> str:
    return f'<b style="color:{_COLOURS[verdict]}">{escape(verdict.value)}</b>'


def _table(heads: tuple[str, ...], rows: list[str]) -> str:
    head = "".join(f"<th>{head}</th>" for head in heads)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def _figure(report: "Report") -> str:
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
