"""Answers that went to a researcher under another name are told in the file as well (Jw 7.3.12 lid 3)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("centre", "0027_who_a_child_without_a_number_is")]

    operations = [
        migrations.AlterField(
            model_name="disclosure",
            name="kind_of_receiver",
            field=models.CharField(
                choices=[
                    ("board", "child protection board"),
                    ("institution", "certified institution (guardian or supervisor)"),
                    ("safe_home", "Veilig Thuis"),
                    ("police", "police or public prosecutor"),
                    ("school", "school"),
                    ("gp", "general practitioner"),
                    ("court", "court"),
                    ("lawyer", "lawyer of this person"),
                    ("researcher", "researcher, under another name"),
                    ("other", "somebody else"),
                ],
                max_length=12,
            ),
        ),
    ]
