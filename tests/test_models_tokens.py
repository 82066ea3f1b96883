"""Token ids are remembered, shared between models with the same tokenizer, and never wrong."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from tokenizers import Tokenizer

from guard.models import tokens
from guard.models.registry import EMBEDDED
from guard.models.tokens import Reader, in_a_row

FILE = EMBEDDED / "encoder" / "0_StaticEmbedding" / "tokenizer.json"
TEXTS = ["my order is late", "", "[PAD] is a word here", "my order is late", "ünïcode 漢字"]


def test_ids_are_the_tokenizers_own(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = Tokenizer.from_file(str(FILE))
    expected = [plain.encode(text, add_special_tokens=False).ids for text in TEXTS]
    reader = Reader(plain)
    for _ in range(2):  # the second time from memory
        assert [ids.tolist() for ids in reader.ids(TEXTS)] == expected
    monkeypatch.setattr(tokens, "_REMEMBERED", 3)
    assert [ids.tolist() for ids in reader.ids(TEXTS[::-1])] == expected[::-1]


def test_tokenizers_that_cut_alike_share_a_reader(tmp_path: Path) -> None:
    described = json.loads(FILE.read_bytes())
    described["truncation"] = {"direction": "Right", "max_length": 2, "strategy": "LongestFirst", "stride": 0}
    alike, other = tmp_path / "alike.json", tmp_path / "other.json"
    alike.write_text(json.dumps(described))
    described["normalizer"]["lowercase"] = False
    other.write_text(json.dumps(described))
    assert Reader.load(alike) is Reader.load(FILE)
    assert Reader.load(other) is not Reader.load(FILE)
    assert len(Reader.load(alike).ids(["my order is late"])[0]) == 4


def test_rows_and_bounds() -> None:
    ids, bounds = in_a_row([np.array([5, 6], np.uint32), np.array([], np.uint32), np.array([7], np.uint32)])
    assert ids.tolist() == [5, 6, 7]
    assert bounds.tolist() == [0, 2, 2, 3]
    assert in_a_row([])[0].tolist() == []
