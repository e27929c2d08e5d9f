from django.db import migrations, models

from centre.append_only import install


def refuse_changes_again(apps, schema_editor):
    """SQLite makes a table anew for a column, and its triggers stay behind with the old one."""
    install(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("centre", "0015_what_was_told_and_what_goes_by_passage"),
    ]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, refuse_changes_again),
        migrations.RemoveIndex(model_name="notice", name="notice_due"),
        migrations.RemoveField(model_name="notice", name="message_id"),
        migrations.AddField(model_name="accesslog", name="mark", field=models.CharField(blank=True, max_length=32)),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(condition=models.Q(("state", "new")), fields=["due_at", "id"], name="notice_due"),
        ),
        migrations.RunPython(refuse_changes_again, migrations.RunPython.noop),
    ]
