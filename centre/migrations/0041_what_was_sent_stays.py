"""The database refuses to change the text of a message, to whom it went, who sent it and when."""

from django.db import migrations

from centre.append_only import seal_messages, unseal_messages


def forwards(apps, schema_editor):
    seal_messages(schema_editor.connection)


def backwards(apps, schema_editor):
    unseal_messages(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("centre", "0040_a_proposal_counts_for_a_day")]
    operations = [migrations.RunPython(forwards, backwards)]
