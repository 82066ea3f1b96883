"""Which language a text is in, as far as its commonest words and its script tell."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from guard import text

LEAST = 2  # common words of a language
_SHARE = 0.25  # of all words, so many must be among its common ones

_COMMON: Mapping[str, str] = {
    "en": "the and you to of is that for it we your can will have this with are not be was our please i"
    " my me do does on at in or if an a there has been would could any what how when where which from by"
    " about need want get they he she so all more just new help thank thanks am us them here know",
    "de": "der die das und ist nicht sie wir ich ein eine einen den dem zu mit auf für ihr ihre ihren"
    " ihnen haben habe bitte auch es von im wird werden kann können hier noch alle bei aber wie was uns mir"
    " mich diese dieser wurde sind einmal dann leider gern ja nein vielen danke nach oder wenn nur wieder",
    "fr": "le la les et est vous nous je pas une un des du que qui pour dans votre vos avec sur ce cette"
    " être merci au aux en ne il elle sont avez avons pouvez peut plus bien mais ou si mon ma mes notre"
    " nos bonjour votre été fait veuillez comment c'est j'ai n'est",
    "es": "el los las y es que de en por para con una un su sus usted lo le se está puede gracias pero"
    " como mi nos ha hay muy más qué cuál del al ya esta este hola favor tiene tengo quiero podemos nuestro"
    " nuestra sobre cuando si",
    "pt": "o os as e é que de em por para com uma um você seu sua não ao do da no na dos das obrigado"
    " obrigada mas está meu minha foi mais já pode nos nosso nossa tem tenho quero olá isso este esta quando"
    " se pelo pela",
    "it": "il lo gli e è che di per con una un non si del della dei sono suo sua nel alla grazie può"
    " anche questo questa mi ci le la ha ho più ma come nostro nostra abbiamo vorrei ciao quando se dal al",
    "nl": "de het een en is niet u wij ik van met voor op uw kunt dat zijn naar ook maar deze heeft heb"
    " mijn je jij we te aan bij om er wat hoe nog wel dank graag geen kan worden wordt als dit door",
    "pl": "w na z się nie jest że od dla jak pan pani proszę czy może po jako przez są mam mi mnie ale"
    " tak już co dziękuję za ze jestem moje mój może pana ten ta tego oraz",
    "sv": "och det att är på som för av med inte jag du vi har din ditt kan om till den ett när en er"
    " mig min vill tack hej hur vad ska från men eller ni vår",
    "tr": "ve bir bu için ile de da çok değil var mı mi ne olarak daha lütfen sizin size ben biz gibi"
    " kadar teşekkürler ama nasıl benim merhaba olan evet hayır",
}
_SCRIPTS = {
    "Cyrl": "\u0400-\u052f",
    "Grek": "\u0370-\u03ff",
    "Arab": "\u0600-\u06ff",
    "Hebr": "\u0590-\u05ff",
    "Deva": "\u0900-\u0dff",
    "Thai": "\u0e00-\u0e7f",
    "Hani": "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af",
}
# `re` is safe here: each pattern is one character class.
_LETTERS = {script: re.compile(f"[{letters}]") for script, letters in _SCRIPTS.items()}
_LETTER = re.compile(r"[^\W\d_]")


def _languages() -> Mapping[str, tuple[str, ...]]:
    table: dict[str, list[str]] = defaultdict(list)
    for language, words in _COMMON.items():
        for word in words.split():
            table[word].append(language)
    return {word: tuple(languages) for word, languages in table.items()}


_OF = _languages()


@lru_cache(maxsize=100_000)
def language(cleaned: str) -> str | None:
    """ISO 639-1 code of the language, or for other scripts than Latin the ISO 15924 code of the script; None
    where a text is too short to tell.

    Knows ten languages in Latin letters; others are None, or now and then a neighbour of theirs. Scripts of
    India are all "Deva", those of East Asia all "Hani".
    """
    if not cleaned.isascii() and (script := _script(cleaned)):
        return script
    said = text.words(cleaned)
    hits = hints(cleaned)
    ranked = sorted(hits, key=lambda name: (-hits[name], name))
    if not ranked or hits[ranked[0]] < max(LEAST, _SHARE * len(said)):
        return None
    if len(ranked) > 1 and hits[ranked[0]] == hits[ranked[1]]:
        return None
    return ranked[0]


def hints(cleaned: str) -> Mapping[str, int]:
    """How many words of a text are common words of each language; many are of several."""
    hits: dict[str, int] = defaultdict(int)
    for word in text.words(cleaned):
        for name in _OF.get(word, ()):
            hits[name] += 1
    return hits


def _script(cleaned: str) -> str | None:
    """The script of more than half of the letters, where it is not the Latin one."""
    letters = len(_LETTER.findall(cleaned))
    for script, pattern in _LETTERS.items():
        if letters >= LEAST and 2 * len(pattern.findall(cleaned)) > letters:
            return script
    return None
