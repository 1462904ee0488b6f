"""Where the blocks of a channel live, and how each is let act there: on the processes of any executor."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future, wait
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from itbounds._typing import ArrayLike
from itbounds.errors import DTypeError, WorkerLostError
from itbounds.numerics.operators.base import Operator
from itbounds.numerics.operators.dense import Dense
from itbounds.numerics.operators.sparse import as_sparse_operator
from itbounds.numerics.validation import as_stochastic

__all__ = ["Action", "Block", "Loader", "Workers"]

Loader: TypeAlias = Callable[[], ArrayLike]
Action: TypeAlias = Callable[[Operator], Any]

_AHEAD = 64
"""Answers that may wait for those of earlier blocks: what is here at a time is bounded."""


@dataclass(frozen=True)
class Block:
    """Some rows of a channel, known by how to get hold of them.

    Parameters
    ----------
    channel : str
        Which channel they belong to.
    place : int
        Where they stand among its blocks.
    source : callable or Operator
        What returns them, or what they are.
    """

    channel: str
    place: int
    source: Loader | Operator = field(compare=False, repr=False)

    def operator(self) -> Operator:
        """Return the rows, found to be stochastic unless they are an operator.

        Raises
        ------
        ItboundsError
            As `itbounds.numerics.validation.as_stochastic`.
        """
        if isinstance(self.source, Operator):
            return self.source
        rows, name = self.source(), f"block {self.place} of the channel"
        if isinstance(rows, Operator):
            return rows
        if type(rows).__module__.startswith("scipy.sparse"):
            return as_sparse_operator(rows, name=name)
        return Dense(as_stochastic(rows, name=name))


@dataclass(frozen=True, eq=False)
class Workers:
    """Executors that let blocks act, each at the place where it lives.

    Parameters
    ----------
    executors : tuple of Executor
        Block i lives at the executor i modulo their number; without any, blocks act in this process.
    kept : bool
        Whether a process keeps the blocks that have acted in it, those of one channel at a time.
    patience : float, optional
        How many seconds an answer is waited for before the executor is taken for lost.
    """

    executors: tuple[Executor, ...] = ()
    kept: bool = False
    patience: float | None = None

    @classmethod
    def of(cls, executor: Any, patience: float | None) -> "Workers":
        """Return one executor whose processes are alike, or several with blocks of their own.

        Raises
        ------
        DTypeError
            If it is neither an executor nor a sequence of them.
        """
        if executor is None:
            return cls()
        alone = isinstance(executor, Executor)
        several = (executor,) if alone or not isinstance(executor, Iterable) else tuple(executor)
        strangers = [type(each).__name__ for each in several if not isinstance(each, Executor)]
        if strangers or not several:
            raise DTypeError(
                f"the executor is a {strangers[0]}" if strangers else "a sequence of no executors",
                hint="give a concurrent.futures.Executor, a sequence of them, or None",
            )
        return cls(several, not alone, patience)

    def each(self, blocks: Iterable[Block], actions: Iterable[Action]) -> Iterator[Any]:
        """Let every block act, and yield the answers in the order of the blocks.

        An executor that broke is passed over: the next one loads the block and acts.

        Raises
        ------
        WorkerLostError
            If no executor answers.
        """
        if not self.executors:
            yield from (action(block.operator()) for block, action in zip(blocks, actions, strict=True))
            return
        running: deque[tuple[Block, Action, Future[Any] | Exception]] = deque()
        try:
            for block, action in zip(blocks, actions, strict=True):
                running.append((block, action, self._submit(block, action, 0)))
                if len(running) >= _AHEAD:
                    yield self._answer(*running.popleft())
            while running:
                yield self._answer(*running.popleft())
        finally:
            for _, _, future in running:
                if isinstance(future, Future):
                    future.cancel()

    def release(self) -> None:
        """Let every executor forget the blocks that it keeps; one that is gone has none."""
        for executor in self.executors:
            try:
                executor.submit(_forget).result(self.patience)
            except Exception as error:
                if not (isinstance(error, (RuntimeError, TimeoutError)) or _is_of_the_cluster(error)):
                    raise

    def _submit(self, block: Block, action: Action, turn: int) -> Future[Any] | Exception:
        executor = self.executors[(block.place + turn) % len(self.executors)]
        try:
            return executor.submit(_act, block, self.kept, action)
        except Exception as error:
            if isinstance(error, RuntimeError) or _is_of_the_cluster(error):  # broken, or shut down
                return error
            raise

    def _answer(self, block: Block, action: Action, future: Future[Any] | Exception) -> Any:
        for turn in range(1, len(self.executors) + 1):
            if isinstance(future, Exception):
                lost = future
            elif not wait([future], self.patience).done:
                future.cancel()
                lost = TimeoutError(f"no answer in {self.patience} s")
            else:
                try:
                    return future.result()
                except Exception as error:
                    if not _is_of_the_cluster(error):
                        error.add_note(f"in block {block.place} of the channel")
                        raise
                    lost = error
            if turn < len(self.executors):
                future = self._submit(block, action, turn)
        raise WorkerLostError(
            f"no executor of {len(self.executors)} answered for block {block.place} of the channel "
            f"({type(lost).__name__}: {lost})",
            where=block.place,
            hint="go on with live ones: channel.on(executors)",
        ) from lost


def _is_of_the_cluster(error: BaseException) -> bool:
    """Whether an error says that a worker is gone, not that its task failed."""
    return isinstance(error, (BrokenExecutor, CancelledError)) or type(error).__module__.startswith(
        "distributed."
    )


def _act(block: Block, kept: bool, action: Action) -> Any:
    """Let a block act in the process that this is called in."""
    if not kept:
        return action(block.operator())
    shelf = _shelf(block.channel)
    if block.place not in shelf:
        shelf[block.place] = block.operator()
    return action(shelf[block.place])


def _forget() -> None:
    """Let this process forget the blocks that it keeps."""
    _shelf.cache_clear()


@lru_cache(maxsize=1)
def _shelf(channel: str) -> dict[int, Operator]:
    """Return the blocks of a channel that this process keeps; those of the channel before it are let go."""
    return {}
