"""Queue and send everything that is due, in this process: `reminders --now 2026-10-25T09:00`."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre import tasks
from centre.management.moments import TimedCommand


class Command(TimedCommand):
    help = "Queue reminders of every room and deliver all due doorbells."

    def run_at(self, options):
        for room in settings.ROOMS:
            if find_spec(f"{room}.tasks"):
                for name, task in vars(import_module(f"{room}.tasks")).items():
                    if name.startswith(("queue_", "remind_", "open_", "report_back")) and hasattr(task, "run"):
                        self.stdout.write(f"{task.name}: {task.run()}")
        self.stdout.write(f"centre.look_again_at_safety_plans: {tasks.look_again_at_safety_plans()}")
        self.stdout.write(f"mails sent: {tasks.deliver_notices()}")
