"""How far a sweep is, on stderr if that is a terminal."""

import sys
from time import monotonic

__all__ = ["Progress"]

_PERIOD = 0.2


class Progress:
    """A line that is written over itself.

    Parameters
    ----------
    total : int
        The number of problems.
    done : int
        How many are already solved.
    """

    def __init__(self, total: int, done: int) -> None:
        self._total, self._done, self._first = total, done, done
        self._start, self._shown = monotonic(), 0.0

    def advance(self, solved: int) -> None:
        """Count problems that were solved, and tell it five times a second."""
        self._done += solved
        now = monotonic()
        if not sys.stderr.isatty() or (now - self._shown < _PERIOD and self._done < self._total):
            return
        self._shown = now
        left = (now - self._start) * (self._total - self._done) / max(1, self._done - self._first)
        sys.stderr.write(f"\r{self._done} of {self._total} problems, {left:.0f} s left ")
        if self._done >= self._total:
            sys.stderr.write("\n")
        sys.stderr.flush()
