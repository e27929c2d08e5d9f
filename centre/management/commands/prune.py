"""Let go of what has served: `prune --dry-run` counts it, `prune` removes it; `--now` moves the clock."""

from centre.management.moments import TimedCommand
from centre.services import pruning


class Command(TimedCommand):
    help = "Remove old doorbells, tasks, drafts, unconfirmed sign-ups and the log of more than five years ago."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--dry-run", action="store_true", help="only count; nothing changes")

    def run_at(self, options):
        if options["dry_run"]:
            counts = {name: rows.count() for name, rows in pruning.over().items()}
            counts["days of the log"] = pruning.prunable_days().count()
        else:
            counts = pruning.prune()
        for name, count in counts.items():
            self.stdout.write(f"{count:>7}  {name}")
        self.stdout.write("nothing was changed" if options["dry_run"] else "removed")
