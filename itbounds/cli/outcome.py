"""How a command ends: its exit code, and what is said when it cannot answer."""

import json
from enum import IntEnum
from typing import Any

import click

from itbounds.errors import (
    CertificateError,
    ItboundsError,
    MissingExtraError,
    NotNormalizedError,
    ParseError,
    SolveError,
)

__all__ = ["Exit", "Outcomes", "jsonable"]


_AS_JSON = "itbounds.json"


class Exit(IntEnum):
    """Exit codes."""

    HELD = 0
    REFUTED = 1
    BAD_INPUT = 2
    OPEN = 3
    MISSING_EXTRA = 4
    INTERRUPTED = 130


class Outcomes(click.Group):
    """A group of commands whose errors become messages and exit codes.

    With ``--json`` among the arguments the error is an object on stdout, else a message on stderr.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; those that are wrong are reported as JSON, too, where JSON was asked for."""
        ctx.meta[_AS_JSON] = "--json" in args
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that the arguments name."""
        as_json = ctx.meta[_AS_JSON]
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("interrupted", err=True)
            ctx.exit(Exit.INTERRUPTED)
        except ItboundsError as error:
            can_normalize = ctx.invoked_subcommand in ("capacity", "rd")
            hint = _hint(error, can_normalize)
            if as_json:
                where = jsonable(error.where)
                _report({"code": error.code, "message": error.message, "where": where, "hint": hint})
            else:
                _complain(error.message, hint)
            ctx.exit(_code(error))
        except BrokenPipeError:  # whoever read stdout has had enough; click ends quietly
            raise
        except OSError as error:
            message = f"{error.filename}: {error.strerror}" if error.filename else str(error)
            if as_json:
                _report({"code": "FILE", "message": message, "where": jsonable(error.filename), "hint": ""})
            else:
                _complain(message, "")
            ctx.exit(Exit.BAD_INPUT)
        except click.UsageError as error:
            if not as_json:
                raise
            _report({"code": "USAGE", "message": error.format_message(), "where": None, "hint": "see --help"})
            ctx.exit(Exit.BAD_INPUT)


def jsonable(value: Any) -> Any:
    """Return a value as strict JSON can hold it: tuples as lists, the unusual as text."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, (list, tuple)):
        return [jsonable(part) for part in value]
    if hasattr(value, "item"):  # a number of numpy's
        return jsonable(value.item())
    return repr(value)


def _code(error: ItboundsError) -> Exit:
    kinds = {MissingExtraError: Exit.MISSING_EXTRA, CertificateError: Exit.REFUTED, SolveError: Exit.OPEN}
    return next((code for kind, code in kinds.items() if isinstance(error, kind)), Exit.BAD_INPUT)


def _hint(error: ItboundsError, can_normalize: bool) -> str:
    if can_normalize and isinstance(error, NotNormalizedError):
        return "--normalize divides counts or weights by their sums"
    # The message of a parse error has its hint already, before the line that it points into.
    return "" if isinstance(error, ParseError) else error.hint


def _report(error: dict[str, Any]) -> None:
    click.echo(json.dumps({"error": error}, allow_nan=False))


def _complain(message: str, hint: str) -> None:
    click.echo(f"{click.style('error:', fg='red', bold=True)} {message}", err=True)
    if hint:
        click.echo(f"  {hint}", err=True)
