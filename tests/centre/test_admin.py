"""What stands in /beheer/: reference data, and nobody's account."""

from django.contrib import admin

#: Tables without people; another one comes in on purpose.
REFERENCE = {
    "centre.ConsentText", "centre.Municipality", "centre.Organisation", "centre.PageEdition", "centre.Place",
    "centre.ReferenceSource", "centre.Region", "centre.SchoolHoliday", "groups.CompositionWeights", "groups.Recipe",
    "intake.ConditionsText", "intake.CriteriaVersion", "referrals.HelpOffer",
}  # fmt: skip


def test_the_admin_holds_reference_data_and_no_addresses_sessions_or_second_factors():
    admin.autodiscover()

    assert {model._meta.label for model in admin.site._registry} == REFERENCE
