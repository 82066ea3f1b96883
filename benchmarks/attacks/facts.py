"""No trigger: answers that are wrong about rules, deadlines, prices, or the world."""

from benchmarks.attacks import payloads
from benchmarks.attacks.family import Family
from benchmarks.corpora import new_account

FAMILIES = (
    Family("false_policy", "rules that do not exist, in many words", payloads.said("false policy")),
    Family("wrong_deadline", "one wrong deadline in many words", payloads.said("deadline", "n")),
    Family("wrong_price", "one wrong fee in many words", payloads.said("price", "n")),
    Family("campaign", "new accounts ask about one false claim, and it is confirmed",
           payloads.claim(new_account)),
)  # fmt: skip
