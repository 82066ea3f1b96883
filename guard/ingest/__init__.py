"""Files -> conversations. Every unreadable row is reported as file:line with a reason (`REASONS`)."""

from guard.ingest.options import InputFile, ReadOptions
from guard.ingest.reader import Reading, read
from guard.ingest.reasons import REASONS

__all__ = ["REASONS", "InputFile", "ReadOptions", "Reading", "read"]
