"""A page that is sent twice writes once; with something else in it, it says so and writes nothing."""

import pytest

from centre import clock
from centre.models import CareRelation, Disclosure, Dossier, HelpPlanFact
from centre.services.cases import relate

KEY = "0123456789abcdef"
TOLD = {
    "kind_of_receiver": "school",
    "receiver": "De Regenboog, intern begeleider",
    "ground": "consent",
    "subject_matter": "Dat de hulp\r\nis begonnen.",
    "is_open": "yes",
}
PAGES = {
    "hulpplan/": (HelpPlanFact, {"kind": "offered"}, {"kind": "asked"}),
    "verstrekkingen/nieuw/": (Disclosure, TOLD, {"subject_matter": "Dat de hulp stopt."}),
}


@pytest.mark.parametrize("place", PAGES)
def test_the_same_is_written_once_and_something_else_with_the_same_key_is_refused_and_kept_typed(
    cast, client_as, place
):
    relate(case=cast.case, user=cast.thea, kind=CareRelation.Kind.ASSESSOR, reason="intake")
    model, facts, other_facts = PAGES[place]
    address, browser = f"/praktijk/zaken/{cast.case.reference}/{place}", client_as(cast.thea)
    anna, bram = (Dossier.objects.get(parent=parent).reference for parent in (cast.anna, cast.bram))
    today = clock.today().isoformat()
    posted = facts | {"about": anna, "on": today, "given_on": today, "once": KEY}
    for _twice in range(2):
        assert browser.post(address, posted).status_code == 302

    for other in ({"about": bram}, other_facts):
        answer = browser.post(address, posted | other)
        assert answer.status_code == 200
        assert answer.context["form"].non_field_errors()
        assert all(answer.context["form"][name].value() == value for name, value in other.items())

    assert model.objects.get().dossier.parent == cast.anna
