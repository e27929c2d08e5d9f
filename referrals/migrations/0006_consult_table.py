import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock
import centre.fields
import referrals.models.table


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0015_what_was_told_and_what_goes_by_passage"),
        ("referrals", "0005_lists_of_the_desk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="TableMeeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=referrals.models.table.table_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(max_length=120)),
                (
                    "convened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_meetings",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="table_meetings", to="centre.region"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TableItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=referrals.models.table.table_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("code_name", models.CharField(max_length=40, unique=True)),
                ("ages", models.CharField(max_length=60)),
                ("question", centre.fields.EncryptedTextField()),
                ("background", centre.fields.EncryptedTextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for an agenda"),
                            ("agenda", "on the agenda"),
                            ("advised", "advised"),
                            ("closed", "looked back on"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("state_since", models.DateTimeField(default=centre.clock.now)),
                ("brought_at", models.DateTimeField(default=centre.clock.now)),
                ("advice", centre.fields.EncryptedTextField(blank=True)),
                ("follow_up_on", models.DateField(blank=True, null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("done", "the advice was carried out"),
                            ("partly", "partly carried out"),
                            ("not_done", "not carried out"),
                        ],
                        max_length=10,
                    ),
                ),
                ("looking_back", centre.fields.EncryptedTextField(blank=True)),
                (
                    "brought_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_items",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="table_items", to="centre.case"
                    ),
                ),
                (
                    "follow_up_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_follow_ups",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="referrals.tablemeeting",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TableMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=centre.clock.now)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "appointed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_seats_given",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="table_members", to="centre.region"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="table_seats",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="tablemeeting",
            index=models.Index(fields=["region", "-starts_at"], name="table_meeting_region"),
        ),
        migrations.AddConstraint(
            model_name="tablemeeting",
            constraint=models.UniqueConstraint(fields=("region", "starts_at"), name="one_table_meeting_at_a_time"),
        ),
        migrations.AddIndex(
            model_name="tableitem",
            index=models.Index(fields=["case", "-brought_at"], name="table_item_case"),
        ),
        migrations.AddIndex(
            model_name="tableitem",
            index=models.Index(
                condition=models.Q(("state", "advised")), fields=["follow_up_on"], name="table_item_follow_up"
            ),
        ),
        migrations.AddConstraint(
            model_name="tableitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "agenda", "advised", "closed", "withdrawn"])),
                name="table_item_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="tableitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "advised"), _negated=True),
                    models.Q(("follow_up_by__isnull", False), ("follow_up_on__isnull", False)),
                    _connector="OR",
                ),
                name="advice_of_the_table_has_an_owner_and_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="tablemember",
            index=models.Index(fields=["user", "region"], name="table_member_user"),
        ),
        migrations.AddConstraint(
            model_name="tablemember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("region", "user"), name="one_open_seat_at_the_table"
            ),
        ),
    ]
