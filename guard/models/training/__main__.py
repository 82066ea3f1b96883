"""`python -m guard.models.training {encoder|toxicity|gibberish|all} --data DIR [--out DIR]`"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from guard.models.registry import EMBEDDED
from guard.models.training import build

RECIPES = {
    "encoder": build.encoder,
    "toxicity": build.toxicity,
    "gibberish": build.gibberish,
    "words": build.words,
    "prompt_injection": build.prompt_injection,
    "unsafe_reply": build.unsafe_reply,
    "refusal": build.refusal,
    "secret_request": build.secret_request,
}


def main(arguments: Sequence[str] | None = None) -> None:
    """Rebuilds embedded models with their cards and figures."""
    parser = argparse.ArgumentParser(prog="python -m guard.models.training", description=main.__doc__)
    parser.add_argument("model", choices=[*RECIPES, "all"])
    parser.add_argument("--data", type=Path, required=True, help="folder with the public corpora")
    parser.add_argument("--teacher", type=Path, help="default: models/potion_base_4m_int8 beside --data")
    parser.add_argument("--out", type=Path, default=EMBEDDED, help="default: the package's own models")
    given = parser.parse_args(arguments)
    teacher = given.teacher or given.data.parent / "models" / "potion_base_4m_int8"
    for name in RECIPES if given.model == "all" else [given.model]:
        print(f"== {name}")
        RECIPES[name](given.data, given.out, teacher)
    if given.out.resolve() == EMBEDDED.resolve():
        build.manifest()


if __name__ == "__main__":
    main()
