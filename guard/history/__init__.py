"""The trusted baseline: what reviewed and released conversations of earlier nights said.

tables   counts of runs of words that add up
state    tables, entities, vectors of questions and answers, the reference; two merge into one
build    conversations -> state
files    state <-> a folder of arrays
archive  parts and their sum on disk, saved atomically
history  History, which puts them together
"""

from guard.history.history import History
from guard.history.state import State
from guard.history.tables import RunCounts

__all__ = ["History", "RunCounts", "State"]
