"""Signs the main member in at a running payer and prints an access token, or what a token request needs.

    token.py TARGET.toml              an access token of the main member
    token.py TARGET.toml --backend    the Authorization header and the scopes of the backend app

Only the standard library: the bench asks for nothing but wrk and Python.
"""

import base64
import hashlib
import http.cookiejar
import json
import secrets
import sys
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from html.parser import HTMLParser


class Stay(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the caller, who must see the one to the app."""

    def redirect_request(self, *_):
        return None


class Form(HTMLParser):
    """The fields of the last form of a page, as a browser would send them."""

    def __init__(self, page):
        super().__init__()
        self.action, self.fields, self.buttons = "", [], {}
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "form":
            self.action, self.fields = given.get("action") or "", []
        elif tag == "input" and given.get("name"):
            if given.get("type") not in ("checkbox", "radio") or "checked" in given:
                self.fields.append((given.get("id"), given["name"], given.get("value") or ""))
        elif tag == "button":
            self.buttons[given.get("id")] = (given.get("name"), given.get("value"))


def authorization(app):
    pair = ":".join(urllib.parse.quote(app[key], safe="") for key in ("client_id", "secret"))
    return "Basic " + base64.b64encode(pair.encode()).decode()


def member_token(target):
    app, member, fhir = target["apps"]["confidential"], target["members"]["main"], target["patient_access"]
    browser = urllib.request.build_opener(Stay, urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))

    def ask(url, data=None, headers={}):
        body = urllib.parse.urlencode(data).encode() if data is not None else None
        try:
            answer = browser.open(urllib.request.Request(url, body, headers))
        except urllib.error.HTTPError as error:
            answer = error
        return answer.headers.get("location"), answer.read().decode()

    smart = json.loads(ask(f"{fhir}/.well-known/smart-configuration")[1])
    verifier = secrets.token_urlsafe(48)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
    url = smart["authorization_endpoint"] + "?" + urllib.parse.urlencode(
        {
            "response_type": "code",
            "client_id": app["client_id"],
            "redirect_uri": app["redirect_uri"],
            "scope": app["scopes"],
            "state": "bench",
            "aud": fhir,
            "code_challenge": challenge,
            "code_challenge_method": "S256",
        }
    )
    location, page = ask(url)
    for _ in range(10):
        if location:
            url = urllib.parse.urljoin(url, location)
            if url.startswith(app["redirect_uri"]):
                break
            location, page = ask(url)
            continue
        form = Form(page)
        values = {"username": member["username"], "password": member["password"]}
        fields = [(name, values.get(name, value)) for _, name, value in form.fields]
        if "allow" in form.buttons:
            fields.append(form.buttons["allow"])
        url = urllib.parse.urljoin(url, form.action)
        location, page = ask(url, fields)
    code = urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["code"][0]
    _, answer = ask(
        smart["token_endpoint"],
        {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": app["redirect_uri"],
            "code_verifier": verifier,
        },
        {"authorization": authorization(app)},
    )
    return json.loads(answer)["access_token"]


with open(sys.argv[1], "rb") as file:
    described = tomllib.load(file)
if sys.argv[2:] == ["--backend"]:
    backend = described["apps"]["backend"]
    print(authorization(backend))
    print(backend["scopes"])
else:
    print(member_token(described))
