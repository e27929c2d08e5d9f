"""The role of the web may remove no row of the log: those whose term is over go by a function of the owner (law.md R45)."""

from django.db import migrations

from centre.append_only import let_prune, stop_pruning


def forwards(apps, schema_editor):
    let_prune(schema_editor.connection)


def backwards(apps, schema_editor):
    stop_pruning(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("centre", "0030_a_way_back_in_names_an_address")]
    operations = [migrations.RunPython(forwards, backwards)]
