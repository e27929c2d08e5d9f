"""Reference data only. People, cases and dossiers are not registered: the admin is a door around the log."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin
from django.contrib.auth.models import Group
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from centre import clock, editions
from centre.film_files import LARGEST_CAPTIONS, LARGEST_FILM, clean_captions, clean_film
from centre.models import (
    ConsentText,
    Municipality,
    Organisation,
    PageEdition,
    PageFilm,
    Place,
    ReferenceSource,
    Region,
    SchoolHoliday,
)
from centre.services import films
from centre.virus_scan import refuse_infected
from centre.worded import Worded

admin.site.site_header = admin.site.site_title = _("Reference data of Tweehuis")
admin.site.index_title = _("What everybody uses and nobody is in")


@admin.register(Region)
class RegionAdmin(Worded, admin.ModelAdmin):
    names = (_("youth region"), _("youth regions"))
    labels = {
        "name": _("Name"),
        "slug": _("Name in addresses"),
    }
    search_fields = ["name"]


@admin.register(Municipality)
class MunicipalityAdmin(Worded, admin.ModelAdmin):
    names = (_("municipality"), _("municipalities"))
    labels = {
        "code": _("CBS code"),
        "name": _("Name"),
        "slug": _("Name in addresses"),
        "region": _("Region"),
        "province": _("Province"),
        "school_holiday_region": _("Region of the school holidays"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
    }
    list_display = ["name", "code", "region", "province", "school_holiday_region"]
    search_fields = ["name", "code"]


@admin.register(Organisation)
class OrganisationAdmin(Worded, admin.ModelAdmin):
    names = (_("organisation"), _("organisations"))
    labels = {
        "name": _("Name"),
        "kind": _("Kind"),
        "region": _("Region"),
        "municipality": _("Municipality"),
        "oin": _("Number as a public body (OIN)"),
        "kvk": _("KvK number"),
        "agb": _("AGB code"),
    }
    list_display = ["name", "kind", "region", "oin", "kvk", "agb"]
    list_filter = ["kind"]
    search_fields = ["name"]


@admin.register(ConsentText)
class ConsentTextAdmin(Worded, admin.ModelAdmin):
    names = (_("text of a consent"), _("texts of consents"))
    labels = {
        "purpose": _("Purpose"),
        "version": _("Version"),
        "title": _("Title"),
        "text": _("Text"),
        "published_on": _("In force since"),
    }
    list_display = ["purpose", "version", "published_on"]


@admin.register(SchoolHoliday)
class SchoolHolidayAdmin(Worded, admin.ModelAdmin):
    names = (_("school holiday"), _("school holidays"))
    labels = {
        "region": _("Region"),
        "name": _("Name"),
        "starts_on": _("First day"),
        "ends_on": _("Last day"),
    }
    list_display = ["name", "region", "starts_on", "ends_on"]
    list_filter = ["region", "name"]


@admin.register(Place)
class PlaceAdmin(Worded, admin.ModelAdmin):
    names = (_("place"), _("places"))
    labels = {
        "key": _("Key in the source"),
        "name": _("Name"),
        "municipality": _("Municipality"),
        "municipality_basis": _("How the municipality is known"),
        "school_holiday_region": _("Region of the school holidays"),
        "latitude": _("Latitude"),
        "longitude": _("Longitude"),
        "population": _("Inhabitants"),
    }
    list_display = ["name", "municipality", "municipality_basis", "population"]
    list_filter = ["municipality_basis"]
    list_select_related = ["municipality"]
    search_fields = ["folded", "name"]


@admin.register(ReferenceSource)
class ReferenceSourceAdmin(Worded, admin.ModelAdmin):
    """Only to read: the load command writes it."""

    names = (_("source of reference data"), _("sources of reference data"))
    labels = {
        "name": _("Name"),
        "source": _("Source"),
        "licence": _("Licence"),
        "dated": _("Dated"),
        "sha256": _("Check sum of the file"),
        "loaded_at": _("Loaded at"),
    }
    list_display = ["name", "source", "licence", "dated", "loaded_at"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OfAPage(Worded):
    """A row of one public page, chosen from `pages`; what was published stays as it was."""

    pages: tuple = ()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        if db_field.name == "page":
            return forms.ChoiceField(label=self.labels["page"], choices=[(name, name) for name in self.pages])
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(PageEdition)
class PageEditionAdmin(OfAPage, admin.ModelAdmin):
    """A new edition of a public page."""

    pages = tuple(name for name in editions.FILES if name != editions.FRONT)
    names = (_("edition of a public page"), _("editions of public pages"))
    labels = {
        "page": _("Page"),
        "title": _("Title"),
        "lead": _("Introduction"),
        "text": _("Text"),
        "published_at": _("Published at"),
        "published_by": _("Published by"),
    }
    list_display = ["page", "title", "published_at", "published_by", "anew"]
    list_filter = ["page"]
    list_select_related = ["published_by"]
    fields = ["page", "title", "lead", "text"]

    @admin.display(description=_("change the page"))
    def anew(self, edition):
        return format_html('<a href="add/?page={}">{}</a>', edition.page, _("a new edition"))

    def get_changeform_initial_data(self, request):
        """The text of now, to change it."""
        newest = editions.current(request.GET.get("page", ""))
        return {name: getattr(newest, name) for name in self.fields} if newest else {}

    def save_model(self, request, obj, form, change):
        obj.published_by, obj.published_at = request.user, clock.now()
        super().save_model(request, obj, form, change)


class PageFilmForm(forms.ModelForm):
    """A film never comes alone: captions and the words in writing belong to it."""

    film = forms.FileField(label=_("Film"), help_text=_("MP4, at most 20 MB: about two minutes."))
    captions_file = forms.FileField(label=_("Captions"), help_text=_("A WebVTT file (.vtt), in Dutch."))

    class Meta:
        model = PageFilm
        fields = ("page", "title", "transcript")

    def clean_film(self):
        file = self.cleaned_data["film"]
        content = file.read(LARGEST_FILM + 1)
        refuse_infected(content)
        return clean_film(file.name, content)

    def clean_captions_file(self):
        return clean_captions(self.cleaned_data["captions_file"].read(LARGEST_CAPTIONS + 1))


@admin.register(PageFilm)
class PageFilmAdmin(OfAPage, admin.ModelAdmin):
    """Films beside public pages: one at a time, shown until it is taken off."""

    pages = editions.WITH_FILM
    names = (_("film beside a public page"), _("films beside public pages"))
    labels = {
        "page": _("Page"),
        "title": _("Title"),
        "transcript": _("What is said and seen in the film"),
        "added_at": _("Added at"),
        "added_by": _("Added by"),
        "taken_off_at": _("Taken off at"),
    }
    list_display = ["page", "title", "added_at", "added_by", "taken_off_at"]
    list_select_related = ["added_by"]
    form = PageFilmForm
    fields = ["page", "title", "film", "captions_file", "transcript"]
    actions = ["take_off"]

    @admin.action(description=_("Take off the page"))
    def take_off(self, request, queryset):
        films.take_off(films=queryset)

    def save_model(self, request, obj, form, change):
        obj.captions = form.cleaned_data["captions_file"]
        films.keep_film(film=obj, content=form.cleaned_data["film"], by=request.user)


# Packages register their own tables: addresses, sessions, second factors and groups of people are no reference data.
for model in (EmailAddress, Authenticator, UserSession, Group):
    admin.site.unregister(model)
