"""A telephone number is compared by its keyed digest, and somebody confirms one that both parents gave."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from centre.telephones import digest_of_number


def give_digests(apps, schema_editor):
    for entry in apps.get_model("centre", "VaultEntry").objects.filter(kind="phone"):
        entry.phone_key = digest_of_number((entry.value or {}).get("text") or "")
        entry.save(update_fields=["phone_key"])


class Migration(migrations.Migration):
    dependencies = [("centre", "0041_what_was_sent_stays"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.AddField(
            model_name="vaultentry",
            name="phone_key",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="vaultentry",
            name="number_confirmed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="vaultentry",
            name="number_confirmed_by",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="numbers_confirmed",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunPython(give_digests, migrations.RunPython.noop),
    ]  # fmt: skip
