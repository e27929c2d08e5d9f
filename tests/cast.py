"""The cast of every test: two ex-couples and the people around them, made through the services."""

from dataclasses import dataclass, field
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator

from centre.audiences import Audience, needs_second_factor
from centre.models import Case, ConsentText, Municipality, Organisation, Parent, Region, SharingPartner, User
from centre.models.consent import Purpose
from centre.services.cases import ChildFacts, ParentFacts, open_case_for
from centre.services.consents import answer_consent
from centre.services.people import add_membership
from centre.services.sharing import name_organisation

Kind = Organisation.Kind


@dataclass
class Cast:
    """Anna and Bram are parents of Noor (8) in `case`; Carla and Dirk of Sem (13) in `other_case`."""

    north: Region
    east: Region
    haarlem: Municipality
    nijmegen: Municipality
    centre: Organisation
    provider: Organisation
    board: Organisation
    team: Organisation
    cora: User
    thea: User
    ulla: User
    ruth: User
    wim: User
    rens: User
    gerda: User
    fiona: User
    mila: User
    case: Case = None
    anna: Parent = None
    bram: Parent = None
    noor: object = None
    other_case: Case = None
    carla: Parent = None
    dirk: Parent = None
    sem: object = None
    extra: dict = field(default_factory=dict)

    def consent_to_everything(self, case: Case) -> None:
        """Both parents say yes for themselves, every child and whoever referred; children of 12 and older too."""
        named = Organisation.objects.filter(sharing_partners__case=case)
        for organisation in list(named) or [self.board]:
            self.agree_to_share(case, organisation)
        for purpose in (Purpose.TREATMENT, Purpose.GROUP, Purpose.RESEARCH):
            for parent in case.family.parents.all():
                answer_consent(case=case, purpose=purpose, giver=parent, answer="given", by=self.cora)
                for child in case.family.children.all():
                    answer_consent(
                        case=case, purpose=purpose, giver=parent, about_child=child, answer="given", by=self.cora
                    )
            for child in case.family.children.all():
                answer_consent(case=case, purpose=purpose, giver=child, about_child=child, answer="given", by=self.cora)

    def agree_to_share(self, case: Case, organisation: Organisation) -> SharingPartner:
        """Both parents say yes to telling this organisation the stage."""
        partner = name_organisation(case=case, organisation=organisation, by=self.cora)
        facts = {"case": case, "purpose": Purpose.SHARING, "partner": partner, "answer": "given", "by": self.cora}
        for parent in case.family.parents.all():
            answer_consent(giver=parent, **facts)
        return partner


def make_user(key: str, name: str, audience: str, **hat) -> User:
    """A user with one hat, a verified address and, where it is demanded, a second factor."""
    user = User.objects.create_user(email=f"{key}@example.org", password="correct horse battery", name=name)
    add_membership(user=user, audience=audience, since=date(2020, 1, 1), **hat)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    if needs_second_factor(audience):
        Authenticator.objects.create(user=user, type=Authenticator.Type.TOTP, data={"secret": "unused"})
    return user


def open_case(cast: Cast, parents: list[tuple[str, str]], children: list[tuple[str, date]], region=None) -> Case:
    """A case with accounts for both parents: `parents` (key, name), `children` (first name, birth date)."""
    case = open_case_for(
        region=region or cast.north,
        entered_via=Kind.NEIGHBOURHOOD_TEAM,
        parents=[
            ParentFacts(first_name=name, last_name=f"van {name}", email=f"{key}@example.org") for key, name in parents
        ],
        children=[
            ChildFacts(first_name=name, last_name="van Beiden", birth_date=born, municipality=cast.haarlem)
            for name, born in children
        ],
        by=cast.cora,
    )
    for key, name in parents:
        parent = case.family.parents.get(first_name=name)
        parent.user = make_user(key, name, Audience.PARENT)
        parent.save(update_fields=["user"])
    return case


def assemble() -> Cast:
    """Make everybody."""
    north = Region.objects.create(name="Noordrand", slug="noordrand")
    east = Region.objects.create(name="Oostrand", slug="oostrand")
    haarlem = Municipality.objects.create(
        code="0392", name="Haarlem", slug="haarlem", region=north, province="Noord-Holland", school_holiday_region="noord",
        latitude=52.3808, longitude=4.6368,
    )  # fmt: skip
    nijmegen = Municipality.objects.create(
        code="0268", name="Nijmegen", slug="nijmegen", region=east, province="Gelderland", school_holiday_region="zuid",
        latitude=51.8426, longitude=5.8546,
    )  # fmt: skip
    made = {
        key: Organisation.objects.create(name=name, kind=kind, region=region)
        for key, name, kind, region in (
            ("centre", "Centrum", Kind.CENTRE, None),
            ("provider", "Jeugdhulp Duin", Kind.CARE_PROVIDER, north),
            ("board", "RvdK Noordrand", Kind.CHILD_PROTECTION_BOARD, north),
            ("team", "Wijkteam Noordrand", Kind.NEIGHBOURHOOD_TEAM, north),
        )
    }
    for purpose in Purpose:
        ConsentText.objects.create(
            purpose=purpose,
            version=1,
            title=str(purpose.label),
            text=f"Text about {purpose}.",
            published_on=date(2025, 1, 1),
        )
    cast = Cast(
        north=north,
        east=east,
        haarlem=haarlem,
        nijmegen=nijmegen,
        **made,
        cora=make_user("cora", "Cora", Audience.COORDINATOR, organisation=made["centre"], region=north),
        thea=make_user("thea", "Thea", Audience.THERAPIST, organisation=made["provider"]),
        ulla=make_user("ulla", "Ulla", Audience.THERAPIST, organisation=made["provider"]),
        ruth=make_user("ruth", "Ruth", Audience.REFERRER, organisation=made["board"]),
        wim=make_user("wim", "Wim", Audience.REFERRER, organisation=made["team"]),
        rens=make_user("rens", "Rens", Audience.RESEARCHER),
        gerda=make_user("gerda", "Gerda", Audience.MUNICIPALITY, municipality=haarlem),
        fiona=make_user("fiona", "Fiona", Audience.PRIVACY, organisation=made["centre"]),
        mila=make_user("mila", "Mila", Audience.COMMUNITY),
    )
    cast.case = open_case(cast, [("anna", "Anna"), ("bram", "Bram")], [("Noor", date(2018, 5, 4))])
    cast.other_case = open_case(cast, [("carla", "Carla"), ("dirk", "Dirk")], [("Sem", date(2013, 5, 4))])
    for name in ("anna", "bram"):
        setattr(cast, name, cast.case.family.parents.get(first_name=name.capitalize()))
    for name in ("carla", "dirk"):
        setattr(cast, name, cast.other_case.family.parents.get(first_name=name.capitalize()))
    cast.noor, cast.sem = cast.case.family.children.get(), cast.other_case.family.children.get()
    return cast
