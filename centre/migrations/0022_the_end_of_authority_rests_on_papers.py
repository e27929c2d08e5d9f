from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centre", "0021_nobody_works_on_the_own_family")]

    operations = [
        migrations.AddField(
            model_name="parentalauthority",
            name="end_evidence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("register", "extract of the authority register"),
                    ("recognition", "recognition since 2023"),
                    ("court", "court decision"),
                    ("parenting_plan", "parenting plan"),
                    ("declared", "declared by the parent, not yet checked"),
                ],
                default="",
                max_length=20,
            ),
            preserve_default=False,
        ),
    ]
