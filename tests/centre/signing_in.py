"""Confirm once more who you are, as a person does on the page that asks for it."""

from django.test import Client

PASSWORD = "correct horse battery"


def confirm(client: Client) -> Client:
    """After this the client counts as signed in recently."""
    response = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert response.status_code == 302, response.content
    return client
