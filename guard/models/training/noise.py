"""Makes up gibberish, kind by kind, and honest codes, to calibrate and to measure the character model on."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable, Sequence

ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
FREQUENT = dict(
    zip(
        "etaoinshrdlucmfwypvbgkjqxz",
        [12, 9, 8, 7.5, 7, 7, 6, 6, 6, 4, 4, 3, 3, *[2] * 6, *[1] * 7],
        strict=True,
    )
)
LOOKALIKES = {"a": "4", "e": "3", "i": "1", "o": "0", "s": "5", "t": "7"}
LONG_WORD = 3  # letters from which a word is worth shuffling

Word = Callable[[], str]


class Noise:
    """Gibberish words; `honest` texts lend words to shuffle and to hide gibberish among."""

    def __init__(self, honest: Sequence[str], seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - sampling, not secrecy
        self.texts = [text.split() for text in honest if 4 <= len(text.split()) <= 25] or [["so", "be", "it"]]
        words = [word.lower() for text in self.texts for word in text if re.fullmatch("[A-Za-z]{3,}", word)]
        self.vocabulary = [word for word in words if len(set(word)) >= LONG_WORD] or ["order"]
        self.after: dict[str, list[str]] = {}
        for word in dict.fromkeys(self.vocabulary):
            spelled = f"  {word} "
            for i in range(len(spelled) - 2):
                self.after.setdefault(spelled[i : i + 2], []).append(spelled[i + 2])

    def letters(self, alphabet: str = string.ascii_lowercase) -> str:
        return "".join(self.random.choices(alphabet, k=self.random.randint(3, 9)))

    def mash(self) -> str:
        return self.letters(self.random.choice(ROWS))

    def by_frequency(self) -> str:
        return "".join(
            self.random.choices(list(FREQUENT), list(FREQUENT.values()), k=self.random.randint(3, 9))
        )

    def shuffled(self) -> str:
        word = self.random.choice(self.vocabulary)
        while (other := "".join(self.random.sample(word, len(word)))) == word:
            pass
        return other

    def syllables(self) -> str:
        pairs = [
            self.random.choice("bdfgklmnprstvz") + self.random.choice("aeiou")
            for _ in range(self.random.randint(2, 4))
        ]
        return "".join(pairs) + self.random.choice(["", "", "n", "s", "k"])

    def spelled_like_english(self) -> str:
        """A walk through pairs of letters: each letter is one that followed the two before it."""
        while True:
            word = "  "
            while not word.endswith(" ", 2):
                word += self.random.choice(self.after[word[-2:]])
            if 4 <= len(word) - 3 <= 11:
                return word.strip()

    def repeated(self) -> str:
        piece = "".join(self.random.choices(string.ascii_lowercase, k=self.random.randint(2, 3)))
        return piece * self.random.randint(2, 4)

    def leet(self) -> str:
        word = self.random.choice([self.letters, self.shuffled])()
        return "".join(LOOKALIKES.get(c, c) if self.random.random() < 0.5 else c for c in word)

    def several(self, word: Word, least: int = 3, most: int = 8) -> str:
        return " ".join(word() for _ in range(self.random.randint(least, most)))

    def hidden(self, word: Word) -> str:
        """Three to five gibberish words in a row inside an honest text."""
        text = self.random.choice(self.texts)
        at = self.random.randint(0, len(text))
        return " ".join([*text[:at], self.several(word, 3, 5), *text[at:]])

    def alternating(self, word: Word) -> str:
        text = self.random.choice(self.texts)[: self.random.randint(4, 8)]
        return " ".join(f"{honest} {word()}" for honest in text)

    def shouted(self) -> str:
        text = self.several(self.letters)
        cased = "".join(c.upper() if self.random.random() < 0.4 else c for c in text)
        return cased + self.random.choice(["!!", "?", ".", "..."])


def made_up(honest: Sequence[str], seed: int, texts: int) -> dict[str, list[str]]:
    """Made-up gibberish by kind, `texts` of each; of 3 to 8 words where the kind does not say otherwise."""
    noise = Noise(honest, seed)
    makers: dict[str, Word] = {
        "random letters": lambda: noise.several(noise.letters),
        "consonants": lambda: noise.several(lambda: noise.letters("bcdfghjklmnpqrstvwxz")),
        "keyboard mash": lambda: noise.several(noise.mash),
        "letters by English frequency": lambda: noise.several(noise.by_frequency),
        "random letters, cases and marks": noise.shouted,
        "random letters, 9 to 14 words": lambda: noise.several(noise.letters, 9, 14),
        "random letters, one or two words": lambda: noise.several(noise.letters, 1, 2),
        "random letters without spaces": lambda: "".join(noise.letters() for _ in range(4)),
        "random letters inside an honest turn": lambda: noise.hidden(noise.letters),
        "random letters after every honest word": lambda: noise.alternating(noise.letters),
        "repeated syllables": lambda: noise.several(noise.repeated),
        "shuffled letters of words": lambda: noise.several(noise.shuffled),
        "shuffled words inside an honest turn": lambda: noise.hidden(noise.shuffled),
        "letters and digits": lambda: noise.several(
            lambda: noise.letters(string.ascii_lowercase + string.digits)
        ),
        "letters with lookalike digits": lambda: noise.several(noise.leet),
        "consonant and vowel in turn": lambda: noise.several(noise.syllables),
        "made-up words spelled like English": lambda: noise.several(noise.spelled_like_english),
    }
    return {kind: [make() for _ in range(texts)] for kind, make in makers.items()}


def honest_codes(seed: int, texts: int) -> dict[str, list[str]]:
    """Honest turns about what is written without words: order and product codes, addresses, log lines."""
    rng = random.Random(seed)  # noqa: S311 - sampling, not secrecy
    upper, lower, digits = string.ascii_uppercase, string.ascii_lowercase, string.digits

    def some(alphabet: str, least: int, most: int) -> str:
        return "".join(rng.choices(alphabet, k=rng.randint(least, most)))

    def order() -> str:
        return f"my order number is {some(upper, 2, 4)}-{some(digits, 5, 9)}-{some(upper, 1, 3)} please check"

    def booking() -> str:
        return f"Booking reference {some(upper, 6, 6)}, can I change the flight?"

    def product() -> str:
        first = some(upper, 2, 3) + some(digits, 3, 4) + some(upper, 1, 2)
        return f"do you have the {first} or the {some(upper, 2, 2)}-{some(digits, 2, 4)}{some(lower, 1, 2)}?"

    def mail() -> str:
        return f"my email is {some(lower, 5, 12)}{some(digits, 0, 3)}@{some(lower, 4, 9)}.com, thanks"

    def link() -> str:
        return f"it says https://www.{some(lower, 5, 9)}.com/{some(lower + upper + digits, 8, 16)}"

    def log() -> str:
        module, file = f"{some(lower, 3, 6)}_{some(lower, 3, 6)}", f"{some(lower, 3, 5)}.{some(lower, 1, 3)}"
        return f"[{some(digits, 4, 6)}] {module}: failed at 0x{some('0123456789abcdef', 8, 16)} ({file})"

    makers: dict[str, Word] = {
        "order codes": order,
        "booking references": booking,
        "product codes": product,
        "e-mail addresses": mail,
        "links": link,
        "log lines": log,
    }
    return {kind: [make() for _ in range(texts)] for kind, make in makers.items()}
