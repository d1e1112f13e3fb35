"""A member at the payer's pages, without a browser: follows redirects, signs in, and gives consent on the forms."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import requests


def allow(target: dict, authorization_url: str, redirect_uri: str) -> str:
    """Opens an authorization URL as the main member, allows everything; returns the URL the app is sent back to."""
    member = target["members"]["main"]
    session = requests.Session()
    answer = session.get(authorization_url, allow_redirects=False)
    for _ in range(20):
        if "location" in answer.headers:
            url = urljoin(answer.url, answer.headers["location"])
            if url.startswith(redirect_uri):
                return url
            answer = session.get(url, allow_redirects=False)
            continue
        if answer.status_code != 200:
            raise AssertionError(f"{answer.url} answered {answer.status_code}: {answer.text[:400]}")
        form = Forms(answer.text).to_submit(target["login"])
        values = [
            (name, {"text": member["username"], "password": member["password"]}.get(kind, value))
            for kind, name, value in form.fields
        ]
        answer = session.post(urljoin(answer.url, form.action or answer.url), data=values, allow_redirects=False)
    raise AssertionError("the member was sent round in circles")


class Form:
    """A form with the fields that a browser sends when the button is pressed that allows."""

    def __init__(self, action):
        self.action = action
        self.fields = []
        self.buttons = []


class Forms(HTMLParser):
    """The forms of a page."""

    def __init__(self, page: str):
        super().__init__()
        self.forms = []
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.forms.append(Form(given.get("action")))
        elif self.forms and tag == "button":
            self.forms[-1].buttons.append(given)
        elif self.forms and tag == "input" and given.get("name"):
            kind = given.get("type", "text")
            if kind in ("checkbox", "radio") and "checked" not in given:
                return
            self.forms[-1].fields.append((kind, given["name"], given.get("value") or ""))

    def to_submit(self, login: dict) -> Form:
        """The form to sign in, or the one to consent with the button that allows pressed."""
        for form in self.forms:
            if any(kind == "password" for kind, _, _ in form.fields):
                chosen, button = form, form.buttons[:1]
                break
        else:
            wanted = simple_selector(login["consent"]["allow"])
            chosen, button = next(
                (form, [button])
                for form in self.forms
                for button in form.buttons
                if all(value is None and name in button or button.get(name) == value for name, value in wanted)
            )
        chosen.fields += [("submit", b["name"], b.get("value") or "") for b in button if b.get("name")]
        return chosen


def simple_selector(selector: str):
    """The attributes that `button[name=value]`, `button#id` or `#id` demands; richer selectors need a real browser."""
    found = re.fullmatch(r"(?:button)?(?:#([\w-]+))?((?:\[[^\]]+\])*)", selector)
    if not found:
        raise AssertionError(f"this flow does not understand the selector {selector}")
    attributes = re.findall(r"\[([\w-]+)(?:=[\"']?([^\"'\]]*)[\"']?)?\]", found[2])
    return [("id", found[1])] * bool(found[1]) + [(name, value or None) for name, value in attributes]
