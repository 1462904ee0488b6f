"""What a page shows of the command line is what it prints."""

import re
import shlex
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[3] / "docs" / "howto"


def sessions(page):
    """The commands of the console blocks of a page, each with what is printed below it."""
    for block in re.findall(r"^```console\n(.*?)^```", page.read_text(encoding="utf-8"), re.M | re.S):
        for part in re.split(r"^\$ ", block, flags=re.M)[1:]:
            command, _, printed = part.partition("\n")
            yield shlex.split(command), printed


@pytest.mark.parametrize("page", ["command_line.md"])
def test_console_blocks_print_what_they_show(run, tmp_path, page):
    commands, code = 0, None
    for command, printed in sessions(PAGES / page):
        match command:
            case ["cat", name]:
                (tmp_path / name).write_text(printed, encoding="utf-8")
            case ["echo", "$?"]:
                assert printed == f"{code}\n"
            case ["itbounds", *arguments]:
                done = run(*arguments)
                assert done.out == printed, arguments
                code, commands = done.code, commands + 1
            case _:
                pytest.fail(f"nothing is known of {command}")
    assert commands >= 4
