from django.db import migrations, models

EVIDENCE = [
    ("register", "extract of the authority register"),
    ("recognition", "recognition since 2023"),
    ("court", "court decision"),
    ("parenting_plan", "parenting plan"),
    ("declared", "declared by the parent, not yet checked"),
    ("stated", "stated by the referrer, not yet checked"),
    ("unknown", "not established yet"),
    ("unnamed", "not established yet; this parent has not named the child"),
]


class Migration(migrations.Migration):
    dependencies = [("centre", "0036_with_whom_a_case_shares")]

    operations = [
        migrations.AlterField(
            model_name="parentalauthority",
            name="evidence",
            field=models.CharField(choices=EVIDENCE, default="declared", max_length=20),
        ),
        migrations.AlterField(
            model_name="parentalauthority",
            name="end_evidence",
            field=models.CharField(blank=True, choices=EVIDENCE, max_length=20),
        ),
    ]
