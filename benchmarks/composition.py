"""`python benchmarks/composition.py INSTANCE[@SECONDS] … [--replan [TIMES]]`: compose seasons and print how good they are, as one table.

INSTANCE is a file, or a size of the generator with a seed (`s:1`). Each row runs in a process of its own, so that its
memory is its own. `share` is the worth as a part of the best bound that any row of the same instance proved.
"""

import argparse
import json
import resource
import subprocess
import sys
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import season
from benchmarks.withdrawals import replanned, together
from groups.composing.instance import Instance
from groups.composing.loading import BadFacts, load, read_instance
from groups.composing.planner import compose
from groups.composing.proposal import Proposal

HEAD = f"{'instance':<14}{'couples':>8}{'asked':>7}{'wall s':>8}{'CPU s':>8}{'worth':>10}{'bound':>10}{'share':>9}{'groups':>8}{'seated':>8}{'MB':>6}  stage"


def instance_of(name: str) -> Instance:
    """Raises BadFacts."""
    size, _colon, seed = name.partition(":")
    if size in season.SIZES and not Path(name).exists():
        return load(season.make(size, int(seed or 1)))
    return read_instance(name)


def compose_one(asked: argparse.Namespace, name: str, seconds: float) -> dict:
    """One row; the memory is the most that this process ever took, CPU the seconds that it really had on a busy machine."""
    instance = instance_of(name)
    # Loading the solver takes a second and happens once per process; what is measured is composing.
    import ortools.sat.python.cp_model  # noqa: F401

    def tell(now: Proposal) -> None:
        if asked.progress:
            print(
                f"  {monotonic() - began:7.2f} s ({process_time() - spent:6.2f} CPU) {now.worth:>9} of at most {now.bound or '–'}  {now.stage}",
                file=sys.stderr,
            )

    began, spent = monotonic(), process_time()
    found = compose(instance, seconds=seconds, seed=asked.seed, tell=tell)
    row = {
        "instance": Path(name).stem, "couples": len(instance.families), "asked": seconds, "wall": monotonic() - began,
        "cpu": process_time() - spent, "worth": found.worth, "bound": found.bound, "groups": len(found.plan.groups),
        "seated": len(found.plan.seated), "stage": found.stage,
    }  # fmt: skip
    if asked.out:
        asked.out.write_text(json.dumps(found.plan.to_json()), encoding="utf-8")
    if asked.replan:
        seeds = range(asked.seed, asked.seed + asked.replan)
        done = [replanned(instance, found.plan, seconds=seconds, seed=seed) for seed in seeds]
        row["replan"] = [*map(str, done), *([together(done)] if len(done) > 1 else [])]
    return row | {"memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def line(row: dict, bound: int | None) -> str:
    share = "unknown" if bound is None else "proven" if row["worth"] >= bound else f"{100 * row['worth'] / bound:.2f} %"
    return (
        f"{row['instance']:<14}{row['couples']:>8}{row['asked']:>7.0f}{row['wall']:>8.1f}{row['cpu']:>8.1f}{row['worth']:>10}"
        f"{row['bound'] or '–':>10}{share:>9}{row['groups']:>8}{row['seated']:>8}{row['memory']:>6}  {row['stage']}"
    )


def table(rows: list[dict]) -> str:
    """All rows, and below them what the re-plans kept."""
    lines = [HEAD]
    for row in rows:
        known = [
            other["bound"] for other in rows if other["instance"] == row["instance"] and other["bound"] is not None
        ]
        lines.append(line(row, min(known, default=None)))
    return "\n".join([*lines, *(f"{row['instance']:<14}{one}" for row in rows for one in row.get("replan", ()))])


def main() -> int:
    """0 when every season got a legal plan, 1 when the facts of one cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "instances", nargs="+", help="a JSON file, or size:seed with a size of xs, s, m, l; @ and seconds"
    )
    parser.add_argument("--seconds", type=float, default=10.0, help="for rows without seconds of their own")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where the plan goes, as JSON (with one instance)")
    parser.add_argument("--progress", action="store_true", help="print every better plan and bound")
    parser.add_argument(
        "--replan",
        type=int,
        nargs="?",
        const=1,
        default=0,
        help="then let couples and leads fall out so many times, and re-plan each",
    )
    parser.add_argument("--row", action="store_true", help="print one row as JSON")
    asked = parser.parse_args()
    rows = []
    for one in asked.instances:
        name, _at, seconds = one.partition("@")
        try:
            if asked.row:
                print(json.dumps(compose_one(asked, name, float(seconds or asked.seconds))))
                continue
            instance_of(name)
        except BadFacts as error:
            for where, what in error.problems:
                print(f"{where}: {what}")
            return 1
        options = [text for text in sys.argv[1:] if text not in asked.instances]
        done = subprocess.run([sys.executable, __file__, "--row", one, *options], check=True, stdout=subprocess.PIPE)
        rows.append(json.loads(done.stdout))
    if rows:
        print(table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
