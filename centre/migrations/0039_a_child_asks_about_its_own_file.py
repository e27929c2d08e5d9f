"""A question about a file is asked by a parent or by the child whose file it is (law.md R30, R47)."""

import django.db.models.deletion
from django.db import migrations, models


def stop_for_children(apps, schema_editor):
    """Before this one a question had a parent, always: what a child asked cannot be kept."""
    asked = apps.get_model("centre", "FileRequest").objects.filter(parent=None).count()
    if asked:
        raise RuntimeError(
            f"Stopped: questions about a file, {asked} of them, were asked by a child itself. The version "
            "before knows only questions of parents; they cannot be kept there."
        )


class Migration(migrations.Migration):
    dependencies = [("centre", "0038_decisions_of_courts_checks_and_plans")]

    operations = [
        migrations.AlterField(
            model_name="filerequest",
            name="parent",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="file_requests",
                to="centre.parent",
            ),
        ),
        migrations.AddField(
            model_name="filerequest",
            name="child",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="file_requests",
                to="centre.child",
            ),
        ),
        migrations.AddConstraint(
            model_name="filerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("child", None), ("parent__isnull", False))
                | models.Q(("child__isnull", False), ("parent", None)),
                name="one_person_asks_about_a_file",
            ),
        ),
        # The last one: backwards it goes first.
        migrations.RunPython(migrations.RunPython.noop, stop_for_children),
    ]  # fmt: skip
