"""`guard models` as a person or a script meets it, and models of one's own in a scan."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from guard.choice import choose
from guard.cli.models import lines
from guard.errors import UsageError
from guard.models import registry
from guard.models.cascade import clearing_limit
from guard.models.classifier import Classifier
from guard.models.encoder import Encoder
from tests.conftest import Guard
from tests.models_tiny import phrases, save_classifier

TEXTS = [
    "where is my order?",
    "",
    "you stupid idiot",
    "caf\u00e9 \U0001f600 \u202e",
    "\ud800",
    "where is my order?",
]


def write(path: Path, rows: list[dict[str, str]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path


@pytest.fixture
def texts(tmp_path: Path) -> Path:
    return write(tmp_path / "texts.jsonl", [{"text": text} for text in TEXTS])


@pytest.fixture(scope="module")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_classifier(tmp_path_factory.mktemp("tiny") / "tiny", "multi_label_classification")


def scores(out: str) -> list[dict[str, float]]:
    return [json.loads(line)["scores"] for line in out.splitlines()]


def test_score_gives_what_the_classifier_gives_in_order(guard: Guard, texts: Path) -> None:
    done = guard("models", "score", "toxicity", texts)
    model = Classifier.load()
    expected = [
        dict(zip(model.labels, map(float, row), strict=True))
        for row in model.score(TEXTS).astype(float).round(4)
    ]
    assert (done.code, done.err, scores(done.out)) == (0, "", expected)
    assert all(0 <= p <= 1 for row in scores(done.out) for p in row.values())


@pytest.mark.parametrize("model", registry.embedded(), ids=lambda model: model.name)
def test_every_embedded_model_but_the_encoder_scores(
    guard: Guard, tmp_path: Path, model: registry.ModelInfo
) -> None:
    rows = [{"text": "hello there"}, {"text": "xqzvkw jjpq wvxz qqkz"}]
    if registry.reads_context(model.path):
        rows = [{"context": "I feel bad", **row} for row in rows]
    done = guard("models", "score", model.name, write(tmp_path / "rows.jsonl", rows))
    if model.kind == "encoder":
        assert done.code == 2
        assert "guard models encode" in done.err
        return
    assert [set(row) == set(scores(done.out)[0]) for row in scores(done.out)] == [True, True]
    listed = map(json.loads, guard("models", "list", "--json").out.splitlines())
    assert next(one["labels"] for one in listed if one["name"] == model.name) == list(scores(done.out)[0])


def test_score_reads_standard_input_pipes_and_compressed_files_in_blocks(
    guard: Guard, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = guard("models", "score", "toxicity", texts).out
    monkeypatch.setattr(lines, "_LINES", 2)
    assert guard("models", "score", "toxicity", texts).out == expected
    assert guard("models", "score", "toxicity", "-", stdin=texts.read_bytes()).out == expected
    packed = tmp_path / "texts.jsonl.gz"
    packed.write_bytes(gzip.compress(texts.read_bytes()))
    assert guard("models", "score", "toxicity", packed).out == expected
    out = tmp_path / "scores.jsonl"
    assert guard("models", "score", "toxicity", texts, "--out", out).out == ""
    assert out.read_text() == expected


def test_no_lines_give_no_scores_and_no_vectors(guard: Guard, tmp_path: Path) -> None:
    empty, out = write(tmp_path / "empty.jsonl", []), tmp_path / "v.npy"
    assert guard("models", "score", "toxicity", empty) == (0, "", "")
    assert guard("models", "encode", empty, "--out", out).code == 0
    assert np.load(out).shape == (0, Encoder.load().dimension)


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        (b"\n", "blank"),
        (b"   \n", "blank"),
        (b"{broken\n", "no JSON"),
        (b'{"text": "\xff"}\n', "no JSON in UTF-8"),
        (b"[" * 100_000 + b"\n", "no JSON"),
        (b'["text"]\n', "no JSON object"),
        (b'{"message": "hi"}\n', "no 'text'"),
        (b'{"text": 7}\n', "'text' is no string"),
        (b'{"text": "hi", "context": "hello"}\n', "the model reads none"),
    ],
)
def test_a_bad_line_is_named_before_anything_is_written(
    guard: Guard, tmp_path: Path, bad: bytes, said: str
) -> None:
    path, out = tmp_path / "bad.jsonl", tmp_path / "out.jsonl"
    path.write_bytes(b'{"text": "fine"}\n' * 2 + bad + b'{"text": "fine"}\n')
    done = guard("models", "score", "toxicity", path)
    assert (done.code, done.out) == (2, "")
    assert f"{path}:3" in done.err
    assert said in done.err
    assert "Cure: " in done.err
    assert guard("models", "score", "toxicity", path, "--out", out).code == 2
    assert not out.exists()


def test_a_damaged_file_gives_no_scores(guard: Guard, tmp_path: Path) -> None:
    path = tmp_path / "cut.jsonl.gz"
    rows = "".join(json.dumps({"text": text}) + "\n" for text in phrases(500))
    path.write_bytes(gzip.compress(rows.encode())[:-200])
    done = guard("models", "score", "toxicity", path)
    assert (done.code, done.out) == (2, "")
    assert "damaged after line" in done.err


def test_a_directory_is_scored_as_its_first_line_says(guard: Guard, tmp_path: Path, tiny: Path) -> None:
    said, heard = phrases(5), phrases(5, seed=1)
    alone = write(tmp_path / "alone.jsonl", [{"text": text} for text in said])
    pairs = write(
        tmp_path / "pairs.jsonl",
        [{"context": before, "text": text} for before, text in zip(heard, said, strict=True)],
    )
    for path, contexts in ((alone, None), (pairs, heard)):
        expected = Classifier(str(tiny), tiny, uses_context=contexts is not None).score(said, contexts)
        got = [list(row.values()) for row in scores(guard("models", "score", tiny, path).out)]
        np.testing.assert_allclose(got, expected, atol=1e-6)
    pairs.write_bytes(pairs.read_bytes() + alone.read_bytes())
    done = guard("models", "score", tiny, pairs)
    assert (done.code, done.out) == (2, "")
    assert f"{pairs}:6: there is no 'context'" in done.err


def test_a_model_in_the_place_of_an_embedded_one(guard: Guard, texts: Path, tiny: Path) -> None:
    assert set(scores(guard("models", "score", "toxicity", texts, "--model", tiny).out)[0]) == {
        "fine",
        "rude",
        "hate",
    }
    done = guard("models", "score", "gibberish", texts, "--model", tiny)
    assert done.code == 2
    assert "toxicity" in done.err


def test_encode_writes_what_the_encoder_gives_in_order(guard: Guard, texts: Path, tmp_path: Path) -> None:
    out = tmp_path / "vectors.npy"
    assert guard("models", "encode", texts, "--out", out).code == 0
    vectors = np.load(out, allow_pickle=False)
    assert vectors.dtype == np.float32
    np.testing.assert_array_equal(vectors, Encoder.load().encode(TEXTS))


def test_an_output_is_whole_or_not_there_and_never_an_input(
    guard: Guard, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, out = texts.read_bytes(), tmp_path / "vectors.npy"
    out.write_bytes(b"older")
    assert guard("models", "encode", texts, "--out", texts).code == 2
    assert guard("models", "score", "toxicity", texts, "--out", texts).code == 2

    def fail(self: Encoder, texts: list[str]) -> None:
        raise MemoryError

    monkeypatch.setattr(Encoder, "encode", fail)
    assert guard("models", "encode", texts, "--out", out).code == 3
    assert (out.read_bytes(), texts.read_bytes()) == (b"older", before)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["texts.jsonl", "vectors.npy"]


def test_list_shows_each_model_and_its_headlines_in_80_columns(guard: Guard) -> None:
    shown = guard("models", "list").out
    listed = [json.loads(line) for line in guard("models", "list", "--json").out.splitlines()]
    assert [one["name"] for one in listed] == [model.name for model in registry.embedded()]
    for one in listed:
        assert one["fingerprint"][:16] in shown
        assert one["licence"] in shown
        assert 1 <= len(one["headline"]) <= 3
        assert all(f"{value:g}" in shown for value in one["headline"].values())
        assert one["files"]
    assert max(map(len, shown.splitlines())) <= 80


def test_the_embedded_models_score_without_torch() -> None:
    code = (
        "import sys, io\n"
        "sys.argv = ['guard', 'models', 'score', 'toxicity', '-']\n"
        'sys.stdin = io.TextIOWrapper(io.BytesIO(b\'{"text": "hi"}\'))\n'
        "from guard.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'torch', 'transformers', 'sklearn', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert len(scores(done.stdout.splitlines()[0])) == 1
    assert done.stdout.splitlines()[1] == "[]"


@pytest.fixture
def house(tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Embedded models of which the toxicity model is a tiny one that clears most texts."""
    folder = tmp_path / "embedded"
    for name in ("encoder", "gibberish"):
        shutil.copytree(registry.EMBEDDED / name, folder / name)
    shutil.copytree(tiny, folder / "toxicity")
    config = json.loads((tiny / "config.json").read_text())
    limit = clearing_limit(Classifier.load(str(tiny)).score(phrases(300)), 0.3)
    (folder / "toxicity" / "config.json").write_text(json.dumps({**config, "clear_below": limit}))
    monkeypatch.setattr(registry, "EMBEDDED", folder)
    registry.write_manifest(
        [("encoder", "encoder", "-"), ("gibberish", "language_model", "-"), ("toxicity", "classifier", "-")]
    )
    return folder


@pytest.fixture
def conversations(tmp_path: Path) -> Path:
    path = tmp_path / "conversations.jsonl"
    rows = [
        {"id": f"c-{i}", "messages": [{"role": "user", "content": text}]}
        for i, text in enumerate(phrases(200))
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_a_scan_says_what_a_cascade_sent_on_and_may_have_lost(
    guard: Guard, house: Path, conversations: Path, tmp_path: Path
) -> None:
    other = save_classifier(tmp_path / "other", "multi_label_classification", seed=8)
    arguments = ("scan", conversations, "--model", f"toxicity={other}", "--detector", "toxicity")
    done = guard(*arguments, "--json")
    summary = json.loads(done.out)
    passage = summary["cascade"]["toxicity"]
    assert set(passage) == {"texts", "sent_on", "checked", "lost", "lost_at_most"}
    assert 0 < passage["sent_on"] < passage["texts"] == passage["sent_on"] + passage["checked"]
    assert passage["lost"] > 0
    assert " after embedded@" in summary["models"]["toxicity"]
    assert f"{passage['sent_on']:,} of {passage['texts']:,} distinct texts" in guard(*arguments).err
    every = json.loads(guard(*arguments, "--every-text", "--json").out)
    assert every["cascade"] == {}
    assert every["models"]["toxicity"] == f"{other}@{registry.fingerprint(other)}"
    assert guard(*arguments, "--quiet") == (0, "", "")


def test_a_model_without_a_label_of_ours_is_refused_with_ours_and_theirs(tiny: Path) -> None:
    ours = registry.labels_of(registry.EMBEDDED / "toxicity")
    kind = {"toxicity": str(tiny)}
    with pytest.raises(UsageError, match="none of its labels is one of ours") as caught:
        choose(kind)
    assert all(name in caught.value.cure for name in (*ours, "fine", "rude", "hate"))
    with pytest.raises(UsageError, match="'nothing'"):
        choose(kind, [("toxicity", "nothing", ours[0])])
    with pytest.raises(UsageError, match=r"'nothing' \(ours\)"):
        choose(kind, [("toxicity", "rude", "nothing")])
    assert choose(kind, [("toxicity", "rude", ours[0])]).models.toxicity is not None


@pytest.mark.parametrize(
    ("models", "labels", "said"),
    [
        ({"humour": "embedded"}, [], "no such kind of model: 'humour'"),
        ({}, [("toxicity", "a", "b")], "labels belong to a model that is plugged in"),
        ({"encoder": "embedded"}, [("encoder", "a", "b")], "no such kind of model: 'encoder'"),
        ({"toxicity": "./nowhere/at/all"}, [], "no such model"),
    ],
)
def test_a_choice_that_cannot_be_is_told(
    models: dict[str, str], labels: list[tuple[str, str, str]], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        choose(models, labels)


def test_every_model_of_a_run_is_on_record() -> None:
    prints = choose().fingerprints
    kinds = {model.name for model in registry.embedded() if model.kind != "language_model"}
    assert kinds | {"gibberish"} <= set(prints)
    for name, print_ in prints.items():
        assert print_ == f"embedded@{registry.fingerprint(registry.resolve(name))}"
