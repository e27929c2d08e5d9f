"""What stood wrong before: who was not safe is marked as such, and an account without an address is nobody's."""

from django.db import migrations


def mark_who_is_not_safe(apps, _editor):
    for row in apps.get_model("intake", "HelpRequest").objects.filter(sent_at__isnull=False, handled_at=None):
        if row.answers.get("you", {}).get("safe") == "no":
            row.is_unsafe = True
            row.save(update_fields=["is_unsafe"])


def let_go_of_accounts_without_address(apps, _editor):
    """Parents of several families may hang on one such account: each is invited anew, at the own address."""
    nobody = apps.get_model("centre", "User").objects.filter(email="")
    apps.get_model("centre", "Parent").objects.filter(user__in=nobody).update(user=None)
    apps.get_model("centre", "Invitation").objects.filter(user__in=nobody).delete()
    nobody.update(is_active=False)


def let_no_open_case_wait_unseen(apps, _editor):
    registration = apps.get_model("intake", "Registration")
    for case in apps.get_model("centre", "Case").objects.filter(closed_on=None, registration=None):
        registration.objects.create(case=case)


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0029_a_no_is_handled_and_procedures_about_authority"),
        ("intake", "0005_who_is_not_safe_now"),
    ]

    operations = [
        migrations.RunPython(mark_who_is_not_safe, migrations.RunPython.noop),
        migrations.RunPython(let_go_of_accounts_without_address, migrations.RunPython.noop),
        migrations.RunPython(let_no_open_case_wait_unseen, migrations.RunPython.noop),
    ]
