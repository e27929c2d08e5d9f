"""Devices, odd reads, and who set or ended a relation: the rows behind emergency access and supervision."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock
import centre.fields
import centre.models.odd_read


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0002_access_log_is_append_only"),
    ]

    operations = [
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("family", models.CharField(max_length=40)),
                ("first_seen_at", models.DateTimeField(default=centre.clock.now)),
            ],
        ),
        migrations.CreateModel(
            name="OddRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(editable=False, max_length=120, unique=True)),
                (
                    "reference",
                    models.CharField(
                        default=centre.models.odd_read.finding_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "sort",
                    models.CharField(
                        choices=[
                            ("own_name", "has the family's name"),
                            ("no_relation", "did not work on the case at that moment"),
                            ("many_files", "opened unusually many files"),
                        ],
                        max_length=12,
                    ),
                ),
                ("day", models.DateField()),
                ("how_many", models.PositiveIntegerField(default=1)),
                ("found_at", models.DateTimeField(default=centre.clock.now)),
                (
                    "verdict",
                    models.CharField(
                        blank=True,
                        choices=[("fine", "in order"), ("talk", "to be discussed"), ("breach", "not in order")],
                        max_length=8,
                    ),
                ),
                ("explanation", centre.fields.EncryptedTextField(blank=True)),
                ("judged_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.AddField(
            model_name="carerelation",
            name="end_reason",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddField(
            model_name="carerelation",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_ended",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="carerelation",
            name="set_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_set",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("message", "message waiting"),
                    ("appointment", "appointment"),
                    ("invitation", "invitation"),
                    ("questionnaire", "questionnaire"),
                    ("security", "safety of the account"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddIndex(
            model_name="accesslog",
            index=models.Index(fields=["action", "-at"], name="look_action_at"),
        ),
        migrations.AddField(
            model_name="knowndevice",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="known_devices", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="oddread",
            name="actor",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="odd_reads", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="oddread",
            name="case",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="odd_reads",
                to="centre.case",
            ),
        ),
        migrations.AddField(
            model_name="oddread",
            name="dossier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="odd_reads",
                to="centre.dossier",
            ),
        ),
        migrations.AddField(
            model_name="oddread",
            name="judged_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="odd_reads_judged",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="knowndevice",
            constraint=models.UniqueConstraint(fields=("user", "family"), name="a_device_is_known_once"),
        ),
        migrations.AddIndex(
            model_name="oddread",
            index=models.Index(condition=models.Q(("verdict", "")), fields=["-day"], name="odd_read_open"),
        ),
    ]
