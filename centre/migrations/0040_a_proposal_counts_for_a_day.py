"""A proposal to give something out of a safety file counts for a day; another may follow, and it stays to be read."""

from django.db import migrations, models


def _one_open(condition):
    return models.UniqueConstraint(condition=condition, fields=("dossier", "to"), name="one_open_release_per_person")


class Migration(migrations.Migration):
    dependencies = [("centre", "0039_a_child_asks_about_its_own_file")]

    operations = [
        migrations.AddField(
            model_name="safetyrelease", name="lapsed_at", field=models.DateTimeField(blank=True, null=True)
        ),
        migrations.RemoveConstraint(model_name="safetyrelease", name="one_open_release_per_person"),
        migrations.AddConstraint(
            model_name="safetyrelease", constraint=_one_open(models.Q(("lapsed_at", None), ("settled_at", None)))
        ),
    ]
