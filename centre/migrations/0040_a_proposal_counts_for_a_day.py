"""A proposal to give something out of a safety file counts for a day; another may follow, and it stays to be read."""

from django.db import migrations, models


def settle_lapsed(apps, schema_editor):
    """Before this one, only one open proposal per person could be: whoever proposed anew sets the lapsed one aside.

    Stops where the same person proposed anew and that waits, for a proposal takes two people and no name is invented.
    """
    release = apps.get_model("centre", "SafetyRelease")
    for row in release.objects.filter(lapsed_at__isnull=False, settled_at=None).order_by("pk"):
        later = release.objects.filter(dossier=row.dossier_id, to=row.to_id, pk__gt=row.pk)
        if other := later.exclude(proposed_by=row.proposed_by_id).order_by("pk").first():
            row.settled_by_id, row.settled_at, row.is_agreed = other.proposed_by_id, row.lapsed_at, False
            row.save(update_fields=["settled_by", "settled_at", "is_agreed"])
    open_ones = release.objects.filter(settled_at=None).order_by().values("dossier", "to")
    if stuck := open_ones.annotate(count=models.Count("pk")).filter(count__gt=1).count():
        raise RuntimeError(
            f"Stopped: for {stuck} people a proposal out of a safety file lapsed and the same colleague proposed anew. "
            "The version before holds one open proposal per person: let a second colleague decide about these first."
        )
    if schema_editor.connection.vendor == "postgresql":
        # PostgreSQL changes no table of which a foreign key still has to be checked at the end of the transaction.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


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
        # The last one: backwards it goes first.
        migrations.RunPython(migrations.RunPython.noop, settle_lapsed),
    ]
