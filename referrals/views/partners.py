"""A partner's own page, for its contact person and for the coordinators of its region: colleagues, keys, web-hooks."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from centre import access, team
from centre.access import Action
from centre.audiences import Audience
from centre.reauthentication import confirmation
from centre.services.organisations import keep_numbers
from referrals import selectors, services
from referrals.forms.partners import ColleagueForm, ContactForm, HookForm, KeyForm, NumbersForm
from referrals.views.referrers import PAGE_SIZE


def _name(request, name: str) -> str:
    return f"referrals:{name}-desk" if request.audience == Audience.COORDINATOR else f"referrals:{name}"


def _open(request, number):
    """An organisation that this person looks after. Raises Http404."""
    rows = selectors.partners_of(request.user, request.audience)
    return access.open_row(request, rows, label="partner", purpose="partners", pk=number)


def _home(request, number) -> str:
    return reverse(_name(request, "partner"), args=[number])


def _typed(request):
    return request.POST if request.method == "POST" else None


def _form_page(request, organisation, form, title):
    context = {"form": form, "title": title, "organisation": organisation, "back_url": _home(request, organisation.pk)}
    return render(request, "referrals/partner_form.html", context)


def _done(request, number, said, label="partner"):
    access.log(request, action=Action.RIGHTS, label=label, purpose="partners")
    messages.success(request, said)
    return redirect(_home(request, number))


@require_safe
def my_organisation(request):
    """The contact person's own organisations; for others, whom to ask."""
    context = {
        "partners": selectors.partners_of(request.user, request.audience),
        "contacts": selectors.own_contacts(request.user),
    }
    access.log_list(request, label="partners")
    return render(request, "referrals/my_organisation.html", context)


@require_safe
def partners(request):
    """Every organisation of the own regions."""
    page = Paginator(selectors.partners_with_counts(request.user), PAGE_SIZE).get_page(request.GET.get("page"))
    access.log_list(request, label="partners")
    return render(
        request, "referrals/partners.html", {"page": page, "given_up": selectors.hooks_given_up(request.user)}
    )


@require_safe
def partner(request, number):
    """Colleagues, keys and web-hooks of one organisation."""
    organisation = _open(request, number)
    context = {
        "organisation": organisation,
        "people": selectors.people_of(organisation),
        "contacts": selectors.contacts_of(organisation),
        "keys": selectors.keys_of(organisation),
        "hooks": selectors.hooks_of(organisation),
        "street": "-desk" if request.audience == Audience.COORDINATOR else "",
    }
    return render(request, "referrals/partner.html", context)


@sensitive_variables("whole")
@require_http_methods(["GET", "POST"])
def new_key(request, number):
    """Make a key; it is shown once."""
    organisation = _open(request, number)
    if confirm := confirmation(request):
        return confirm
    form = KeyForm(_typed(request), people=selectors.people_of(organisation))
    if form.is_valid():
        try:
            key, whole = services.make_key(organisation=organisation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _shown_once(request, organisation, key.label, whole)
    return _form_page(request, organisation, form, _("A new key"))


@sensitive_variables("whole")
@require_POST
def rotate_key(request, number, item):
    """A new key beside the old one, which works two weeks more."""
    organisation, key = _open_item(request, number, item, selectors.keys_of)
    if confirm := confirmation(request, _home(request, number)):
        return confirm
    try:
        key, whole = services.rotate_key(key=key, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_home(request, number))
    return _shown_once(request, organisation, key.label, whole)


def _shown_once(request, organisation, label, whole):
    access.log(request, action=Action.RIGHTS, label="api key", purpose="partners")
    context = {
        "organisation": organisation,
        "label": label,
        "whole": whole,
        "back_url": _home(request, organisation.pk),
    }
    return render(request, "referrals/partner_secret.html", context)


def _open_item(request, number, item, rows_of):
    organisation = _open(request, number)
    row = access.open_row(request, rows_of(organisation), label="partner", purpose="partners", reference=item)
    return organisation, row


@require_POST
def end_key(request, number, item):
    """The key opens nothing any more."""
    _organisation, key = _open_item(request, number, item, selectors.keys_of)
    services.end_key(key=key)
    return _done(request, number, _("The key has ended."))


@sensitive_variables("secret")
@require_http_methods(["GET", "POST"])
def new_hook(request, number):
    """Send news of own referrals to an address."""
    organisation = _open(request, number)
    if confirm := confirmation(request):
        return confirm
    form = HookForm(_typed(request))
    if form.is_valid():
        try:
            hook, secret = services.open_hook(organisation=organisation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _shown_once(request, organisation, hook.address, secret)
    return _form_page(request, organisation, form, _("Send news to your system"))


@require_POST
def end_hook(request, number, item):
    """Nothing goes to this address any more."""
    _organisation, hook = _open_item(request, number, item, selectors.hooks_of)
    services.end_hook(hook=hook)
    return _done(request, number, _("No more news goes there."))


@require_POST
def hook_again(request, number, item):
    """Try once more what was given up."""
    _organisation, hook = _open_item(request, number, item, selectors.hooks_of)
    services.try_again(hook=hook)
    return _done(request, number, _("The messages are sent again."))


@sensitive_variables("code")
@require_http_methods(["GET", "POST"])
def invite_colleague(request, number):
    """The contact person lets a colleague refer."""
    organisation = _open(request, number)
    form = ColleagueForm(_typed(request))
    if form.is_valid():
        try:
            code = services.invite_colleague(organisation=organisation, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            label = f"hat referrer given {team.reference_at(form.cleaned_data['email'])}"
            access.log(request, action=Action.RIGHTS, label=label, purpose="invite")
            context = {"organisation": organisation, "code": code, "name": form.cleaned_data["name"]}
            return render(request, "referrals/invited_colleague.html", context | {"back_url": _home(request, number)})
    return _form_page(request, organisation, form, _("Invite a colleague"))


@require_POST
def see_off(request, number, person):
    """A colleague left: access ends at once."""
    organisation = _open(request, number)
    rows = selectors.people_of(organisation)
    hat = access.open_row(request, rows, label="hat", purpose="partners", user__reference=person)
    try:
        services.see_off(hat=hat, by=request.user)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(_home(request, number))
    return _done(request, number, _("Access has ended."), f"hat referrer ended {person}")


@require_http_methods(["GET", "POST"])
def name_contact(request, number):
    """A coordinator names who speaks for the organisation."""
    organisation = _open(request, number)
    form = ContactForm(_typed(request), people=[hat.user for hat in selectors.people_of(organisation)])
    if form.is_valid():
        services.name_contact(organisation=organisation, user=form.cleaned_data["person"], by=request.user)
        label = f"contact person {form.cleaned_data['person'].reference}"
        return _done(request, number, _("The contact person has been named."), label)
    return _form_page(request, organisation, form, _("Contact person"))


@require_POST
def end_contact(request, number, person):
    """Somebody else speaks for the organisation from now on."""
    organisation = _open(request, number)
    rows = selectors.contacts_of(organisation)
    contact = access.open_row(request, rows, label="partner", purpose="partners", user__reference=person)
    services.end_contact(contact=contact)
    return _done(request, number, _("This person is no longer the contact person."), f"contact person ended {person}")


@require_http_methods(["GET", "POST"])
def numbers(request, number):
    """A coordinator writes down by which numbers others know the organisation."""
    organisation = _open(request, number)
    known = {name: getattr(organisation, name) for name in ("oin", "kvk", "agb")}
    form = NumbersForm(_typed(request), initial=known)
    if form.is_valid():
        try:
            keep_numbers(organisation=organisation, **form.cleaned_data)
        except ValidationError as error:
            form.add_errors_of(error)
        else:
            return _done(request, number, _("The numbers are kept."))
    return _form_page(request, organisation, form, _("Numbers of the organisation"))
