"""The command line: results on stdout, progress and warnings on stderr, an exit code that means something."""

from itbounds.cli.app import main

__all__ = ["main"]
