"""The page that explains the interface, made from the contract itself."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from referrals.views.api.door import TITLES
from referrals.views.api.interface import contract

#: Kinds of values as the contract names them → as a person reads them.
KINDS = {"string": _("text"), "array": _("list of"), "integer": _("whole number"), "date": _("date (2017-03-04)")}


@login_not_required
@require_safe
def interface(request):
    """Every operation of the contract in plain words; nothing comes from elsewhere."""
    schema = contract()
    shapes = schema["components"]["schemas"]
    operations = [
        {
            "method": method.upper(),
            "path": path,
            "summary": operation["summary"],
            "answers": sorted(operation["responses"]),
            "fields": list(_fields(operation, shapes)),
        }
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
    ]
    context = {
        "operations": operations,
        "base": schema["servers"][0]["url"],
        "a_minute": settings.API_REQUESTS_A_MINUTE,
        "titles": TITLES.items(),
    }
    return render(request, "referrals/interface.html", context)


def _fields(operation: dict, shapes: dict):
    for row in operation.get("parameters", ()):
        yield {"name": row["name"], "kind": _said(row["schema"].get("type", "")), "needed": row.get("required", False)}
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
    if body:
        yield from _members(body, shapes, "")


def _members(schema: dict, shapes: dict, prefix: str):
    """The members of an object, those of its parts after them."""
    shape = shapes[schema["$ref"].rpartition("/")[2]]
    for name, part in shape.get("properties", {}).items():
        inner = part.get("items", {})
        if "$ref" in part:
            kind = " | ".join(shapes[part["$ref"].rpartition("/")[2]].get("enum", ()))
        else:
            kind = (
                part.get("format")
                or part.get("type")
                or " | ".join(shapes[part["allOf"][0]["$ref"].rpartition("/")[2]]["enum"])
            )
        yield {"name": prefix + name, "kind": _said(kind), "needed": name in shape.get("required", ())}
        if "$ref" in inner:
            yield from _members(inner, shapes, f"{prefix}{name}[].")


def _said(kind: str):
    return KINDS.get(kind, kind)
