"""The database refuses to change what was written in a safety dossier (law.md R53: the reporting code is append-only)."""

from django.db import migrations

from centre.append_only import allow_changes, refuse_changes


def forwards(apps, schema_editor):
    refuse_changes(schema_editor.connection)


def backwards(apps, schema_editor):
    allow_changes(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("centre", "0013_the_safety_file")]
    operations = [migrations.RunPython(forwards, backwards)]
