"""What the repository promises about itself: small files, light imports, one home for units."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "itbounds"
SOURCES = sorted(PACKAGE.rglob("*.py"))
CODE = [
    *SOURCES,
    *(
        path
        for folder in ("tests", "examples", "benchmarks")
        for path in sorted((ROOT / folder).rglob("*.py"))
    ),
]
HEAVY = frozenset({
    "scipy.optimize", "scipy.special", "scipy.stats", "scipy.linalg", "scipy.sparse", "sympy", "mpmath",
    "networkx", "cvxpy", "clarabel", "matplotlib", "sklearn", "pandas", "flint", "click", "rich",
    "threadpoolctl",
})  # fmt: skip


def _relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _fresh(program: str) -> str:
    """Run a program in a new interpreter, as a user's would be: without the tests' shape checks."""
    environment = {key: value for key, value in os.environ.items() if key != "ITBOUNDS_SHAPES"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def test_no_file_is_longer_than_400_lines() -> None:
    lengths = {_relative(path): len(_read(path).splitlines()) for path in CODE}
    assert len(lengths) > 20
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [_relative(path) for path in SOURCES if not ast.get_docstring(ast.parse(_read(path)))]
    assert silent == []


def test_only_units_knows_the_logarithm_of_two() -> None:
    """Inside everything is nats; `numerics` and `testing` may use ln 2 where it is no unit."""
    pattern = re.compile(r"log2\b|log\(2(?:\.0?)?\)|\bln2\b|0\.693147")
    exempt = (PACKAGE / "units.py", PACKAGE / "numerics", PACKAGE / "testing")
    offenders = []
    for path in SOURCES:
        if any(path == home or home in path.parents for home in exempt):
            continue
        code = _without_strings(_read(path))
        if pattern.search(code):
            offenders.append(_relative(path))
    assert pattern.search("math.log(2.0)")
    assert offenders == []


def _without_strings(source: str) -> str:
    """The code as the parser sees it, with its strings (docstrings, doctests) emptied and comments gone."""

    class Blank(ast.NodeTransformer):
        def visit_Constant(self, node: ast.Constant) -> ast.Constant:
            return ast.Constant("") if isinstance(node.value, str) else node

        def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.Constant:
            return ast.Constant("")

    return ast.unparse(ast.fix_missing_locations(Blank().visit(ast.parse(source))))


@pytest.mark.parametrize("name", ["itbounds", "itbounds.errors", "itbounds.units", "itbounds.forms"])
def test_importing_loads_no_heavy_library(name: str) -> None:
    loaded = set(_fresh(f"import sys, {name}; print(*sys.modules)").split())
    assert name in loaded
    assert loaded & HEAVY == set()


def test_the_package_declares_that_it_is_typed() -> None:
    assert (PACKAGE / "py.typed").is_file()


def test_no_escape_from_the_type_checker() -> None:
    escape = re.compile(r"#\s*type:\s*ignore|#\s*mypy:|\bcast\(\s*[\"']?Any")
    assert [_relative(path) for path in SOURCES if escape.search(_read(path))] == []


def test_the_version_is_the_same_everywhere() -> None:
    declared = tomllib.loads(_read(ROOT / "pyproject.toml"))["project"]["version"]
    citation = re.search(r"^version: (\S+)$", _read(ROOT / "CITATION.cff"), re.MULTILINE)
    assert citation is not None
    assert citation.group(1) == declared


def test_the_guide_draws_the_layers_that_are_kept() -> None:
    settings = tomllib.loads(_read(ROOT / "pyproject.toml"))
    (contract,) = settings["tool"]["importlinter"]["contracts"]
    assert " > ".join(contract["layers"]) in " ".join(_read(ROOT / "CONTRIBUTING.md").split())


def test_every_example_asks_a_question_and_draws() -> None:
    scripts = sorted((ROOT / "examples").glob("*.py"))
    assert len(scripts) >= 6
    for script in scripts:
        assert script.name.startswith("plot_"), script.name
        docstring = ast.get_docstring(ast.parse(_read(script)))
        assert docstring is not None, script.name
        assert "?" in docstring, script.name
