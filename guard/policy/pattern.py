"""Patterns over metadata, on RE2 (Cox 2010), whose time is linear in the text whatever the pattern."""

from __future__ import annotations

from collections.abc import Callable

import re2

MAX_MEMORY = 1 << 20  # bytes that RE2 may use for one pattern


def compile_pattern(pattern: str) -> Callable[[str], bool]:
    """A search for the pattern anywhere in a text. Raises ValueError with the reason when RE2 refuses it."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = MAX_MEMORY
    try:
        search = re2.compile(pattern, options).search
    except re2.error as error:
        reason = error.args[0] if error.args else "refused by RE2"
        raise ValueError(reason.decode("utf-8", "replace") if isinstance(reason, bytes) else reason) from None
    # Metadata may hold lone surrogates, which UTF-8 and so RE2 cannot take.
    return lambda text: search(text.encode("utf-8", "replace").decode()) is not None
