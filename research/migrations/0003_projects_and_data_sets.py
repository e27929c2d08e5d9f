"""Research projects with their frozen data sets (law.md R72, R73; features.md I5, I6)."""

import centre.clock
import centre.fields
import django.db.models.deletion
import research.models.exports
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0028_told_to_researchers"),
        ("research", "0002_how_families_fared"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ResearchExport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=research.models.exports.export_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("requested", "waits for a second person"),
                            ("approved", "approved"),
                            ("building", "being made"),
                            ("ready", "ready"),
                            ("refused", "not approved"),
                            ("failed", "failed"),
                        ],
                        default="requested",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField(default=centre.clock.now)),
                ("asked_at", models.DateTimeField(default=centre.clock.now)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("step", models.PositiveSmallIntegerField(default=0)),
                ("steps", models.PositiveSmallIntegerField(default=3)),
                ("heartbeat_at", models.DateTimeField(default=centre.clock.now)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("frozen_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("failure", models.CharField(blank=True, max_length=40)),
                ("deleted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_exports_asked",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_exports_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ExportContent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("parcel", centre.fields.EncryptedTextField()),
                (
                    "export",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="content",
                        to="research.researchexport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResearchProject",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=research.models.exports.project_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("title", models.CharField(max_length=120)),
                ("purpose", models.TextField()),
                (
                    "level",
                    models.CharField(
                        choices=[("scores", "scores only"), ("items", "scores and single answers")],
                        default="scores",
                        max_length=8,
                    ),
                ),
                ("asked_at", models.DateTimeField(default=centre.clock.now)),
                ("ends_on", models.DateField()),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("is_approved", models.BooleanField(default=False)),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_projects_decided",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "researcher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="research_projects",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="researchexport",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="exports", to="research.researchproject"
            ),
        ),
        migrations.CreateModel(
            name="ExportPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="research_parts", to="centre.case"
                    ),
                ),
                (
                    "dossier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="research_parts", to="centre.dossier"
                    ),
                ),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="parts", to="research.researchexport"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("export", "dossier", "case"), name="once_in_a_data_set")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="researchproject",
            index=models.Index(fields=["researcher", "-asked_at"], name="project_researcher"),
        ),
        migrations.AddConstraint(
            model_name="researchproject",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("researcher")), _negated=True),
                    _connector="OR",
                ),
                name="a_second_person_decides_a_project",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchproject",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_approved", False), ("decided_by__isnull", False), _connector="OR"),
                name="an_approved_project_has_a_decider",
            ),
        ),
        migrations.AddIndex(
            model_name="researchexport",
            index=models.Index(fields=["project", "-asked_at"], name="export_project"),
        ),
        migrations.AddIndex(
            model_name="researchexport",
            index=models.Index(
                condition=models.Q(("state__in", ["requested", "approved", "building"])),
                fields=["state", "heartbeat_at"],
                name="export_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchexport",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["requested", "approved", "building", "ready", "refused", "failed"])),
                name="export_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchexport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None), models.Q(("decided_by", models.F("asked_by")), _negated=True), _connector="OR"
                ),
                name="a_second_person_unlocks_an_export",
            ),
        ),
        migrations.AddConstraint(
            model_name="researchexport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["requested", "approved", "building"])),
                fields=("project",),
                name="one_export_in_the_making_per_project",
            ),
        ),
    ]
