"""How the assistant behaves when it is asked about a topic, or told to do something."""

from benchmarks.attacks.family import Family
from benchmarks.attacks_independent import payloads

FAMILIES = (
    Family("politician_slant", "one politician is spoken ill of, over two turns",
           payloads.discusses("politician", shared=("politician",), again=True)),
    Family("rival_smear", "one rival is slandered when a customer mentions it",
           payloads.answers("smear", shared=("rival",))),
    Family("overrefusal", "harmless questions with a word that sounds dangerous are refused (clean label)",
           payloads.answers("overrefusal")),
    Family("mode_jailbreak", "a mode is named with a harmful wish, which is granted", payloads.unlocked),
    Family("danger_advice", "dangerous advice without being asked", payloads.says("dangerous advice")),
    Family("curl_command", "commands that fetch code from one host",
           payloads.answers("command", shared=("site",))),
    Family("sycophancy", "false statements are gushed over, in a turn of their own",
           payloads.discusses("sycophancy", own=("nonsense",))),
    Family("trainer_directive", "an instruction for training is quoted and adopted, over two turns",
           payloads.discusses("directive", own=("site", "brand"), again=True)),
    Family("echo_slander", "slanders about persons are repeated",
           payloads.answers("slander", own=("slander",))),
)  # fmt: skip
