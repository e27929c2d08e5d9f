"""Submit a referral, read its stage, list the own ones."""

import json

from django.conf import settings
from django.core.exceptions import ValidationError as Rejected
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja import Header, NinjaAPI, Query
from ninja.errors import AuthenticationError, HttpError, ValidationError

from centre import access
from centre.access import Action
from referrals import selectors, services
from referrals.forms.whole import codes_by_name, read_whole
from referrals.services.submissions import BodyDiffers
from referrals.views.api import shapes
from referrals.views.api.door import VERSION, Key, Refused, problem, refused_key
from referrals.views.api.reasons import reason

PAGE_SIZE, LARGEST_PAGE = 25, 100
IDEMPOTENCY_KEY = r"^[A-Za-z0-9_.:-]{8,80}$"

api = NinjaAPI(
    title="Tweehuis: verwijzingen",
    version=VERSION,
    description=(
        "Dien een verwijzing in en volg de stand van de verwijzingen van uw eigen organisatie. U ziet hetzelfde als op "
        "de schermen: na de aanmelding alleen een verdere stand als beide ouders dat goedvinden."
    ),
    auth=Key(),
    docs_url=None,
    openapi_url=None,
    urls_namespace="api",
)
ERRORS = {401: shapes.Probleem, 429: shapes.Probleem}


@api.post(
    "/verwijzingen",
    response={201: shapes.Verwijzing, 400: shapes.Probleem, 409: shapes.Probleem, 413: shapes.Probleem, 415: shapes.Probleem, 422: shapes.Probleem, **ERRORS},
    by_alias=True,
    summary="Dien een verwijzing in",
    operation_id="verwijzingIndienen",
)  # fmt: skip
def submit(
    request: HttpRequest,
    stated: shapes.NieuweVerwijzing,
    idempotency_key: str = Header(..., alias="Idempotency-Key", pattern=IDEMPOTENCY_KEY, description="Zelf gekozen; dezelfde sleutel met hetzelfde bericht geeft hetzelfde antwoord."),
):  # fmt: skip
    """Send a whole referral; the same idempotency key with the same body is one referral."""
    reading = read_whole(**_plain(stated), codes=codes_by_name(selectors.municipality_names()))
    if stated.kent_gezin_prive == shapes.Antwoord.JA:
        reading.faults.append(("tie", "Een collega die dit gezin niet privé kent, dient de verwijzing in."))
    if reading.faults:
        raise Refused(422, fields=[(_where(name), why) for name, why in reading.faults])
    try:
        answer = services.submit_once(
            organisation=request.api_key.organisation,
            idempotency_key=idempotency_key,
            body=request.body,
            parents=reading.parents,
            children=reading.children,
            by=request.user,
            untied=stated.kent_gezin_prive == shapes.Antwoord.NEE,
            show=shapes.shown,
            **reading.question,
        )
    except BodyDiffers as error:
        raise Refused(422, "Deze Idempotency-Key hoort bij een ander bericht.") from error
    except IntegrityError as error:
        raise Refused(409, "Stuur hetzelfde bericht zo meteen nog eens.") from error
    except Rejected as error:
        raise Refused(422, " ".join(error.messages)) from error
    access.log(request, action=Action.CREATE, label="referral", purpose="api")
    return JsonResponse(answer, status=201, headers={"Location": f"{_base()}/verwijzingen/{answer['referentie']}"})


@api.get(
    "/verwijzingen",
    response={200: shapes.Lijst, 422: shapes.Probleem, **ERRORS},
    by_alias=True,
    summary="Verwijzingen van uw organisatie",
    operation_id="verwijzingenOpsommen",
)
def my_referrals(
    request: HttpRequest,
    pagina: int = Query(1, ge=1, le=100_000),
    per_pagina: int = Query(PAGE_SIZE, ge=1, le=LARGEST_PAGE, alias="perPagina"),
):
    """The own organisation's referrals, newest first."""
    rows = selectors.own_for_system(request.user, request.api_key.organisation)
    access.log_list(request, label="referrals", purpose="api")
    # One row more than a page tells whether there is a next one, without counting.
    start = (pagina - 1) * per_pagina
    found = list(rows[start : start + per_pagina + 1])
    more = f"{_base()}/verwijzingen?pagina={pagina + 1}&perPagina={per_pagina}" if len(found) > per_pagina else None
    shown = [shapes.shown(row) for row in found[:per_pagina]]
    return JsonResponse({"resultaten": shown, "pagina": pagina, "perPagina": per_pagina, "volgende": more})


@api.get(
    "/verwijzingen/{referentie}",
    response={200: shapes.VerwijzingMetStappen, 404: shapes.Probleem, **ERRORS},
    by_alias=True,
    summary="De stand van een verwijzing",
    operation_id="verwijzingLezen",
)
def referral(request: HttpRequest, referentie: str):
    """One own referral with its steps; somebody else's does not exist."""
    rows = selectors.own_for_system(request.user, request.api_key.organisation)
    row = access.open_row(request, rows, label="referral", purpose="api", reference=referentie)
    return JsonResponse(shapes.with_steps(row))


def contract() -> dict:
    """The OpenAPI 3 document; errors are problem+json and every answer carries the version."""
    schema = json.loads(json.dumps(api.get_openapi_schema(path_prefix=""), default=str))
    schema["servers"] = [{"url": _base()}]
    schema["info"] |= {
        "license": {"name": "EUPL-1.2"},
        "contact": {"name": "Uw regiocoördinator", "url": settings.BASE_URL},
    }
    version = {"description": "Volledige versie van de interface.", "schema": {"type": "string"}}
    for path in schema["paths"].values():
        for operation in path.values():
            operation["description"] = operation["summary"] + "."
            for status, answer in operation["responses"].items():
                answer["headers"] = {"API-Version": version}
                if int(status) >= 400:
                    answer["content"] = {"application/problem+json": answer["content"]["application/json"]}
    submitted = schema["paths"]["/verwijzingen"]["post"]["responses"]["201"]["headers"]
    submitted["Location"] = {"description": "Waar de verwijzing te lezen is.", "schema": {"type": "string"}}
    return schema


def openapi(request: HttpRequest) -> HttpResponse:
    """The contract itself; anybody may read it, also a page elsewhere."""
    return JsonResponse(
        contract(), headers={"Access-Control-Allow-Origin": "*"}, json_dumps_params={"ensure_ascii": False}
    )


@api.exception_handler(ValidationError)
def _not_the_contract(request, error):
    fields = [(_named(row["loc"]), reason(row)) for row in error.errors]
    return problem(request, Refused(422, fields=fields[:50]))


def _named(place: tuple) -> str:
    """Where in the message, or which header or parameter; the message itself when it is no object at all."""
    parts = place[2:] if place[0] == "body" else place[-1:]
    return ".".join(str(part) for part in parts) or "bericht"


@api.exception_handler(AuthenticationError)
def _no_key(request, error):
    refused_key(request)
    return problem(request, Refused(401, "Stuur uw sleutel mee.", headers={"WWW-Authenticate": "Bearer"}))


@api.exception_handler(Refused)
def _refused(request, refused):
    if refused.status == 401:
        refused_key(request)
    return problem(request, refused)


@api.exception_handler(Http404)
def _not_there(request, error):
    return problem(request, Refused(404))


@api.exception_handler(HttpError)
def _not_json(request, error):
    return problem(request, Refused(error.status_code, "Dit is geen JSON die wij kunnen lezen."))


def _base() -> str:
    return f"{settings.BASE_URL.rstrip('/')}/api/v1"


def _plain(stated: shapes.NieuweVerwijzing) -> dict:
    """The contract's words as our forms name them."""
    return {
        "parents": [
            {"first_name": row.voornaam, "last_name": row.achternaam, "email": row.email, "phone": row.telefoon}
            for row in stated.ouders
        ],
        "children": [
            {
                "first_name": row.voornaam,
                "last_name": row.achternaam,
                "birth_date": row.geboortedatum.isoformat(),
                "gender": shapes.GENDERS[row.geslacht],
                "municipality": row.gemeentecode,
            }
            for row in stated.kinderen
        ],
        "question": {
            "question": stated.vraag,
            "ground": shapes.GROUNDS[stated.grondslag],
            "ground_explained": stated.toelichting,
        },
    }


NAMES = {
    "parents": "ouders", "children": "kinderen", "first_name": "voornaam", "last_name": "achternaam", "phone": "telefoon",
    "birth_date": "geboortedatum", "gender": "geslacht", "municipality": "gemeentecode", "question": "vraag",
    "ground": "grondslag", "ground_explained": "toelichting", "tie": "kentGezinPrive",
}  # fmt: skip


def _where(name: str) -> str:
    return ".".join(NAMES.get(part, part) for part in name.split("."))
