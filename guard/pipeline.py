"""The main path, from top to bottom: rows in, findings measured, policy decides, the store remembers.

    read -> spool -> corpus -> detectors -> policy -> suspicion and budget -> count -> store

Files that leave the tool (clean set, verdicts, report) are written afterwards, from what is stored here;
see `guard.outputs`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import guard
from guard import conduct, ingest
from guard.corpus import Corpus, Models, Rows
from guard.declared import Declared
from guard.detector import Detector, Learner, Measured, Signaller, detectors, select, vocabulary
from guard.errors import GuardError
from guard.fusion import CERTAIN, fuse, table, together, within
from guard.history import History
from guard.ingest import ReadOptions
from guard.policy import Policy, check, decide, facts, load
from guard.spool import Spool
from guard.store import Input, Judged, Run, Store
from guard.text import content_digest
from guard.types import Conversation, Failure, Finding, Group, Json, Rejected, Verdict

SEED = 7
BUDGET = 0.005
SHARED = {"trigger"}  # groups that are judged as one; those who merely say the same words are not
NEUTRAL = {"near_duplicates", "provenance"}  # about copies and records, which honest rows have as well
CLASSES = "classes "  # before the names of what classifiers see
_SCALE = 5.0  # suspicion at which a verdict's score is .63
Progress = Callable[[str, int, int | None], None]  # stage, done so far, of how many if known
After = Callable[[Corpus, Sequence[Verdict]], Mapping[str, Json]]  # a look at the scanned night; no verdicts


def silent(stage: str, done: int, total: int | None) -> None:
    """Progress that nobody watches."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a scan is asked to do. `now` is the time against which "in the future" is judged; `history` is a
    directory of trusted conversations, `declared` a file of what operations announced, `budget` the share
    of the night that may be held for review by suspicion."""

    paths: tuple[str, ...]
    now: datetime
    reading: ReadOptions = field(default_factory=ReadOptions)
    policy: Path | None = None
    detectors: tuple[str, ...] | None = None
    own_domains: frozenset[str] = frozenset()
    history: Path | None = None
    declared: Path | None = None
    budget: float = BUDGET


@dataclass(frozen=True, slots=True)
class Scan:
    """What a scan leaves: the stored run, verdicts in input order, and the rows on disk."""

    run: Run
    verdicts: list[Verdict]
    rejected: list[Rejected]
    spool: Spool


def prepare(request: Request) -> tuple[Policy, list[Detector]]:
    """Everything that can be wrong before work begins. Raises UsageError."""
    policy = load(request.policy)
    check(policy, vocabulary())
    return policy, select(request.detectors)


def scan(
    request: Request,
    models: Models,
    fingerprints: Mapping[str, str],
    store: Store,
    folder: Path,
    progress: Progress = silent,
    after: After | None = None,
) -> Scan:
    """Scan the request's files and store the run. `folder` holds the spool, which the result reads. What
    `after` gives joins the settings of the run's record.

    Raises UsageError before any work when the request is wrong, GuardError when the counts disagree.
    """
    policy, chosen = prepare(request)
    history, declared = side_information(request, fingerprints)
    spool, rejected, inputs = take_in(request, folder, progress)
    seen = store.digests(spool.ids())
    corpus = Corpus(spool, models, seen, request.now, request.own_domains, history, declared)
    findings, failures, groups = sort_out(measure(corpus, chosen, progress))
    progress("weighing", 0, None)
    verdicts = ranked(corpus, spool, policy, findings, failures, groups, chosen, request.budget)
    run = describe(request, policy, fingerprints, inputs, verdicts, rejected, history, declared)
    if after:
        run = replace(run, settings={**run.settings, **after(corpus, verdicts)})
    judged = (
        Judged(row.conversation, row.origin, verdict)
        for row, verdict in zip(spool.rows(), verdicts, strict=True)
    )
    progress("storing", 0, None)
    store.save(run, judged, groups, rejected)
    return Scan(run, verdicts, rejected, spool)


def ranked(
    corpus: Corpus,
    rows: Rows,
    policy: Policy,
    findings: Mapping[str, list[Finding]],
    failures: Mapping[str, list[Failure]],
    groups: Sequence[Group],
    chosen: Sequence[Detector],
    budget: float,
) -> list[Verdict]:
    """What policy decides, in the order of `rows`, once what all signals together suspect within the budget
    is a finding as well. The verdicts' scores order the whole night."""
    every = {
        one.id: decide(facts(one), findings[one.id], failures[one.id], policy) for one in rows.conversations()
    }
    ruled = np.array([every[name].score for name in corpus.ids])
    held = np.array([every[name].verdict != "pass" for name in corpus.ids], np.bool_)
    seen = signals(corpus, chosen, findings, np.where(held, ruled, 0.0))
    suspicion = fuse(seen, len(corpus), table(corpus.history is not None))
    place = {name: i for i, name in enumerate(corpus.ids)}
    shared = [np.array([place[name] for name in g.members]) for g in groups if g.kind in SHARED]
    raised = together(suspicion.scores, shared)
    columns = [corpus.column(name).codes for name in ("source", "language")]
    # On a cold start a desk that is new to the tool looks as odd as an attack: nothing is certain.
    certain = CERTAIN if corpus.history is not None else np.inf
    found = set(within(raised, held, budget, columns, corpus.ids, certain))
    scores = np.round(1 - np.exp(-raised / _SCALE), 6)
    verdicts = []
    for one in rows.conversations():
        index = place[one.id]
        verdict = every[one.id]
        if index in found:
            suspect = suspected(one.id, float(scores[index]), suspicion.reasons(index), findings[one.id])
            verdict = decide(facts(one), [*findings[one.id], suspect], failures[one.id], policy)
        verdicts.append(replace(verdict, score=float(scores[index])))
    return verdicts


def signals(
    corpus: Corpus,
    chosen: Sequence[Detector],
    findings: Mapping[str, list[Finding]],
    ruled: NDArray[np.float64],
) -> dict[str, NDArray[np.float64]]:
    """Everything that ranks conversations: signals of the corpus detectors, what classifiers see, the best
    finding of every label, and the rules."""
    result: dict[str, NDArray[np.float64]] = {"rules/fired": ruled}
    telling = {detector.name for detector in chosen if isinstance(detector, Signaller)}
    for detector in chosen:
        if isinstance(detector, Signaller):
            with suppress(Exception):  # `measure` failed on the same, and so holds every conversation
                found = detector.signals(corpus)
                result |= {f"{detector.name}/{label}": values for label, values in found.items()}
    place = {name: i for i, name in enumerate(corpus.ids)}
    for name, said in findings.items():
        for finding in said:
            if finding.detector not in telling | NEUTRAL and 0 <= finding.score <= 1:
                key = f"{finding.detector}/{finding.label}"
                values = result.setdefault(key, np.zeros(len(corpus)))
                values[place[name]] = max(values[place[name]], finding.score)
    seen = conduct.signals(corpus)
    return result | {CLASSES + key: values for key, values in seen.items()}


def suspected(
    conversation: str, score: float, reasons: Sequence[str], findings: Sequence[Finding]
) -> Finding:
    """The finding that a conversation is within the budget, and why: what the strongest signal's finding
    says, or else what that signal sees."""
    said = {f"{one.detector}/{one.label}": str(one.evidence.get("why", "")) for one in findings}
    known = [said[name] for name in reasons if said.get(name)]
    seen = "; ".join(dict.fromkeys(map(plainly, reasons))) or "many weak signs"
    why = known[0] if known else f"Among the most suspicious of the night: {seen}."
    evidence: dict[str, Json] = {"why": why, "signals": list(reasons)}
    return Finding(conversation, "suspicion", "within_budget", score, evidence)


def plainly(signal: str) -> str:
    """What a signal sees, in words for a reader."""
    detector, _, label = signal.partition("/")
    if detector.startswith(CLASSES):
        return conduct.plainly(signal.removeprefix(CLASSES))
    return vocabulary().get(detector, {}).get(label, "rules fired")


def side_information(request: Request, fingerprints: Mapping[str, str]) -> tuple[History | None, Declared]:
    """What the scan may know beside tonight's conversations. Raises UsageError for a file that is wrong, and
    for a history whose vectors are not those of the encoder of this scan."""
    declared = Declared.load(request.declared).on(request.now) if request.declared else Declared.none()
    if request.history is None:
        return None, declared
    _, _, encoder = fingerprints["encoder"].rpartition("@")
    return History.load(request.history, encoder), declared


def take_in(request: Request, folder: Path, progress: Progress) -> tuple[Spool, list[Rejected], list[Input]]:
    """Read every row of every input: the readable ones to disk, the others with their reason."""
    reading = ingest.read(request.paths, request.reading)
    spool, rejected = Spool(folder), []
    for number, row in enumerate(reading, start=1):
        if isinstance(row, Rejected):
            rejected.append(row)
        else:
            spool.append(row)
        if number % 500 == 0:
            progress("reading", number, None)
    spool.seal()
    progress("reading", len(spool) + len(rejected), len(spool) + len(rejected))
    return spool, rejected, [Input(i.file, i.sha256, i.rows, i.format) for i in reading.inputs]


def measure(corpus: Corpus, chosen: Sequence[Detector], progress: Progress = silent) -> Iterator[Measured]:
    """What every detector says. One that breaks down leaves a Failure for every conversation."""
    for number, detector in enumerate(chosen):
        progress(detector.name.replace("_", " "), number, len(chosen))
        try:
            learned = detector.learn(corpus) if isinstance(detector, Learner) else {}
            yield from detector.measure(corpus, learned)
        except Exception as error:  # nothing fails open: whatever it was, people look at all of it
            message = f"{type(error).__name__}: {error}"
            yield from (Failure(conversation, detector.name, message) for conversation in corpus.ids)
    progress("measured", len(chosen), len(chosen))


def sort_out(
    measured: Iterable[Measured],
) -> tuple[Mapping[str, list[Finding]], Mapping[str, list[Failure]], list[Group]]:
    """Findings and failures by conversation, and the groups."""
    findings: dict[str, list[Finding]] = defaultdict(list)
    failures: dict[str, list[Failure]] = defaultdict(list)
    groups: list[Group] = []
    for item in measured:
        if isinstance(item, Group):
            groups.append(item)
        elif isinstance(item, Failure):
            failures[item.conversation].append(item)
        else:
            findings[item.conversation].append(item)
    return findings, failures, groups


def blind_rules(policy: Policy, chosen: Sequence[str] | None) -> list[str]:
    """Rules that cannot fire because a detector that they ask about was not chosen."""
    if chosen is None:
        return []
    return [
        step.id
        for step in policy.program.steps
        if any(selector.split("/")[0] not in (*chosen, "suspicion") for selector in step.mentions)
    ]


def describe(
    request: Request,
    policy: Policy,
    fingerprints: Mapping[str, str],
    inputs: Sequence[Input],
    verdicts: Sequence[Verdict],
    rejected: Sequence[Rejected],
    history: History | None = None,
    declared: Declared | None = None,
) -> Run:
    """The run's record, after counting: rows in must be rows out (exit code 3 when they are not)."""
    passed = sum(verdict.verdict == "pass" for verdict in verdicts)
    held = len(verdicts) - passed
    read = sum(entry.rows for entry in inputs)
    if read != passed + held + len(rejected):
        raise GuardError(
            f"rows read ({read}) are not rows passed ({passed}) + held ({held}) + unreadable"
            f" ({len(rejected)}); no clean set was written",
            cure="this is a fault of the tool: keep the input and report it",
        )
    settings: dict[str, Json] = {
        "detectors": list(request.detectors or detectors()),
        "rules_without_detector": blind_rules(policy, request.detectors),
        "own_domains": sorted(request.own_domains),
        "budget": request.budget,
        "format": request.reading.format,
        "columns": dict(request.reading.columns),
        "history": history.digest if history else None,
        "declared": [notice.text for notice in declared.notices] if declared else [],
    }
    parts = [request.now.isoformat(), policy.hash, *(f"{i.file} {i.sha256}" for i in inputs)]
    if history:
        parts.append(f"history {history.digest}")
    parts += [f"declared {said}" for said in settings["declared"]]
    return Run(
        id="run-" + content_digest([("run", part) for part in parts])[:12],
        night=request.now.date(),
        started_at=request.now,
        version=guard.__version__,
        seed=SEED,
        inputs=tuple(inputs),
        policy=policy.hash,
        models=dict(fingerprints),
        settings=settings,
        read=read,
        passed=passed,
        held=held,
        rejected=len(rejected),
    )


class Listed(Rows):
    """Conversations in memory, for small corpora such as a rule's examples."""

    def __init__(self, conversations: Sequence[Conversation]) -> None:
        self._all = conversations

    def __len__(self) -> int:
        return len(self._all)

    def conversation(self, index: int, /) -> Conversation:
        return self._all[index]

    def conversations(self) -> Iterator[Conversation]:
        return iter(self._all)
