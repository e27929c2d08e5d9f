"""Seals of the log of who looked, every quarter of an hour."""

import centre.clock
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('centre', '0034_under_which_law_a_case_falls'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccessQuarter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_row_id', models.BigIntegerField(unique=True)),
                ('last_row_id', models.BigIntegerField()),
                ('row_count', models.PositiveIntegerField()),
                ('holes', models.JSONField(default=list)),
                ('digest', models.CharField(max_length=64)),
                ('sealed_at', models.DateTimeField(default=centre.clock.now)),
            ],
            options={
                'ordering': ['first_row_id'],
            },
        ),
    ]
