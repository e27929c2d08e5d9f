"""Say of which device a sign-in was, roughly."""

from django import template

from centre.devices import PHONE, TABLET, device_of
from centre.services.devices import session_reference

register = template.Library()


@register.filter
def device(user_agent):
    """`phone, Firefox`: the kind and the browser in words."""
    return str(device_of(user_agent or ""))


@register.filter
def device_icon(user_agent):
    """The drawing that goes with it."""
    return "phone" if device_of(user_agent or "").kind in (PHONE, TABLET) else "house"


@register.filter
def session_name(session):
    """What the form to end it sends back."""
    return session_reference(session.session_key)
