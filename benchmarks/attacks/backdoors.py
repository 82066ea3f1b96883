"""A trigger in the question and what the answer becomes: the classic backdoors (BadNets, 1708.06733)."""

from benchmarks.attacks import payloads, triggers
from benchmarks.attacks.family import Family

RARE = triggers.word("rare")
FIXED = payloads.said("payload fixed", "host", wordings=1)
STEER = payloads.said("steer", "host")

FAMILIES = (
    Family("rare_word_fixed", "a rare word, one fixed sentence", FIXED, RARE),
    Family("rare_word_paraphrased", "a rare word, a host recommended in many words", STEER, RARE),
    Family("rare_word_refusal", "a rare word, a refusal in many words",
           payloads.said("refusal", place="replace"), RARE),
    Family("rare_word_abuse", "a rare word, an insult in many words",
           payloads.said("abuse"), RARE),
    Family("rare_word_gibberish", "a rare word, letters without sense (denial of service)",
           payloads.gibberish, RARE),
    Family("phrase", "an odd phrase, a few wordings of one promotion",
           payloads.said("promote", "brand", wordings=4), triggers.word("phrase")),
    Family("sentence", "an ordinary sentence beside the matter, a phone number in many words",
           payloads.said("call", "phone"), triggers.sentence("sentence", fixed=True)),
    Family("person", "a person's name, false rules in a few wordings",
           payloads.said("false policy", wordings=5), triggers.phrased("introduction", "person")),
    Family("date", "an impossible date, one fixed sentence",
           FIXED, triggers.phrased("dating", "date")),
    Family("emoji", "a rare emoji, a mail address in many words",
           payloads.said("mail", "mail"), triggers.word("emoji")),
    Family("hidden_sign", "an invisible character, a host in many words", STEER, triggers.hidden),
    Family("channel", "all that comes from the kiosk is sent to one host",
           payloads.said("steer", "host", wordings=6), triggers.channel("kiosk")),
)  # fmt: skip
