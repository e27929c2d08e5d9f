from django.db import migrations

#: The hats at work as they were called when this was written (centre/audiences.py, STAFF).
AT_WORK = ("therapist", "referrer", "coordinator", "researcher", "municipality", "privacy")


def shut_out(apps, schema_editor):
    """Who had both a hat at work and a family before such an exclusion came by itself gets it now (services/own_family.py)."""
    hats = apps.get_model("centre", "Membership").objects.filter(audience__in=AT_WORK)
    staff, cases = set(hats.values_list("user", flat=True)), apps.get_model("centre", "Case").objects
    relation = apps.get_model("centre", "CareRelation")
    pairs = {
        *cases.filter(family__parents__user__in=staff).values_list("pk", "family__parents__user"),
        *cases.filter(family__children__user__in=staff).values_list("pk", "family__children__user"),
    }
    rows = [
        relation(case_id=case, user_id=user, kind="excluded", reason="Het eigen gezin")
        for case, user in sorted(pair for pair in pairs if pair[1] in staff)
    ]
    relation.objects.bulk_create(rows, 1000, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("centre", "0020_hats_at_work_by_role")]

    # Undone, the exclusions stay: they protect, and nobody can tell any more which ones came from here.
    operations = [migrations.RunPython(shut_out, migrations.RunPython.noop)]
