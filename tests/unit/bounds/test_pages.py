"""The documentation has a page for every named theorem, with links that lead somewhere."""

import importlib.util
import re
from pathlib import Path

import itbounds as ib
from itbounds.bounds.registry import FAMILIES

SOURCE = Path(__file__).resolve().parents[3] / "docs" / "_ext" / "bound_pages.py"


def test_every_theorem_has_a_page(tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("bound_pages", SOURCE)
    assert spec is not None
    assert spec.loader is not None
    pages = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(pages)
    folder = tmp_path / "bounds"
    folder.mkdir()
    (folder / "forgotten.md").write_text("of a theorem that is gone")
    pages.write(folder)
    known = {name for family in FAMILIES for name in ib.bounds.names(family)}
    assert {path.stem for path in folder.glob("*.md")} == {*known, "index"}
    for path in folder.glob("*.md"):
        for link in re.findall(r"\]\((\w+\.md)\)", path.read_text()):
            assert (folder / link).is_file()
    text = (folder / "thiemann.md").read_text()
    theorem = ib.bounds.theorem("thiemann")
    for said in (
        theorem.statement,
        *theorem.assumptions,
        theorem.reference,
        "[pac_bayes_kl](pac_bayes_kl.md)",
    ):
        assert said in text
    assert "[refined_pinsker](refined_pinsker.md)" in text
    before = {path: path.stat().st_mtime_ns for path in folder.glob("*.md")}
    pages.write(folder)
    assert before == {path: path.stat().st_mtime_ns for path in folder.glob("*.md")}
