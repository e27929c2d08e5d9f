"""The database itself refuses to change or remove a row of the access log that is younger than five years."""

from django.db import migrations

from centre.append_only import install, remove


def forwards(apps, schema_editor):
    install(schema_editor.connection)


def backwards(apps, schema_editor):
    remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("centre", "0001_initial")]
    operations = [migrations.RunPython(forwards, backwards)]
