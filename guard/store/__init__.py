"""The only SQL of the project: runs, quarantine, findings, groups and decisions (SQLModel).

columns    column types that survive hostile text on both engines
tables     the schema; its history is in guard/migrations
records    what the store takes and gives
rows       records to rows and back
database   URLs, connections, transactions, migrations
writing, judging, reading, overview   the statements
store      Store, which puts them together
"""

from guard.store.records import (
    Decision,
    DecisionRecord,
    Held,
    Input,
    Judged,
    Run,
    Status,
    Summary,
)
from guard.store.store import Store

__all__ = [
    "Decision",
    "DecisionRecord",
    "Held",
    "Input",
    "Judged",
    "Run",
    "Status",
    "Store",
    "Summary",
]
