"""Processes beside this one, for what models make of texts. They are started once and kept."""

from __future__ import annotations

import signal
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from functools import cache
from multiprocessing import get_context
from typing import TypeVar

_AHEAD = 2  # pieces of work per process that are under way; more would have to be waited for at the end

_Piece = TypeVar("_Piece")
_Result = TypeVar("_Result")


def in_processes(count: int, work: Callable[[_Piece], _Result], pieces: Iterable[_Piece]) -> list[_Result]:
    """`work` on each piece, in the order of the pieces, in `count` processes; it must be importable."""
    pool = _pool(count)
    waiting, done = deque[Future[_Result]](), list[_Result]()
    for piece in pieces:
        waiting.append(pool.submit(work, piece))
        if len(waiting) > _AHEAD * count:
            done.append(waiting.popleft().result())
    return done + [future.result() for future in waiting]


@cache
def _pool(count: int) -> ProcessPoolExecutor:
    # Who stops the scan from the keyboard means this process, which ends the others.
    ignoring = (signal.SIGINT, signal.SIG_IGN)
    return ProcessPoolExecutor(count, get_context("spawn"), initializer=signal.signal, initargs=ignoring)
