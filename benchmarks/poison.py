"""How much of what was planted is found: nights with attacks, the guard and public baselines, one table.

    python -m benchmarks.poison --quick
    python -m benchmarks.poison --counts 10,25,50,250 --seeds 3 --settings cold,history,declared --left-out

Several families share a night, as several attackers would. Each result is kept in the work folder under a
digest of everything it depends on, so that a run that was stopped goes on where it was. Recall is that at
exactly 1 % of honest conversations lost, confounders included; a method's ties count against it.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from random import Random

import click
import numpy as np

from benchmarks import attacks, attacks_left_out, guard_scan, measures, nights, published, table
from benchmarks.attacks.family import Family
from benchmarks.baselines import BASELINES, KNOW_HISTORY, View
from benchmarks.measures import Result
from benchmarks.nights import Base, Night
from guard.errors import GuardError, UsageError

HERE = Path(__file__).parent
SETTINGS = ("cold", "history", "declared")  # each has what those before it have
SIZES = {"full": (9000, 20_000, 4500)}
SMALL = (3000, 6000, 3000)
QUICK = (1500, 3000, 1500)


@dataclass(frozen=True)
class Plan:
    """What is to be run. `sizes`: honest conversations of tonight, of the history, and to plant into."""

    mixture: str
    data: Path
    sizes: tuple[int, int, int]
    families: Mapping[str, Family]
    counts: Sequence[int]
    seeds: Sequence[int]
    settings: Sequence[str]
    methods: Sequence[str]
    sharing: int
    budget: str | None
    work: Path

    def shared(self, seed: int) -> list[list[Family]]:
        """Families by night, in an order of the seed; one that reaches the history has a night of its own."""
        alone = [[family] for family in self.families.values() if family.trusted]
        names = [name for name, family in self.families.items() if not family.trusted]
        Random(seed).shuffle(names)
        parts = range(0, len(names), self.sharing)
        return [[self.families[name] for name in names[at : at + self.sharing]] for at in parts] + alone

    def jobs(self, method: str) -> Iterator[str]:
        """The settings in which a method differs."""
        if method == "guard":
            yield from (s for s in self.settings if s == "cold" or guard_scan.supports(f"--{s}"))
        elif method not in KNOW_HISTORY:
            yield "cold"
        elif set(self.settings) - {"cold"}:
            yield "history"


def run(plan: Plan, told: Callable[[str], None]) -> Iterator[Result]:
    """All results of a plan, the known ones read from the work folder."""
    code = guard_scan.digest(
        HERE / "attacks", HERE / "attacks_left_out", HERE / "wordings", HERE / "baselines"
    )
    for seed in plan.seeds:
        honest: Base | None = None
        for count, families in [(c, f) for c in plan.counts for f in (plan.shared(seed) if c else [[]])]:
            made: Night | None = None
            for method, setting in [(m, s) for m in plan.methods for s in plan.jobs(m)]:
                names = [family.name for family in families]
                inputs = [plan.mixture, plan.sizes, seed, count, names, method, setting, code]
                if method == "guard":
                    inputs += [guard_scan.version(), plan.budget]
                kept = plan.work / f"{hashlib.sha256(json.dumps(inputs).encode()).hexdigest()[:24]}.json"
                if not kept.exists():
                    honest = honest or nights.base(plan.mixture, plan.data, seed, *plan.sizes)
                    made = made or nights.night(honest, families, count)
                    done = judged(made, method, setting, seed, count, plan)
                    kept.write_text(json.dumps(asdict(done)))
                    told(f"seed {seed}, {count} of {', '.join(names) or 'nothing'}: "
                         f"{method} ({setting}) {done.seconds:.1f} s")  # fmt: skip
                yield Result(**json.loads(kept.read_text()))


def judged(night: Night, method: str, setting: str, seed: int, count: int, plan: Plan) -> Result:
    """One method on one night."""
    held = held_poison = None
    if method == "guard":
        folder = plan.work / "night"
        night.write(folder)
        history = guard_scan.add_history(folder / "history.jsonl", plan.work) if setting != "cold" else None
        declared = folder / "declared.yaml" if setting == "declared" else None
        scan = guard_scan.scan(folder / "night.jsonl", history, declared, plan.budget)
        scores = np.array([scan.scores[one.id] for one in night.truth])
        held_poison, held = measures.tally(night.truth, np.array([scan.held[one.id] for one in night.truth]))
        seconds, megabytes = scan.seconds, scan.megabytes
    else:
        view = View(night.rows, View(night.history) if setting == "history" else None, seed)
        start = time.perf_counter()
        scores = BASELINES[method](view)
        seconds, megabytes = time.perf_counter() - start, 0.0
    honest = np.array([one.honest for one in night.truth])
    found, lost = measures.tally(night.truth, measures.flagged(scores, honest))
    return Result(method, setting, seed, count, found, lost, held, held_poison, seconds, megabytes)


def _chosen(names: str, known: Sequence[str], option: str) -> list[str]:
    """The names of a comma-separated option. Raises UsageError for an unknown one."""
    chosen = [name.strip() for name in names.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            raise UsageError(f"unknown name {name!r}", option, f"choose among {', '.join(known)}")
    return chosen


def _methods(names: str) -> list[str]:
    """Methods by name; "baselines" stands for all of them."""
    chosen = _chosen(names, ("guard", "baselines", *BASELINES), "--methods")
    return [m for name in chosen for m in (BASELINES if name == "baselines" else [name])]


@click.command()
@click.option(
    "--data",
    default=HERE.parent.parent / "shared" / "data",
    type=click.Path(path_type=Path),
    help="Folder of the public corpora.",
)
@click.option(
    "--mixture", type=click.Choice(list(nights.MIXTURES)), help="[default: full, or synthetic without data]"
)
@click.option(
    "--size", type=int, help="Honest conversations of tonight; history and spare ones in proportion."
)
@click.option(
    "--counts", default="10,25,50,250", show_default=True, help="Planted per family; 0 is always run."
)
@click.option("--seeds", default=1, show_default=True, help="How many.")
@click.option("--settings", default=",".join(SETTINGS), show_default=True)
@click.option("--families", default="", help="Comma-separated names.  [default: all that are not left out]")
@click.option("--left-out", is_flag=True, help="Run the families kept apart, and only them.")
@click.option("--methods", default="guard,baselines", show_default=True, help="guard, baselines, or names.")
@click.option("--sharing", default=5, show_default=True, help="Families a night.")
@click.option("--budget", help="Handed to guard scan.")
@click.option("--quick", is_flag=True, help="One seed, 25 of each, small nights, cold and with everything.")
@click.option("--out", default=HERE / "results" / "poison.json", type=click.Path(path_type=Path))
@click.option("--work", default=HERE.parent / "build" / "poison", type=click.Path(path_type=Path),
              help="Folder of results so far.")  # fmt: skip
def main(
    data: Path, mixture: str | None, size: int | None, counts: str, seeds: int, settings: str, families: str,
    left_out: bool, methods: str, sharing: int, budget: str | None, quick: bool, out: Path, work: Path,
) -> None:  # fmt: skip
    """Plant, scan, measure."""
    present = (data / "star.jsonl.gz").is_file()
    mixture = mixture or ("synthetic" if not present else "small" if quick else "full")
    sizes = QUICK if quick else SIZES.get(mixture, SMALL)
    if size:
        sizes = (size, size * sizes[1] // sizes[0], max(sizes[2] * size // sizes[0], 1500))
    known = attacks_left_out.FAMILIES if left_out else attacks.FAMILIES
    if mixture == "published":
        known = published.families(data)
    names = _chosen(families, list(known), "--families") or list(known)
    amounts = [0, 25] if quick else sorted({0, *map(int, counts.split(","))})
    work.mkdir(parents=True, exist_ok=True)
    plan = Plan(
        mixture=mixture,
        data=data,
        sizes=sizes,
        families={name: known[name] for name in names},
        counts=amounts,
        seeds=range(1 if quick else seeds),
        settings=("cold", "declared") if quick else _chosen(settings, SETTINGS, "--settings"),
        methods=_methods(methods),
        sharing=sharing,
        budget=budget,
        work=work,
    )
    results = list(run(plan, lambda line: click.echo(line, err=True)))
    report = table.report(results, plan.families, {"mixture": mixture, "sizes": sizes, "left_out": left_out})
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1) + "\n", "utf-8")
    click.echo(table.text(report))


if __name__ == "__main__":
    try:
        main(standalone_mode=False)
    except GuardError as error:
        click.echo(str(error), err=True)
        raise SystemExit(error.exit_code) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(error.exit_code) from None
