"""Confirm once more who you are, as a person does on the page that asks for it."""

import time

from django.test import Client

PASSWORD = "correct horse battery"


def confirm(client: Client) -> Client:
    """After this the client counts as signed in recently."""
    response = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert response.status_code == 302, response.content
    return client


def just_signed_in(client: Client) -> Client:
    """The same without the page, for a walk that has to read what is behind it: this session proved who it is just now."""
    session = client.session
    proof = {"method": "password", "at": time.time(), "reauthenticated": True}
    session["account_authentication_methods"] = [proof]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()
    return client
