import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import centre.clock


def recipe_of_the_facts(apps, schema_editor):
    """A proposal that was composed before knows its recipe from its facts; what a person fixed then counts as before."""
    runs = apps.get_model("groups", "CompositionRun").objects.filter(facts__isnull=False)
    known = set(apps.get_model("groups", "Recipe").objects.values_list("pk", flat=True))
    for run in runs.only("pk", "facts").iterator(chunk_size=20):
        recipe = run.facts.get("names", {}).get("recipe")
        if recipe in known:
            runs.filter(pk=run.pk).update(recipe_id=recipe)


class Migration(migrations.Migration):
    dependencies = [
        ("groups", "0011_what_stays_in_a_new_plan"),
        ("therapists", "0004_a_photo_by_choice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="compositionpin",
            name="recipe",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="composition_pins",
                to="groups.recipe",
            ),
        ),
        migrations.AddField(
            model_name="compositionrun",
            name="recipe",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="composition_runs",
                to="groups.recipe",
            ),
        ),
        migrations.AddField(
            model_name="evaluationvoice",
            name="leads",
            field=models.ManyToManyField(related_name="evaluation_voices", to="therapists.therapist"),
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("reason", models.CharField(max_length=80)),
                ("set_at", models.DateTimeField(default=centre.clock.now)),
                (
                    "practice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="closures", to="therapists.practice"
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "ordering": ["starts_on", "pk"],
                "indexes": [models.Index(fields=["practice", "ends_on"], name="closure_of_location")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("practice", "starts_on"), name="one_closure_per_location_and_first_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="closure_ends_after_it_starts"
                    ),
                ],
            },
        ),
        migrations.RunPython(recipe_of_the_facts, migrations.RunPython.noop, elidable=True),
    ]
