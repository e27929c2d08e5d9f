"""With whom a case shares stands in rows of its own, and each answer says about whom it is (law.md R6)."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock
import centre.fields
import centre.models.sharing

PURPOSES = [
    ("treatment", "treatment"),
    ("group", "taking part in a group with other families"),
    ("sharing", "telling a partner how far the help is"),
    ("hearing", "hearing from a partner"),
    ("research", "scientific research"),
    ("video", "video for supervision"),
    ("mail", "messages by e-mail"),
]


def _purpose(model):
    return migrations.AlterField(
        model_name=model, name="purpose", field=models.CharField(choices=PURPOSES, max_length=16)
    )


class Migration(migrations.Migration):
    dependencies = [("centre", "0035_seals_of_quarters")]

    operations = [
        migrations.CreateModel(
            name="SharingPartner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "reference",
                    models.CharField(
                        default=centre.models.sharing.partner_reference, editable=False, max_length=16, unique=True
                    ),
                ),
                ("name", centre.fields.EncryptedTextField(blank=True)),
                ("is_asked", models.BooleanField(default=True)),
                ("tells_us", models.BooleanField(default=False)),
                ("named_at", models.DateTimeField(default=centre.clock.now)),
                ("ended_on", models.DateField(blank=True, null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="sharing_partners", to="centre.case"
                    ),
                ),
                (
                    "named_by",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_partners_named", to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_partners", to="centre.organisation",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT,
                        related_name="sharing_partners", to="centre.parent",
                    ),
                ),
            ],
            options={
                "verbose_name": "partner of a case",
                "ordering": ["named_at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)), fields=("case", "organisation"),
                        name="a_case_names_an_organisation_once",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="consent",
            name="partner",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="consents",
                to="centre.sharingpartner",
            ),
        ),
        migrations.RemoveField(model_name="consent", name="organisation"),
        _purpose("consent"),
        _purpose("consentruling"),
        _purpose("consenttext"),
    ]  # fmt: skip
