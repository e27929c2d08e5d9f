"""Everybody on the map of a case is a partner about whom the parents are asked."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centre", "0036_with_whom_a_case_shares"), ("referrals", "0007_who_knows_the_family")]

    operations = [
        migrations.AddField(
            model_name="chainlink",
            name="partner",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="chain_link",
                to="centre.sharingpartner",
            ),
        ),
    ]  # fmt: skip
