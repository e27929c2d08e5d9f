"""Template words: icons, dates, tags, page links."""

import datetime
from zoneinfo import ZoneInfo

import pytest
from django import forms
from django.http import QueryDict
from django.template import Context, RequestContext, Template
from django.test import RequestFactory
from django.utils import translation

from centre.templatetags import centre_ui


def render(source, **context):
    return Template("{% load centre_ui %}" + source).render(Context(context))


def test_an_icon_is_silent_unless_it_has_a_label():
    assert 'aria-hidden="true"' in render("{% icon 'lock' %}")
    assert "img/icons.svg#lock" in render("{% icon 'lock' %}")
    assert 'role="img" aria-label="Veilig"' in render("{% icon 'lock' label='Veilig' %}")


def test_an_icon_name_cannot_carry_markup():
    assert "<script" not in render("{% icon name %}", name='"><script>')


def test_a_status_tag_keeps_to_known_tones():
    assert "tone--warn" in render("{% status_tag 'Wacht' 'warn' %}")
    assert "tone--neutral" in render("{% status_tag 'Wacht' 'sparkling' %}")


def test_a_status_tag_escapes_its_label():
    assert "&lt;b&gt;" in render("{% status_tag label 'info' %}", label="<b>")


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("full", "dinsdag 3 maart 2026"),
        ("long", "3 maart 2026"),
        ("digits", "03-03-2026"),
        ("unknown", "3 maart 2026"),
    ],
)
def test_a_date_reads_as_people_say_it(style, expected):
    with translation.override("nl"):
        assert centre_ui.dutch_date(datetime.date(2026, 3, 3), style) == expected


def test_an_instant_counts_on_the_dutch_wall_clock():
    late = datetime.datetime(2026, 3, 2, 23, 30, tzinfo=datetime.UTC)
    with translation.override("nl"):
        assert centre_ui.dutch_date(late) == "3 maart 2026"
        assert centre_ui.dutch_date(late.astimezone(ZoneInfo("America/New_York"))) == "3 maart 2026"


@pytest.mark.parametrize("nothing", [None, "", 7, "3 maart"])
def test_no_date_prints_nothing(nothing):
    assert centre_ui.dutch_date(nothing) == ""


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ((2026, 3, 3), (2026, 3, 17), "3 – 17 maart 2026"),
        ((2026, 2, 28), (2026, 3, 14), "28 februari – 14 maart 2026"),
        ((2025, 12, 30), (2026, 1, 13), "30 december 2025 – 13 januari 2026"),
        ((2026, 3, 3), (2026, 3, 3), "3 maart 2026"),
    ],
)
def test_a_period_does_not_repeat_what_both_ends_share(start, end, expected):
    with translation.override("nl"):
        assert centre_ui.dutch_period(datetime.date(*start), datetime.date(*end)) == expected


def test_a_period_may_be_open_at_either_side():
    day = datetime.date(2026, 3, 3)
    with translation.override("en"):
        assert centre_ui.dutch_period(day).startswith("since ")
        assert centre_ui.dutch_period(None, day).startswith("until ")
        assert centre_ui.dutch_period(None, None) == ""


def test_a_page_link_keeps_the_filters():
    request = RequestFactory().get("/lijst/?regio=rijnmond&page=2")
    assert Template("{% querystring_page 3 %}").render(RequestContext(request)) == "?regio=rijnmond&amp;page=3"


def test_a_page_link_works_without_a_request():
    assert render("{% querystring_page 3 %}") == "?page=3"
    assert render("{% querystring_page 3 %}", query_dict=QueryDict("q=a b")) == "?q=a+b&amp;page=3"


@pytest.mark.parametrize(
    ("name", "expected"), [("Anna de Vries", "AV"), ("Bram", "B"), ("noor", "N"), ("Els Bos-Vink", "EV"), ("", "?")]
)
def test_initials(name, expected):
    assert centre_ui.initials(name) == expected


class Sample(forms.Form):
    name = forms.CharField()
    agree = forms.BooleanField()
    one = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
    moment = forms.SplitDateTimeField(widget=forms.SplitDateTimeWidget)
    paper = forms.FileField()


def test_every_kind_of_field_gets_its_own_frame():
    form = Sample()
    kinds = {field.name: centre_ui.widget_kind(field) for field in form}
    assert kinds == {
        "name": "input",
        "agree": "check",
        "one": "choices",
        "many": "choices",
        "moment": "split",
        "paper": "file",
    }


def test_a_field_with_an_error_points_to_its_help_and_its_error():
    class Named(forms.Form):
        name = forms.CharField(help_text="Zoals op uw paspoort")

    html = str(Named({"name": ""})["name"].as_field_group())
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_error"' in html and 'id="id_name_helptext"' in html


def test_optional_fields_say_so_in_words():
    class Optional(forms.Form):
        note = forms.CharField(required=False)

    with translation.override("en"):
        assert "(optional)" in str(Optional()["note"].as_field_group())
        assert "*" not in str(Optional())


def test_only_a_bound_form_with_errors_is_invalid():
    assert not centre_ui.is_invalid(Sample())
    assert centre_ui.is_invalid(Sample({}))
    assert not centre_ui.is_invalid(None)
    assert not centre_ui.is_invalid("")


def test_a_variable_key_reads_mappings_and_lists():
    assert centre_ui.item({"a": 1}, "a") == 1
    assert centre_ui.item(["x"], 0) == "x"
    assert centre_ui.item(["x"], 5) == centre_ui.item(None, 0) == centre_ui.item({}, "b") == ""
