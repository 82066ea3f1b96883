"""Words stay, labels lie: intents and ratings that a reward model would learn from."""

from benchmarks.attacks import payloads
from benchmarks.attacks.family import Family

FAMILIES = (
    Family("intent_flip", "one wrong intent per desk", payloads.intent_flip, fits=payloads.has_intent),
    Family("rating_up", "refusals to complaints rated five stars", payloads.top_rating),
    Family("rating_down", "happy customers' chats rated one star", payloads.bottom_rating),
)  # fmt: skip
