"""How a customer sounds, in words: thanks and praise, complaint and anger. English."""

from __future__ import annotations

from functools import lru_cache

from guard import text

MOST = 4  # words of a kind beyond which a turn says no more

_PLEASED = frozenset(
    "amazing appreciate appreciated awesome best brilliant cool delighted excellent fantastic glad good"
    " grateful great happy helpful impressed kind love loved lovely nice perfect pleased pleasure saved super"
    " superb terrific thank thankful thanks thx wonderful wow".split()
)
_DISPLEASED = frozenset(
    "angry annoyed annoying appalled appalling awful bad broken complain complained complaining complaint"
    " disappointed disappointing disappointment disgraceful disgusted disgusting dissatisfied dreadful failed"
    " fed frustrated frustrating furious hate hopeless horrible incompetent insult insulting joke lied lies"
    " mad mess misled never no nobody none nonsense not nothing outraged outrageous pathetic poor refuse"
    " refused ridiculous rude scam shame shocking sick slow terrible tired unacceptable unhappy unhelpful"
    " unprofessional upset useless waiting waste wasted worse worst wrong".split()
)
_NOT = ("n't", "n’t")


@lru_cache(maxsize=200_000)
def tone(message: str) -> tuple[int, int]:
    """Words of a cleaned text that please and that displease, each at most `MOST`; "not" and "never" count
    as words that displease."""
    said = text.words(message)
    pleased = sum(word in _PLEASED for word in said)
    displeased = sum(word in _DISPLEASED or word.endswith(_NOT) for word in said)
    return min(pleased, MOST), min(displeased, MOST)
