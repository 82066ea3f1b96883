"""How much of what was planted is found: nights with attacks, the guard and public baselines, one table.

    python -m benchmarks.poison --quick
    python -m benchmarks.poison --jobs 4 --seeds 3
    python -m benchmarks.poison --jobs 4 --seeds 3 --suite independent
    python -m benchmarks.poison --jobs 4 --seeds 3 --suite left_out

Several families share a night, as several attackers would. Each result is kept in the work folder under a
digest of everything it depends on, so that a run that was stopped goes on where it was. Recall is that at
exactly 1 % of honest conversations lost, confounders included; a method's ties count against it.
See docs/BENCHMARK.md.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from pathlib import Path

import click

from benchmarks import guard_scan, nights, plan, table, work
from benchmarks.baselines import BASELINES
from benchmarks.measures import Result
from benchmarks.plan import HERE, SETTINGS, SUITES, Plan
from benchmarks.scan import RESULTS
from guard.cli.scan import Share
from guard.errors import GuardError, UsageError
from guard.pipeline import BUDGET

Json = dict[str, object]
SIZES = {"full": (9000, 20_000, 4500)}
SMALL = (3000, 6000, 3000)
QUICK = (1500, 3000, 1500)
THREADS = ("OMP_NUMTHREADS", "OPENBLAS_NUMTHREADS", "MKL_NUMTHREADS", "RAYON_NUMTHREADS")


def run(asked: Plan, jobs: int, told: Callable[[str], None]) -> None:
    """Whatever the work folder does not have yet of a plan, in so many processes."""
    missing = [part for part in asked.parts() if asked.missing(part)]
    seeds = {part.seed for part in missing if part.trusting}
    trusting = [seed for seed in sorted(seeds) if not asked.history(seed).exists()]
    if jobs == 1:
        for seed in trusting:
            told(work.trust(asked, seed))
        for part in missing:
            told(work.measure(asked, part))
    else:
        os.environ |= dict.fromkeys(THREADS, "1")  # a core for each process
        with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn")) as pool:
            _spread([pool.submit(work.trust, asked, seed) for seed in trusting], told)
            _spread([pool.submit(work.measure, asked, part) for part in missing], told)


def _spread(futures: Sequence[Future[str]], told: Callable[[str], None]) -> None:
    """Tell what is done as it is done; where one fails, what has not begun is not begun."""
    try:
        for done in as_completed(futures):
            told(done.result())
    finally:
        for future in futures:
            future.cancel()


def known(asked: Plan) -> Iterator[Result]:
    """The results of a plan that the work folder has."""
    for part in asked.parts():
        for job in part.jobs:
            if (kept := asked.kept(part, *job)).exists():
                yield Result(**json.loads(kept.read_text()))


def checked(asked: Plan) -> Json:
    """That the command line gives the verdicts and scores of the first night that are in the table: seconds
    of the command. Raises GuardError where it does not."""
    kept = asked.work / f"checked-{asked.history(asked.seeds[0]).name}.json"
    if not kept.exists():
        with tempfile.TemporaryDirectory() as name:
            folder, seed = Path(name), asked.seeds[0]
            honest = work.base(asked.mixture, asked.data, seed, asked.sizes)
            first = asked.shared(seed, count := max(asked.counts))[0]
            nights.night(honest, [asked.families[family] for family in first], count).write(folder)
            history = work.guard(seed).add_history(folder / "history.jsonl", asked.history(seed))
            given = (folder / "night.jsonl", history, folder / "declared.yaml", asked.budget)
            here, process = work.guard(seed).scan(*given), guard_scan.scan(*given)
            guard_scan.version.cache_clear()
            work.require_version(asked.guard)
            here.require_same(process)
        figures = {"conversations": len(here.scores), "process_seconds": round(process.seconds, 1)}
        kept.write_text(json.dumps(figures))
    return dict(json.loads(kept.read_text()))


def sized(sizes: tuple[int, int, int], tonight: int | None) -> tuple[int, int, int]:
    """Sizes with so many honest conversations tonight, the others in proportion; enough to plant into."""
    if tonight is None:
        return sizes
    return tonight, tonight * sizes[1] // sizes[0], max(sizes[2] * tonight // sizes[0], 1500)


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
    "--counts",
    help="Planted per family; 0 is always run.  [default: 5,10,25,50,100,250; 200 at most where published]",
)
@click.option("--seeds", default=1, show_default=True, help="How many.")
@click.option("--settings", default=",".join(SETTINGS), show_default=True)
@click.option(
    "--suite",
    type=click.Choice(SUITES),
    default="tuned",
    show_default=True,
    help="Attack families; independent: by another hand; left_out: of no tuning, for the last table only.",
)
@click.option("--families", default="", help="Comma-separated names of the suite.  [default: all]")
@click.option("--methods", default="guard,baselines", show_default=True, help="guard, baselines, or names.")
@click.option("--budget", type=Share(), default=BUDGET, show_default="0.5%", help="As of guard scan.")
@click.option("--quick", is_flag=True, help="One seed, 25 of each, small nights, cold and with everything.")
@click.option(
    "--jobs", type=click.IntRange(1), default=1, show_default=True, help="Processes, one core each."
)
@click.option("--spot-check", is_flag=True, help="Scan one night by the command line as well, and compare.")
@click.option("--so-far", is_flag=True, help="Do nothing new: report what is known.")
@click.option("--out", type=click.Path(path_type=Path), help="[default: benchmarks/results/poison*.json]")
@click.option("--work", "folder", default=HERE.parent / "build" / "poison", type=click.Path(path_type=Path),
              help="Folder of results so far.")  # fmt: skip
def main(
    data: Path, mixture: str | None, size: int | None, counts: str | None, seeds: int, settings: str,
    suite: str, families: str, methods: str, budget: float, quick: bool, jobs: int, spot_check: bool,
    so_far: bool, out: Path | None, folder: Path,
) -> None:  # fmt: skip
    """Plant, scan, measure."""
    present = (data / "star.jsonl.gz").is_file()
    counts = counts or ("5,10,25,50,100,200" if suite == "published" else "5,10,25,50,100,250")
    mixture = "published" if suite == "published" else mixture
    mixture = mixture or ("synthetic" if not present else "small" if quick else "full")
    sizes = sized(QUICK if quick else SIZES.get(mixture, SMALL), size)
    suited = list(plan.families(suite, data))
    asked = Plan(
        suite=suite,
        mixture=mixture,
        data=data,
        sizes=sizes,
        names=_chosen(families, suited, "--families") or suited,
        counts=[0, 25] if quick else sorted({0, *map(int, counts.split(","))}),
        seeds=range(1 if quick else seeds),
        settings=("cold", "declared") if quick else _chosen(settings, SETTINGS, "--settings"),
        methods=_methods(methods),
        budget=budget,
        work=folder,
        code=plan.code(),
        guard=guard_scan.version(),
    )
    folder.mkdir(parents=True, exist_ok=True)
    if not so_far:
        run(asked, jobs, lambda line: click.echo(line, err=True))
    about = {"suite": suite, "mixture": mixture, "sizes": sizes, "budget": budget, "seeds": len(asked.seeds)}
    about |= {"checked": checked(asked)} if spot_check else {}
    report = table.report(list(known(asked)), asked.families, about)
    name = {"tuned": "poison.json"}.get(suite, f"poison_{suite}.json")
    out = out or RESULTS / name
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(table.dumped(report), "utf-8")
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
