"""The cast stands: two couples, each parent with an own dossier."""

from centre.models import Dossier


def test_each_person_of_the_cast_has_one_dossier(cast):
    owners = Dossier.objects.filter(parent__family=cast.case.family).count()

    assert owners == 2
    assert cast.noor.dossiers.get().kind == Dossier.Kind.CHILD
