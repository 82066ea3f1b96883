"""Why a row could not be read: one table of short codes, used by the code, the reports and the docs."""

from __future__ import annotations

REASONS: dict[str, str] = {
    "bad_json": "The row is not one valid JSON value.",
    "not_object": "The row is valid JSON, but not an object.",
    "bad_utf8": "The row has bytes that are not valid UTF-8.",
    "lone_surrogate": "A text has half of a surrogate pair, which no UTF-8 file can hold.",
    "nul": "A text has a NUL character.",
    "too_long": "The row is longer than the limit.",
    "too_deep": "Lists and objects are nested deeper than the limit.",
    "too_many_turns": "The conversation has more turns than the limit.",
    "duplicate_key": "An object has the same key twice: programs disagree on which of the two counts.",
    "bad_id": "The id is not a short text or a whole number.",
    "duplicate_id": "An earlier row has the same id.",
    "no_messages": "The list of messages is missing, or it is not a list.",
    "bad_message": "A message is not an object of the expected shape.",
    "bad_role": "The role of a message is missing or unknown.",
    "bad_content": "The content of a message is neither text nor a list of parts.",
    "empty": "The conversation has no messages, or all of them are empty.",
    "bad_time": "A time is neither ISO 8601 nor Unix seconds or milliseconds.",
    "bad_field": "A field that the guard reads has a value of the wrong type.",
    "bad_row": "A table row does not have the columns that its header promises.",
    "truncated": "The file ends too early or is damaged here; what came after could not be read.",
    "internal": "The guard itself failed on this row; please report it.",
}


class UnreadableError(Exception):
    """A row cannot be read. `reason` is a key of `REASONS`, `detail` says what was met in this row."""

    def __init__(self, reason: str, detail: str) -> None:
        self.reason, self.detail = reason, detail
        super().__init__(reason, detail)
