"""Somebody with a browser and no script: reads a page, fills in its form as it stands, sends it, follows the answer."""

from dataclasses import dataclass, field
from urllib.parse import urljoin

from bs4 import BeautifulSoup, Tag
from django.test import Client


@dataclass
class Visitor:
    """`path` and `page` are where this person is now."""

    client: Client
    path: str = "/"
    page: BeautifulSoup = field(default_factory=lambda: BeautifulSoup("", "html.parser"))

    def open(self, path: str, *, status: int = 200) -> "Visitor":
        """Go to an address and follow redirects."""
        return self._arrive(self.client.get(path, follow=True), path, status)

    def says(self, words: str) -> bool:
        """Do these words stand on the page (in the main part)?"""
        main = self.page.find("main") or self.page
        return words in " ".join(main.get_text(" ").split())

    def follow(self, words: str) -> "Visitor":
        """Click the first link whose words begin so."""
        for link in self.page.find("main").select("a[href]"):
            if " ".join(link.get_text(" ").split()).startswith(words):
                return self.open(_joined(self.path, link["href"]))
        raise AssertionError(f"no link '{words}' on {self.path}: {self.text()[:800]}")

    def send(
        self, *, to: str = "", press: str = "", status: int = 200, prefer: dict | None = None, **values
    ) -> "Visitor":
        """Fill in the form of this page and send it. `to`: part of the form's address, where a page has several;
        `press`: the words on its button; `prefer`: answers by the beginning of a field's name.
        Fields that are not named keep what the page gave them; an open choice gets its first answer."""
        form = self._form(to, press)
        data = _values(form)
        for start, answer in (prefer or {}).items():
            names = {control["name"] for control in form.select("[name]") if control["name"].startswith(start)}
            data.update(dict.fromkeys(names, answer))
        for radio in form.select("input[type=radio]"):
            # Whoever does not say otherwise takes the first answer of an open question.
            data.setdefault(radio["name"], radio["value"])
        data.update({name: value for name, value in values.items() if value is not None})
        action = _joined(self.path, form.get("action") or self.path)
        return self._arrive(self.client.post(action, data, follow=True), action, status)

    def refused(self) -> list[str]:
        """The words of the error summary."""
        return [" ".join(line.get_text(" ").split()) for line in self.page.select("[role=alert] li, .field__error")]

    def text(self) -> str:
        return " ".join((self.page.find("main") or self.page).get_text(" ").split())

    def _form(self, to: str, press: str) -> Tag:
        for form in (self.page.find("main") or self.page).select("form"):
            buttons = " ".join(
                [button.get_text(" ") for button in form.select("button")]
                + [button.get("value", "") for button in form.select("input[type=submit]")]
            )
            if (form.get("method") or "").lower() == "post" and to in (form.get("action") or "") and press in buttons:
                return form
        raise AssertionError(f"no form '{to}{press}' on {self.path}: {self.text()[:800]}")

    def _arrive(self, response, path: str, status: int) -> "Visitor":
        self.path = response.redirect_chain[-1][0] if response.redirect_chain else path
        self.page = BeautifulSoup(response.content, "html.parser")
        assert response.status_code == status, f"{self.path}: {response.status_code}: {self.text()[:600]}"
        return self


def _values(form: Tag) -> dict:
    """What the browser would send without touching anything."""
    data: dict = {}
    for control in form.select("input[name], select[name], textarea[name]"):
        name, kind = control["name"], control.get("type", control.name)
        if kind in ("radio", "checkbox"):
            if control.has_attr("checked"):
                data.setdefault(name, []).append(control.get("value", "on"))
        elif control.name == "select":
            chosen = control.select("option[selected]") or (
                [] if control.has_attr("multiple") else control.select("option")[:1]
            )
            data[name] = [option.get("value", "") for option in chosen]
        elif control.name == "textarea":
            data[name] = control.get_text()
        elif kind not in ("submit", "button", "file"):
            data[name] = control.get("value", "")
    return data


def _joined(path: str, address: str) -> str:
    return urljoin(f"http://testserver{path}", address).removeprefix("http://testserver")
