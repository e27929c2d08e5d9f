"""Recipes in /beheer/: an administrator changes what new groups are made of, and nothing that runs."""

import pytest

from centre.models import User
from groups.models import Recipe
from tests.factories import groups as make

LIST = "/beheer/groups/recipe/"


@pytest.fixture
def admin(db, client):
    client.force_login(
        User.objects.create_superuser(email="beheer@example.org", name="Beheer"),
        backend="centre.identity.passwords.SameWorkBackend",
    )
    return client


def posted(recipe: Recipe, **changes) -> dict:
    facts = {
        name: getattr(recipe, name) for name in ("name", "version", "couples", "minimum_couples", "sessions", "minutes")
    }
    facts |= {"variant": "open", "intakes": 2, "offer_days": 7, "reminder_channel": "mail"}
    facts |= {"contents-TOTAL_FORMS": 0, "contents-INITIAL_FORMS": 0}
    facts |= {"rhythm_days": 14, "leads_per_track": 2, "what_to_bring": "", "source": "test", "is_active": "on"}
    return {**facts, "session_titles": "Kennismaken\n\n Stress ", "reminder_hours": "24, 48", **changes}


def test_seven_sessions_in_the_recipe_leave_a_planned_group_at_eight(cast, admin):
    group = make.circle(cast).group
    recipe = group.recipe

    assert admin.get(f"{LIST}{recipe.pk}/change/").status_code == 200
    assert admin.post(f"{LIST}{recipe.pk}/change/", posted(recipe, sessions=7)).status_code == 302

    recipe.refresh_from_db()
    group.refresh_from_db()
    assert (recipe.sessions, recipe.session_titles, recipe.reminder_hours) == (7, ["Kennismaken", "Stress"], [48, 24])
    assert (group.session_count, group.sessions.count()) == (8, 8)


@pytest.mark.parametrize(
    "wrong",
    [
        {"sessions": "0"}, {"sessions": "9999"}, {"couples": "13"}, {"couples": "3", "minimum_couples": "4"},
        {"reminder_hours": "morgen"}, {"reminder_hours": "0"}, {"reminder_hours": "²"}, {"reminder_hours": "9" * 5000},
        {"minutes": "-5"}, {"name": ""}, {"leads_per_track": "x"},
    ],
)  # fmt: skip
def test_a_recipe_that_cannot_be_planned_is_refused(admin, wrong):
    recipe = make.recipe()

    response = admin.post(f"{LIST}{recipe.pk}/change/", posted(recipe, **wrong))

    assert response.status_code == 200 and response.context["adminform"].form.errors
    recipe.refresh_from_db()
    assert (recipe.sessions, recipe.couples) == (8, 6)


def test_recipes_are_not_deleted_and_not_for_others(cast, admin, client_as):
    recipe = make.recipe()

    assert admin.post(f"{LIST}{recipe.pk}/delete/").status_code == 403
    assert client_as(cast.cora).get(LIST).status_code in (302, 403, 404)
    assert Recipe.objects.filter(pk=recipe.pk).exists()
