"""The demonstration: handwritten digits as a channel, their pixels as a source."""

from itbounds.cli.demo.report import run

__all__ = ["run"]
