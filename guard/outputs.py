"""The files that a finished run leaves: verdicts, clean set with manifest, quarantine, rejects, report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import orjson

from guard import export, report
from guard.errors import UsageError
from guard.export import Counts, atomic_writer, write_clean, write_manifest, write_quarantined, write_rejected
from guard.pipeline import Scan
from guard.store import Store
from guard.types import Finding, Json, Verdict


@dataclass(frozen=True, slots=True)
class Targets:
    """Where each file goes; None: it is not written."""

    verdicts: Path | None = None
    clean: Path | None = None
    manifest: Path | None = None
    quarantined: Path | None = None
    rejected: Path | None = None
    report: Path | None = None

    def paths(self) -> list[Path]:
        """All files that will be written."""
        named = (self.verdicts, self.clean, self.quarantined, self.rejected, self.report)
        manifest = [self.manifest_path()] if self.clean else []
        return [path for path in named if path] + manifest

    def manifest_path(self) -> Path:
        """The manifest stands beside the clean set unless told otherwise."""
        return self.manifest or export.default_manifest(self.clean or Path())


def check_targets(targets: Targets, inputs: Sequence[str]) -> None:
    """Raises UsageError, before any work, for a target that is an input or a device, or has no folder."""
    read = [name for name in inputs if name != "-"]
    export.check_targets(targets.paths(), read)
    if targets.clean:
        export.check_clean(targets.clean, read)
    if targets.quarantined:
        export.check_kind(targets.quarantined)
    for path in targets.paths():
        if not path.resolve().parent.is_dir():
            raise UsageError("there is no such folder to write to", str(path.parent), "make it first")
    if targets.manifest and not targets.clean:
        raise UsageError("a manifest describes a clean set", "--manifest", "give --clean FILE as well")


def verdict_json(verdict: Verdict) -> dict[str, Json]:
    """A verdict as it stands in files: findings worst first, a detector that failed as a finding."""
    failed: list[dict[str, Json]] = [
        {
            "detector": failure.detector,
            "label": "failed",
            "score": 1.0,
            "turn": None,
            "span": None,
            "group": None,
            "evidence": {"why": "This detector could not answer.", "error": failure.error},
        }
        for failure in verdict.failures
    ]
    return {
        "id": verdict.conversation,
        "verdict": verdict.verdict,
        "score": verdict.score,
        "rules": list(verdict.rules),
        "findings": failed + [finding_json(finding) for finding in verdict.findings],
        "policy": verdict.policy,
    }


def finding_json(finding: Finding) -> dict[str, Json]:
    """A finding as it stands in files."""
    return {
        "detector": finding.detector,
        "label": finding.label,
        "score": finding.score,
        "turn": finding.turn,
        "span": list(finding.span) if finding.span else None,
        "group": finding.group,
        "evidence": dict(finding.evidence),
    }


def write_all(targets: Targets, scan: Scan, store: Store, titles: Mapping[str, str]) -> None:
    """Write every target, each whole or not at all. The run is stored already, so this can be repeated."""
    if targets.verdicts:
        with atomic_writer(targets.verdicts) as file:
            for verdict in scan.verdicts:
                file.write(orjson.dumps(verdict_json(verdict), option=orjson.OPT_APPEND_NEWLINE))
    # what the store keeps, not what passed: decisions on the same content hold from night to night
    kept = store.kept(scan.run.id)
    quarantined = rejected = None
    if targets.quarantined:
        held = {verdict.conversation for verdict in scan.verdicts} - kept
        quarantined = write_quarantined(scan.spool.rows(), held, targets.quarantined)
    if targets.rejected:
        rejected = write_rejected(scan.rejected, targets.rejected)
    if targets.report:
        report.write(store, scan.run.id, export.regular(targets.report), titles)
    if targets.clean:
        run, hashes = scan.run, {entry.file: entry.sha256 for entry in scan.run.inputs}
        clean = write_clean(scan.spool.rows(), kept, targets.clean, hashes)
        back = sum(verdict.conversation not in kept for verdict in scan.verdicts)
        counts = Counts(run.read, len(kept), back, len(scan.rejected))
        write_manifest(targets.manifest_path(), run, counts, clean, held=quarantined, rejected=rejected)
