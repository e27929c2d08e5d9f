"""What goes over the line: Dutch words, because partners' systems speak them (NL API Design Rules, interface language)."""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from centre.models import Milestone
from referrals.models import Referral, ReferralStep
from referrals.selectors.following import FOLLOWED
from referrals.states import ReferralState

#: Text without control characters, so that nothing odd ends up in a dossier.
PLAIN = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"


def words(longest: int, shortest: int = 0):
    """A text field of the contract."""
    return Annotated[str, StringConstraints(min_length=shortest, max_length=longest, pattern=PLAIN, strict=True)]


class Closed(Schema):
    """Unknown fields are a mistake, not something to forget silently."""

    model_config = ConfigDict(extra="forbid")


class Geslacht(StrEnum):
    MEISJE = "meisje"
    JONGEN = "jongen"
    ANDERS = "anders"


class Grondslag(StrEnum):
    TOESTEMMING = "toestemming"
    WETTELIJK = "wettelijke-plicht"
    ANDERS = "andere-grond"


class Antwoord(StrEnum):
    NEE = "nee"
    JA = "ja"
    NIET_GEVRAAGD = "niet-gevraagd"


class Stand(StrEnum):
    CONCEPT = "concept"
    INGEDIEND = "ingediend"
    ONTVANGEN = "ontvangen"
    TERUG = "teruggestuurd"
    AANGENOMEN = "aangenomen"
    AFGEWEZEN = "afgewezen"
    INGETROKKEN = "ingetrokken"
    AANGEMELD = "aangemeld"
    BEOORDEELD = "beoordeeld"
    GEPLAATST = "geplaatst"
    GESTART = "gestart"
    AFGEROND = "afgerond"
    GESTOPT = "gestopt"
    NAGEMETEN = "nagemeten"
    GESLOTEN = "gesloten"


GENDERS = {Geslacht.MEISJE: "girl", Geslacht.JONGEN: "boy", Geslacht.ANDERS: "other"}
GROUNDS = {
    Grondslag.TOESTEMMING: Referral.Ground.CONSENT,
    Grondslag.WETTELIJK: Referral.Ground.LEGAL_DUTY,
    Grondslag.ANDERS: Referral.Ground.OVERRIDE,
}
STATES = {
    ReferralState.DRAFT: Stand.CONCEPT,
    ReferralState.SUBMITTED: Stand.INGEDIEND,
    ReferralState.ACCEPTED: Stand.AANGENOMEN,
    ReferralState.RETURNED: Stand.TERUG,
    ReferralState.DECLINED: Stand.AFGEWEZEN,
    ReferralState.WITHDRAWN: Stand.INGETROKKEN,
}
MILESTONES = {
    Milestone.Kind.APPLIED: Stand.AANGEMELD,
    Milestone.Kind.ASSESSED: Stand.BEOORDEELD,
    Milestone.Kind.PLACED: Stand.GEPLAATST,
    Milestone.Kind.STARTED: Stand.GESTART,
    Milestone.Kind.FINISHED: Stand.AFGEROND,
    Milestone.Kind.STOPPED: Stand.GESTOPT,
    Milestone.Kind.FOLLOWED_UP: Stand.NAGEMETEN,
    Milestone.Kind.CLOSED: Stand.GESLOTEN,
}


class Ouder(Closed):
    voornaam: words(80, 1)
    achternaam: words(120, 1)
    email: words(254, 3)
    telefoon: words(20) = ""


class Kind(Closed):
    voornaam: words(80, 1)
    achternaam: words(120, 1)
    geboortedatum: date
    geslacht: Geslacht = Geslacht.ANDERS
    gemeentecode: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$", strict=True)] = Field(
        description="CBS-code van de gemeente waar het kind is ingeschreven."
    )


class NieuweVerwijzing(Closed):
    ouders: Annotated[list[Ouder], Field(min_length=2, max_length=2)]
    kinderen: Annotated[list[Kind], Field(min_length=1, max_length=12)]
    vraag: words(10_000, 1)
    grondslag: Grondslag
    toelichting: words(10_000) = Field("", description="Verplicht als de grondslag geen toestemming is.")
    kent_gezin_prive: Antwoord = Field(
        Antwoord.NIET_GEVRAAGD,
        alias="kentGezinPrive",
        description="Kent degene die indient iemand van dit gezin privé? Bij ja dient een collega in.",
    )


class Verwijzing(Schema):
    """The stage and dates of one referral; who it is about stays inside."""

    referentie: str
    stand: Stand
    aangemaakt: datetime
    ingediend: datetime | None = None
    besluit_voor: date | None = Field(None, alias="besluitVoor")
    vraag_van_centrum: str = Field("", alias="vraagVanCentrum")
    reden: str = ""


class Stap(Schema):
    stap: str
    moment: datetime


class VerwijzingMetStappen(Verwijzing):
    stappen: list[Stap]


class Lijst(Schema):
    resultaten: list[Verwijzing]
    pagina: int
    per_pagina: int = Field(alias="perPagina")
    volgende: str | None = None


class OngeldigVeld(Schema):
    naam: str
    reden: str


class Probleem(Schema):
    """An error as RFC 9457 describes it."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    ongeldige_velden: list[OngeldigVeld] = Field(default_factory=list, alias="ongeldigeVelden")


def shown(row: Referral) -> dict:
    """One referral as an organisation's own system sees it: as far as the screens of the same organisation go."""
    returned, declined = row.state == ReferralState.RETURNED, row.state == ReferralState.DECLINED
    return {
        "referentie": row.reference,
        "stand": stage_of(row),
        "aangemaakt": row.created_at.isoformat(),
        "ingediend": row.submitted_at.isoformat() if row.submitted_at else None,
        "besluitVoor": row.due_on.isoformat() if row.state == ReferralState.SUBMITTED else None,
        "vraagVanCentrum": row.decision_reason if returned else "",
        "reden": row.decision_reason if declined else "",
    }


def with_steps(row: Referral) -> dict:
    """The same with the steps on this side of the acceptance; what follows is in `stand`, when that may be known."""
    names = ReferralStep.Kind
    said = {
        names.DRAFTED: "begonnen", names.SENT: "verstuurd", names.RECEIVED: "ontvangen", names.RETURNED: "teruggestuurd",
        names.ANSWERED: "beantwoord", names.ACCEPTED: "aangenomen", names.DECLINED: "afgewezen", names.WITHDRAWN: "ingetrokken",
    }  # fmt: skip
    steps = row.steps.filter(kind__in=said).order_by("at", "pk").values_list("kind", "at")
    return shown(row) | {"stappen": [{"stap": said[kind], "moment": at.isoformat()} for kind, at in steps]}


def stage_of(row: Referral) -> str:
    """After acceptance the milestone, only when this organisation may follow it."""
    if row.state == ReferralState.ACCEPTED and row.may_follow and row.stage in FOLLOWED:
        return MILESTONES[row.stage].value
    return STATES[row.state].value
