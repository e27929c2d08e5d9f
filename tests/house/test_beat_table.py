"""Every line of the beat table names a task that exists and can be called as the table does."""

import inspect

import pytest
from django.conf import settings

from centre.celery import app


@pytest.mark.parametrize("line", settings.CELERY_BEAT_SCHEDULE.items(), ids=lambda line: line[0])
def test_a_beat_line_names_a_real_task(line):
    _title, entry = line
    app.loader.import_default_modules()

    task = app.tasks[entry["task"]]
    inspect.signature(task.run).bind(*entry.get("args", ()), **entry.get("kwargs", {}))


def test_every_task_name_begins_with_its_room():
    app.loader.import_default_modules()
    own = {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}

    assert own
    for name, task in own.items():
        assert task.__module__.split(".")[0] == name.split(".")[0]
