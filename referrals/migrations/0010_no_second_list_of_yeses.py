"""The answers about partners stand with all other answers now; their old table goes."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("referrals", "0009_one_answer_per_partner")]

    operations = [
        migrations.AlterField(
            model_name="chainlink",
            name="partner",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="chain_link", to="centre.sharingpartner"
            ),
        ),
        migrations.DeleteModel(name="ChainConsent"),
    ]
