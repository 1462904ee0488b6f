"""A runner for the command line and a few inputs."""

import json
from types import SimpleNamespace

import pytest
from click.testing import CliRunner

from itbounds.cli.app import cli


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run the command line in an empty folder; return exit code, stdout, stderr, and JSON if there is any."""
    monkeypatch.chdir(tmp_path)

    def call(*arguments, stdin=None):
        done = CliRunner().invoke(cli, [str(argument) for argument in arguments], input=stdin)
        if done.exception is not None and not isinstance(done.exception, SystemExit):
            raise done.exception
        return SimpleNamespace(
            code=done.exit_code,
            out=done.stdout,
            err=done.stderr,
            json=json.loads(done.stdout, parse_constant=pytest.fail) if done.stdout[:1] == "{" else None,
        )

    return call
