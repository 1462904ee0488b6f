"""Channels that say nothing, everything, or which of several channels was used."""

from collections.abc import Callable

from itbounds.lowering.closed_forms.recognised import Recognised
from itbounds.lowering.closed_forms.reduction import Rows, components

__all__ = ["erasure", "noiseless", "sum_channel", "useless"]


def useless(rows: Rows) -> Recognised | None:
    """Recognise a channel whose rows are all equal: C = 0."""
    import sympy

    if len(set(rows)) > 1:
        return None
    return Recognised("useless channel", sympy.Integer(0), "rows are equal: outputs do not depend on inputs")


def noiseless(rows: Rows) -> Recognised | None:
    r"""Recognise a channel whose output tells the input: :math:`C = \log m`."""
    import sympy

    if any(sum(entry != 0 for entry in column) != 1 for column in zip(*rows, strict=True)):
        return None
    return Recognised("noiseless channel", sympy.log(len(rows)), "C. E. Shannon, 1948")


def erasure(rows: Rows) -> Recognised | None:
    r"""Recognise a channel that loses its input with probability :math:`\varepsilon`, or else tells it.

    .. math:: C = (1 - \varepsilon) \log m
    """
    import sympy

    columns = list(zip(*rows, strict=True))
    lost = [column for column in columns if all(entry != 0 for entry in column)]
    told = [column for column in columns if sum(entry != 0 for entry in column) == 1]
    if len(lost) != 1 or len(told) != len(rows) or len(columns) != len(rows) + 1 or len(set(lost[0])) > 1:
        return None
    return Recognised(
        "erasure channel",
        (1 - lost[0][0]) * sympy.log(len(rows)),
        "P. Elias, Coding for two noisy channels, 1955",
    )


def sum_channel(rows: Rows, recognise: Callable[[Rows], Recognised | None]) -> Recognised | None:
    r"""Recognise channels of which the output tells which one was used: :math:`C = \log \sum_i e^{C_i}`."""
    import sympy

    blocks = components(rows)
    parts = [recognise(block) for block in blocks] if len(blocks) > 1 else []
    found = [part for part in parts if part is not None]
    if not parts or len(found) < len(parts):
        return None
    values: dict[sympy.Symbol, sympy.Expr] = {}
    total, stable = sympy.Integer(0), sympy.Integer(0)
    for number, part in enumerate(found, 1):
        fresh = {symbol: sympy.Symbol(f"{symbol}_{number}", nonnegative=True) for symbol in part.values}
        values.update({fresh[symbol]: value for symbol, value in part.values.items()})
        total += sympy.exp(part.formula.xreplace(fresh))
        better = part.formula if part.stable is None else part.stable
        stable += sympy.exp(better.xreplace(fresh))
    names = ", ".join(dict.fromkeys(part.name for part in found))
    references = dict.fromkeys(part.reference for part in found)
    reference = "; ".join(("C. E. Shannon, 1948 (recalled)", *references))
    return Recognised(
        f"sum of channels ({names})", sympy.log(total), reference, values=values, stable=sympy.log(stable)
    )
