"""Diagrams as text: as on the board, and as Python that makes them again."""

from collections.abc import Callable

from itbounds.symbolic.box import Box, type_text
from itbounds.symbolic.terms import Composite, Generator, Tensor, Term

__all__ = ["board_text", "code_text"]


def board_text(term: Term) -> str:
    """Return a term as it is written on the board, as in ``"copy(X) >> f @ id(X)"``."""
    return _written(term, _symbol)


def code_text(term: Term) -> str:
    """Return Python that makes the term again."""
    return _written(term, _code)


def _written(term: Term, leaf: Callable[[Generator], str]) -> str:
    """Return the term as text, with `>>` and, which binds tighter, `@`."""
    words, ahead = list[str](), list[Term | str]([term])
    while ahead:
        here = ahead.pop()
        if isinstance(here, str):
            words.append(here)
        elif isinstance(here, (Composite, Tensor)):
            between = " >> " if isinstance(here, Composite) else " @ "
            for place, part in enumerate(reversed(here.parts)):
                bracket = isinstance(here, Tensor) and isinstance(part, Composite)
                ahead += [between] * (place > 0)
                ahead += [")", part, "("] if bracket else [part]
        else:
            words.append(leaf(here))
    return "".join(words)


def _symbol(step: Generator) -> str:
    if isinstance(step, Box):
        return step.name
    blocks = [type_text(block) if step.kind == "swap" else ", ".join(block) for block in step.blocks]
    order = f"; {', '.join(map(str, step.sources))}" if step.kind == "permutation" else ""
    return f"{step.kind}({', '.join(blocks)}{order})"


def _code(step: Generator) -> str:
    if isinstance(step, Box):
        return repr(step)
    if step.kind == "swap":
        return f"Diagram.swap({', '.join(repr(b[0] if len(b) == 1 else b) for b in step.blocks)})"
    if step.kind == "permutation":
        return f"Diagram.permutation({step.blocks[0]!r}, {step.sources!r})"
    return f"Diagram.{step.kind}({', '.join(map(repr, step.blocks[0]))})"
