"""Queue and send everything that is due, in this process: `reminders --now 2026-10-25T09:00`."""

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from centre import tasks
from centre.management.moments import TimedCommand

#: How the tasks of a room are called that do what its day has come for.
DUE = ("queue_", "remind_", "open_", "report_back", "tell_", "cancel_")


class Command(TimedCommand):
    help = "Do what is due in every room and deliver all due mail."

    def run_at(self, options):
        for room in settings.ROOMS:
            if find_spec(f"{room}.tasks"):
                for name, task in vars(import_module(f"{room}.tasks")).items():
                    if name.startswith(DUE) and hasattr(task, "run"):
                        self.stdout.write(f"{task.name}: {task.run()}")
        self.stdout.write(f"centre.look_again_at_safety_plans: {tasks.look_again_at_safety_plans()}")
        sent = tasks.deliver_notices() + tasks.deliver_address_mails()
        self.stdout.write(f"mails sent: {sent}")
