"""`python benchmarks/composition.py INSTANCE --seconds S --out PLAN`: compose a season from a file and print how good it is.

INSTANCE is a file, or a size of the generator with a seed (`s:1`).
"""

import argparse
import json
import resource
import sys
from pathlib import Path
from time import monotonic, process_time

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks import season
from groups.composing.loading import BadFacts, load, read_instance
from groups.composing.planner import Proposal, compose

HEAD = f"{'instance':<14}{'couples':>8}{'worth':>10}{'bound':>10}{'gap':>9}{'groups':>8}{'seated':>8}{'seconds':>9}{'CPU':>8}{'MB':>7}  stage"


def line(name: str, families: int, found: Proposal, seconds: float, spent: float) -> str:
    """One row; the memory is the most that this process ever took, CPU the seconds it really had on a busy machine."""
    gap = "unknown" if found.gap is None else "proven" if found.is_proven else f"{100 * found.gap:.2f} %"
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    return (
        f"{name:<14}{families:>8}{found.worth:>10}{found.bound or '–':>10}{gap:>9}{len(found.plan.groups):>8}"
        f"{len(found.plan.seated):>8}{seconds:>9.1f}{process_time() - spent:>8.1f}{memory:>7}  {found.stage}"
    )


def main() -> int:
    """0 when a legal plan was written, 1 when the facts cannot be."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instance", help="a JSON file, or size:seed with a size of xs, s, m, l")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="where the plan goes, as JSON")
    parser.add_argument("--progress", action="store_true", help="print every better plan and bound")
    asked = parser.parse_args()
    size, _colon, seed = asked.instance.partition(":")
    try:
        made = size in season.SIZES and not Path(asked.instance).exists()
        instance = load(season.make(size, int(seed or 1))) if made else read_instance(asked.instance)
    except BadFacts as error:
        for where, what in error.problems:
            print(f"{where}: {what}")
        return 1
    # Loading the solver takes a second and happens once per process; what is measured is composing.
    import ortools.sat.python.cp_model  # noqa: F401

    def tell(now: Proposal) -> None:
        if asked.progress:
            print(
                f"  {monotonic() - began:7.2f} s  {now.worth:>9} of at most {now.bound or '–'}  {now.stage}", flush=True
            )

    began, spent = monotonic(), process_time()
    found = compose(instance, seconds=asked.seconds, seed=asked.seed, tell=tell)
    print(HEAD)
    name = asked.instance if made else Path(asked.instance).stem
    print(line(name, len(instance.families), found, monotonic() - began, spent))
    if asked.out:
        asked.out.write_text(json.dumps(found.plan.to_json()), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
