"""Windows over pairs of a context and a text, for models that read both.

Every window is the end of the context and a stretch of the text. A pair that does not fit keeps at most
half a window of its context, the end of it, since what was said last matters most to the answer; the text
is read in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from guard.models.windows import Windows, require_fast


def pair_windows(tokenizer: Any, contexts: Sequence[str], texts: Sequence[str], limit: int) -> Windows:
    """Cuts every pair into windows of at most `limit` tokens that overlap; no token of a text is lost.

    Raises GuardError for a tokenizer that cannot cut windows.
    """
    require_fast(tokenizer)
    frame = _Frame.of(tokenizer)
    ids, types, owner = [], [], []
    pairs = zip(_token_ids(tokenizer, contexts), _token_ids(tokenizer, texts), strict=True)
    for number, (context, text) in enumerate(pairs):
        for before, part in parts(context, text, limit - len(frame)):
            ids.append(frame.ids_around(before, part))
            types.append(frame.types_around(before, part))
            owner.append(number)
    return Windows(ids, np.array(owner, np.int64), types)


def parts(context: list[int], text: list[int], room: int) -> Iterator[tuple[list[int], list[int]]]:
    """Context and stretch of the text for each window, in which there is room for so many tokens."""
    if len(context) + len(text) > room:
        context = context[max(0, len(context) - room // 2) :]
    size = room - len(context)
    overlap = size // 4  # an eighth of the window where the context takes half of it
    for start in range(0, max(len(text) - overlap, 1), size - overlap):
        yield context, text[start : start + size]


def _token_ids(tokenizer: Any, texts: Sequence[str]) -> list[list[int]]:
    encoded = tokenizer(list(texts), add_special_tokens=False, return_attention_mask=False, verbose=False)
    ids: list[list[int]] = encoded["input_ids"]
    return ids


@dataclass(frozen=True, slots=True)
class _Frame:
    """The special tokens of a pair: what stands before the context, between the two, and after the text.

    `types` are the token types of those three, and of the context and the text themselves.
    """

    before: list[int]
    between: list[int]
    after: list[int]
    types: tuple[list[int], list[int], list[int], int, int]

    @classmethod
    def of(cls, tokenizer: Any) -> _Frame:
        """Read off a pair of one letter each: every tokenizer has a template of its own."""
        pair = tokenizer("a", "a", return_token_type_ids=True)
        ids, types, sides = pair["input_ids"], pair["token_type_ids"], pair.sequence_ids()
        context, text = sides.index(0), sides.index(1)
        gap, end = context + sides.count(0), text + sides.count(1)
        around = types[:context], types[gap:text], types[end:]
        return cls(ids[:context], ids[gap:text], ids[end:], (*around, types[context], types[text]))

    def __len__(self) -> int:
        return len(self.before) + len(self.between) + len(self.after)

    def ids_around(self, context: list[int], text: list[int]) -> list[int]:
        return [*self.before, *context, *self.between, *text, *self.after]

    def types_around(self, context: list[int], text: list[int]) -> list[int]:
        before, between, after, of_context, of_text = self.types
        return [*before, *[of_context] * len(context), *between, *[of_text] * len(text), *after]
