"""Rule files: what is read, what is refused, and that every error names file, line and key."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guard.errors import UsageError
from guard.policy import check, document, load
from guard.policy.document import MAX_BYTES, parse
from guard.policy.loading import default_directory

HEAD = """\
id: a-rule
title: Something is odd
description: Made for a test.
status: experimental
severity: medium
action: review
"""
GOOD = HEAD + "when: {finding: toxicity/abuse}\n"
WHEN = "when:\n  any:\n"  # lines 7 and 8


def write(folder: Path, text: str | bytes, name: str = "a-rule.yaml") -> Path:
    data = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    (folder / name).write_bytes(data)
    return folder


def errors(folder: Path) -> list[str]:
    """The lines of the error, without the folder."""
    with pytest.raises(UsageError) as caught:
        load(folder)
    return [line.strip().removeprefix(f"{folder}/") for line in caught.value.what.splitlines()[1:]]


def test_loads_rules_in_the_order_of_their_ids(tmp_path: Path) -> None:
    write(tmp_path, GOOD.replace("a-rule", "z-rule"), "z-rule.yaml")
    write(tmp_path, GOOD)
    write(tmp_path, "not: a rule", "README.md")
    write(tmp_path, "not: a rule", ".hidden.yaml")
    assert [rule.id for rule in load(tmp_path).rules] == ["a-rule", "z-rule"]


BAD: list[tuple[str, str, str]] = [
    (
        "unknown key",
        HEAD + "titel: x\nwhen: {finding: a/b}\n",
        "7: titel: unknown key; did you mean 'title'?",
    ),
    ("missing key", GOOD.replace("title: Something is odd\n", ""), "1: title: this key is missing"),
    ("file name", GOOD.replace("a-rule", "b-rule"), "1: id: 'b-rule' must be the name of the file, 'a-rule'"),
    ("id", GOOD.replace("a-rule", "A_rule"), "1: id: must be kebab-case"),
    ("status", GOOD.replace("experimental", "beta"), "4: status: should be 'experimental', 'test'"),
    ("severity", GOOD.replace("medium", "7"), "5: severity: should be 'info', 'low'"),
    ("action", GOOD.replace("action: review", "action: delete"), "6: action: should be 'pass', 'review'"),
    ("empty title", GOOD.replace("Something is odd", "''"), "2: title: "),
    (
        "no examples",
        GOOD.replace("experimental", "stable"),
        "1: examples.fire: a rule of status 'stable' needs",
    ),
    ("when is a list", HEAD + "when:\n  - finding: a/b\n", "7: when: must be a mapping of keys to values"),
    ("empty when", HEAD + "when: {}\n", "7: when: a condition needs one of: any, all, none, finding"),
    ("empty any", HEAD + "when:\n  any: []\n", "8: when.any: must not be empty"),
    ("any is no list", HEAD + "when:\n  any: {finding: a/b}\n", "8: when.any: must be a list"),
    (
        "selector",
        HEAD + WHEN + "    - finding: toxicity\n",
        "9: when.any[0].finding: must be detector/label or",
    ),
    (
        "condition key",
        HEAD + WHEN + "    - finding: a/b\n      atleast: {score: 1}\n",
        "10: when.any[0].atleast: unknown key; did you mean 'at_least'?",
    ),
    (
        "two kinds in one condition",
        HEAD + WHEN + "    - finding: a/b\n      metadata: {channel: [chat]}\n",
        "10: when.any[0].metadata: unknown key",
    ),
    (
        "bound is text",
        HEAD + WHEN + "    - finding: a/b\n      at_least:\n        score: high\n",
        "11: when.any[0].at_least.score: should be a valid number, not 'high'",
    ),
    (
        "bound is yes",
        HEAD + "when: {finding: a/b, at_most: {x: yes}}\n",
        "7: when.at_most.x: should be a valid",
    ),
    (
        "bound is nan",
        HEAD + "when: {finding: a/b, at_most: {x: .nan}}\n",
        "7: when.at_most.x: should be a finite",
    ),
    (
        "score out of reach",
        HEAD + WHEN + "    - finding: a/b\n      at_least:\n        accounts: 2\n        score: 1.5\n",
        "12: when.any[0].at_least.score: 1.5 can never be reached",
    ),
    (
        "score below 0",
        HEAD + "when: {finding: a/b, at_most: {score: -1}}\n",
        "7: when.at_most.score: a score is",
    ),
    (
        "nothing between",
        HEAD + "when:\n  finding: a/b\n  at_least: {n: 3}\n  at_most: {n: 2}\n",
        "9: when.at_least.n: 3 is above the 2 of at_most",
    ),
    (
        "count",
        HEAD + "when: {finding: a/b, count: 0}\n",
        "7: when.count: should be greater than or equal to 1",
    ),
    ("role", HEAD + "when: {finding: a/b, role: agent}\n", "7: when.role: should be 'system', 'user'"),
    ("grouped", HEAD + "when: {finding: a/b, grouped: 1}\n", "7: when.grouped: should be a valid boolean"),
    (
        "where holds no list",
        HEAD + "when: {finding: a/b, where: {k: v}}\n",
        "7: when.where.k: must be a list",
    ),
    (
        "where holds lists",
        HEAD + "when: {finding: a/b, where: {k: [[v]]}}\n",
        "7: when.where.k[0]: must be text",
    ),
    (
        "metadata field",
        HEAD + WHEN + "    - metadata:\n        chanel: [chat]\n",
        "10: when.any[0].metadata.chanel: no such metadata field: 'chanel'; did you mean 'channel'?",
    ),
    (
        "pattern",
        HEAD + WHEN + "    - matches:\n        field: source\n        pattern: '(a'\n",
        "11: when.any[0].matches.pattern: not a pattern that RE2 accepts: missing ): (a",
    ),
    (
        "back-reference",
        HEAD + "when: {matches: {field: source, pattern: '(a)\\1'}}\n",
        "7: when.matches.pattern: not a pattern that RE2 accepts: invalid escape sequence",
    ),
    (
        "pattern that explodes",
        HEAD + "when: {matches: {field: id, pattern: '((a{99}){99}){99}'}}\n",
        "7: when.m",
    ),
    (
        "nested too deep",
        HEAD
        + "when:\n"
        + "".join(f"{'  ' * n}all:\n{'  ' * n}-\n" for n in range(1, 7))
        + " " * 14
        + "finding: a/b\n",
        "18: when.all[0].all[0].all[0].all[0].all[0]: nested deeper than 5 levels",
    ),
    (
        "example key",
        GOOD + "examples:\n  fire:\n    - name: x\n      conversation: []\n",
        "11: examples.fire[0].conversation: unknown key; did you mean 'conversations'?",
    ),
    (
        "example role",
        GOOD + "examples:\n  fire:\n    - name: x\n      conversations:\n"
        "        - messages: [{role: agent, content: x}]\n",
        "12: examples.fire[0].conversations[0].messages[0].role: should be 'system'",
    ),
    (
        "example shows nothing",
        GOOD + "examples: {silent: [{name: x}]}\n",
        "8: examples.silent[0]: an example needs",
    ),
    (
        "example time",
        GOOD + "examples:\n  fire:\n    - name: x\n      conversations:\n"
        "        - messages: []\n          created_at: 2026-11-01T12:00:00\n",
        "13: examples.fire[0].conversations[0].created_at: should have timezone info",
    ),
    (
        "reserved id",
        GOOD.replace("a-rule", "detector-failed"),
        "1: id: 'detector-failed' is the name of the built-in",
    ),
    ("key twice", GOOD + "title: again\n", "8: title: the key is written twice, first on line 2"),
    (
        "key twice inside",
        HEAD + "when:\n  all: []\n  all: []\n",
        "9: when.all: the key is written twice, first on",
    ),
    ("anchor", HEAD + "when: &w {finding: a/b}\n", "7: anchors and aliases are not allowed"),
    ("alias", GOOD + "references: [*w]\n", "8: anchors and aliases are not allowed"),
    (
        "tag",
        GOOD + "references: [!!python/name:os.system x]\n",
        "8: the tag tag:yaml.org,2002:python/name:os.system",
    ),
    ("merge key", GOOD + "<<: {title: x}\n", "8: a key must be text"),
    ("key is a list", GOOD + "? [a]\n: b\n", "8: a key must be text"),
    ("key is a number", GOOD + "7: b\n", "8: a key must be text; put it in quotes"),
    ("two documents", GOOD + "---\nid: b\n", "8: a second YAML document"),
    ("tab", GOOD + "\t- x\n", "8: not valid YAML"),
    ("open bracket", GOOD + "references: [a\n", "9: not valid YAML"),
    ("impossible number", GOOD + "references: [0b_]\n", "8: references[0]: '0b_' is no value YAML knows"),
    ("lone surrogate", GOOD + 'references: ["\\ud800"]\n', "8: "),
    ("too deep", GOOD + "references: " + "[" * 10_000 + "\n", "8: nested deeper than 32 levels"),
    ("empty file", "", "1: must be a mapping of keys to values, not None"),
    ("only a list", "- a\n", "1: must be a mapping of keys to values"),
    ("control character", GOOD + "references: ['\x07']\n", "1: not valid YAML"),
    ("too large", GOOD + "#" * MAX_BYTES, "1: larger than 512 KiB"),
]


@pytest.mark.parametrize(("text", "expected"), [case[1:] for case in BAD], ids=[case[0] for case in BAD])
@pytest.mark.parametrize("loader", ["CSafeLoader", "SafeLoader"])
def test_an_error_names_file_line_and_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, loader: str, text: str, expected: str
) -> None:
    if not hasattr(yaml, loader):
        pytest.skip("PyYAML was built without libyaml")
    monkeypatch.setattr(document, "_Loader", getattr(yaml, loader))
    name = "detector-failed" if "id: detector-failed" in text else "a-rule"
    found = errors(write(tmp_path, text, f"{name}.yaml"))
    assert any(line.startswith(f"{name}.yaml:{expected}") for line in found), found


def test_bytes_that_are_no_text(tmp_path: Path) -> None:
    assert errors(write(tmp_path, GOOD.encode() + b"# \xff\n")) == ["a-rule.yaml:8: not valid UTF-8"]


def test_all_errors_of_all_files_are_shown_at_once(tmp_path: Path) -> None:
    write(
        tmp_path,
        HEAD.replace("medium", "huge")
        + WHEN
        + "    - finding: x\n    - matches: {field: id, pattern: '['}\n",
    )
    write(tmp_path, GOOD.replace("a-rule", "c-rule").replace("review", "hold"), "c-rule.yaml")
    write(tmp_path, "a: [\n", "b-rule.yaml")
    write(tmp_path, GOOD, "other.yml")
    (tmp_path / "more").mkdir()
    write(tmp_path / "more", GOOD)
    places = [re.match(r"\S+?:\d+: (?:[\w.\[\]]+: )?", line) for line in errors(tmp_path)]
    assert [place.group() for place in places if place] == [
        "a-rule.yaml:5: severity: ",
        "a-rule.yaml:9: when.any[0].finding: ",
        "a-rule.yaml:10: when.any[1].matches.pattern: ",
        "b-rule.yaml:2: ",
        "c-rule.yaml:6: action: ",
        "more/a-rule.yaml:1: ",
        "other.yml:1: ",
    ]


def test_an_empty_or_missing_directory_is_an_error(tmp_path: Path) -> None:
    for folder in (tmp_path, tmp_path / "missing"):
        with pytest.raises(UsageError) as caught:
            load(folder)
        assert caught.value.where == str(folder)


def test_times_stay_text(tmp_path: Path) -> None:
    read, problems = parse("x", b"at: 2026-11-01T12:00:00Z\nday: 2026-11-01")
    assert (read.data, problems) == ({"at": "2026-11-01T12:00:00Z", "day": "2026-11-01"}, [])


def test_the_hash_is_of_what_the_rules_say(tmp_path: Path) -> None:
    before = load(write(tmp_path, GOOD)).hash
    reformatted = (
        "# a comment\n"
        + HEAD.replace("title: Something is odd\n", "")
        + textwrap.dedent(
            """\
        when:
          finding: "toxicity/abuse"   # the same
          count: 1
        title: >-
          Something
          is odd
        """
        )
    )
    assert load(write(tmp_path, reformatted)).hash == before
    assert load(write(tmp_path, GOOD.replace("review", "quarantine"))).hash != before
    assert load(write(tmp_path, GOOD.replace("abuse}", "abuse, at_least: {score: 0.1}}"))).hash != before
    assert re.fullmatch("[0-9a-f]{64}", before)


KNOWN = {"toxicity": {"abuse": "abuse of a person"}, "contact": {"new_link": "a host never seen"}}


def test_check_accepts_what_exists(tmp_path: Path) -> None:
    write(tmp_path, HEAD + "when: {any: [{finding: toxicity/abuse}, {finding: contact/*}]}\n")
    check(load(tmp_path), KNOWN)


def test_check_refuses_names_that_do_not_exist(tmp_path: Path) -> None:
    text = HEAD + WHEN + "    - finding: toxcity/*\n    - none:\n      - finding: contact/new_lnk\n"
    with pytest.raises(UsageError) as caught:
        check(load(write(tmp_path, text)), KNOWN)
    assert [line.strip() for line in caught.value.what.splitlines()[1:]] == [
        f"{tmp_path}/a-rule.yaml:9: when.any[0].finding: no such detector: 'toxcity'; "
        "did you mean 'toxicity'?",
        f"{tmp_path}/a-rule.yaml:11: when.any[1].none[0].finding: 'contact' has no label 'new_lnk'; "
        "did you mean 'new_link'?",
    ]


def test_check_leaves_deprecated_rules_alone(tmp_path: Path) -> None:
    text = GOOD.replace("experimental", "deprecated").replace("toxicity", "gone")
    examples = "examples: {fire: [{name: x, findings: []}], silent: [{name: x, findings: []}]}\n"
    check(load(write(tmp_path, text + examples)), KNOWN)


def test_the_default_rules_load_if_there_are_any() -> None:
    if not list(default_directory().glob("*.yaml")):
        pytest.skip(f"no rules in {default_directory()}")
    assert load().rules == load(default_directory()).rules


def _loads_or_refuses(folder: Path, data: bytes) -> None:
    try:
        policy = load(write(folder, data))
    except UsageError as error:
        message = str(error)
    else:
        message = f"a-rule.yaml: {policy.hash}"
    assert "a-rule.yaml:" in message


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
keys = st.sampled_from(
    "finding at_least at_most where role count grouped metadata matches field pattern".split()
    + "any all none score".split()
)
likely = st.recursive(
    anything | st.sampled_from(["a/b", "a/*", "channel", "(", "user", 0.5, 2, True]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
)
steady = settings(
    derandomize=True,
    deadline=None,
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@steady
@given(st.binary(max_size=200) | st.text("-:[]{}&*!|>'\"%@`#, \n\tab?~<=0", max_size=60).map(str.encode))
def test_random_bytes_give_a_policy_or_a_usage_error(tmp_path: Path, data: bytes) -> None:
    _loads_or_refuses(tmp_path, data)
    _loads_or_refuses(tmp_path, HEAD.encode() + b"when: " + data)


@steady
@given(likely, anything)
def test_random_yaml_gives_a_policy_or_a_usage_error(tmp_path: Path, when: object, examples: object) -> None:
    fields = yaml.safe_load(GOOD) | {"when": when}
    _loads_or_refuses(tmp_path, yaml.safe_dump(fields, allow_unicode=True).encode("utf-8", "surrogatepass"))
    fields |= {"examples": {"fire": [examples], "silent": examples}}
    _loads_or_refuses(tmp_path, yaml.safe_dump(fields).encode())
