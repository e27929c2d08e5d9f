from datetime import datetime, time
from zoneinfo import ZoneInfo

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock

ZONE = ZoneInfo("Europe/Amsterdam")


def say_when_places_ended(apps, schema_editor):
    """Until now only the day was known; who left on the day of a session was not on its sheet, and stays so."""
    rows = apps.get_model("groups", "Placement").objects.filter(ended_on__isnull=False, ended_at=None)
    for pk, day in rows.values_list("pk", "ended_on"):
        rows.model.objects.filter(pk=pk).update(ended_at=datetime.combine(day, time(), tzinfo=ZONE))


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0009_called_off_groups_and_the_talk_after_stopping"),
        ("therapists", "0002_learning_together"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="placement",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunPython(say_when_places_ended, migrations.RunPython.noop),
        migrations.AddField(
            model_name="arrival",
            name="revision",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="calendarfeed",
            name="with_place",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="sessionlead",
            name="since",
            field=models.DateTimeField(default=centre.clock.now),
        ),
        migrations.AddField(
            model_name="sessionlead",
            name="stands_in_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sessions_stood_in_for",
                to="therapists.therapist",
            ),
        ),
        migrations.CreateModel(
            name="AbsenceTalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("planned_on", models.DateField()),
                ("missed", models.PositiveSmallIntegerField()),
                ("set_at", models.DateTimeField(default=centre.clock.now)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absence_talks", to="centre.case"
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="absence_talks", to="centre.parent"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absence_talks_planned",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-set_at"],
                "indexes": [models.Index(fields=["parent", "set_at"], name="absence_talk_of_parent")],
            },
        ),
    ]
