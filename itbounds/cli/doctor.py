"""What is installed, and whether it works."""

import platform
import sys
from typing import Any

import click

from itbounds.cli.outcome import Exit

__all__ = ["doctor"]

_CORE = (
    "numpy", "scipy", "cvxpy", "clarabel", "sympy", "mpmath", "networkx", "threadpoolctl", "click", "rich",
)  # fmt: skip
_EXTRAS = {
    "plot": ("matplotlib", "matplotlib"),
    "rigor": ("flint", "python-flint"),
    "ml": ("sklearn", "scikit-learn"),
    "dist": ("distributed", "distributed"),
    "arrays": ("array_api_compat", "array-api-compat"),
}


@click.command()
@click.option("--json", "as_json", is_flag=True, help="As one JSON object.")
@click.pass_context
def doctor(ctx: click.Context, as_json: bool) -> None:
    """Tell what is installed and whether it works.

    Versions, extras, solvers, arithmetic and threads, and a small problem solved and proved.

    The exit code is 1 if the small problem is not proved, and 4 if a needed library is missing.
    """
    from itbounds.cli import report

    with report.working("examining"):
        found = _examine()
    if as_json:
        report.emit(found)
    else:
        click.echo(_text(found))
    if None in found["libraries"].values():
        ctx.exit(Exit.MISSING_EXTRA)
    ctx.exit(Exit.HELD if found["check"]["proved"] else Exit.REFUTED)


def _examine() -> dict[str, Any]:
    from importlib.util import find_spec

    from itbounds.forms import CapacityForm, RateDistortionForm
    from itbounds.solvers.registry import available

    return {
        "itbounds": _version("itbounds") or "not installed, run from its sources",
        "python": f"{platform.python_version()} on {platform.system()} {platform.machine()}",
        "executable": sys.executable,
        "libraries": {name: _version(name) for name in _CORE},
        "extras": {
            extra: _version(name) if find_spec(module) else None for extra, (module, name) in _EXTRAS.items()
        },
        "solvers": {
            "capacity": list(available(CapacityForm)),
            "rate-distortion": list(available(RateDistortionForm)),
        },
        "balls": "arb (python-flint)" if find_spec("flint") else "iv (mpmath)",
        "blas": _blas(),
        "check": _check(),
    }


def _version(name: str) -> str | None:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _blas() -> list[str]:
    from importlib.util import find_spec

    if not (find_spec("threadpoolctl") and find_spec("scipy")):
        return []
    import scipy.linalg  # noqa: F401  (it carries a BLAS of its own, which must be loaded to be found)
    from threadpoolctl import threadpool_info

    return [
        f"{pool['internal_api']} {pool['version']}, {pool['num_threads']} threads"
        for pool in threadpool_info()
        if pool["user_api"] == "blas"
    ]


def _check() -> dict[str, Any]:
    """Solve a channel whose capacity is known, log 5/4, and prove the answer in balls."""
    from itbounds.errors import CertificateError
    from itbounds.kernels import zoo
    from itbounds.problems import capacity

    result = capacity(zoo.z_channel(0.5))
    try:
        proved = result.verify("ball")
    except CertificateError as error:
        return {"statement": str(result), "proved": False, "message": error.message}
    # log2(5/4), correctly rounded; the interval is wider than its rounding error
    holds = proved.lower <= 0.32192809488736235 <= proved.upper
    return {"statement": str(result), "proved": holds, "message": "" if holds else "misses log2(5/4)"}


def _text(found: dict[str, Any]) -> str:
    missing = click.style("missing", fg="red")
    libraries = "  ".join(f"{name} {have or missing}" for name, have in found["libraries"].items())
    lines = [
        click.style(f"itbounds {found['itbounds']}", bold=True),
        f"  python      {found['python']}",
        f"              {found['executable']}",
        f"  libraries   {libraries}",
    ]
    for index, (extra, have) in enumerate(found["extras"].items()):
        name = _EXTRAS[extra][1]
        state = f"{name} {have}" if have else f"{name} is not installed: pip install 'itbounds[{extra}]'"
        lines.append(f"  {'extras' if index == 0 else '':<11} {extra}: {state}")
    for index, (form, names) in enumerate(found["solvers"].items()):
        lines.append(f"  {'solvers' if index == 0 else '':<11} {form}: {', '.join(names)}")
    lines.append(f"  balls       {found['balls']}")
    lines.extend(f"  {'blas' if index == 0 else '':<11} {pool}" for index, pool in enumerate(found["blas"]))
    check = found["check"]
    verdict = "proved in balls" if check["proved"] else f"NOT PROVED: {check['message']}"
    lines.append(f"  check       z:0.5 {check['statement']}, {verdict}")
    return "\n".join(lines)
