"""PyPI `fhirclient`, as its documentation uses it: authorize, read the patient, search, reauthorize."""

import sys
import tomllib

from fhirclient import client
from fhirclient.models.observation import Observation

from member import allow


def flow(target: dict, role: str) -> None:
    app = target["apps"][role]
    expected = target["members"]["main"]["patient"]
    smart = client.FHIRClient(
        settings={
            "app_id": app["client_id"],
            "app_secret": app.get("secret"),
            "api_base": target["patient_access"],
            "redirect_uri": app["redirect_uri"],
            "scope": app["scopes"],
        }
    )
    smart.prepare()
    assert smart.server.auth.auth_type == "oauth2", "the CapabilityStatement names the OAuth endpoints"
    smart.handle_callback(allow(target, smart.authorize_url, app["redirect_uri"]))
    assert smart.ready and smart.patient_id == expected, f"{role}: the launch context names the patient"
    assert smart.patient.id == expected
    found = Observation.where({"patient": expected, "_count": "20"}).perform_resources(smart.server)
    assert found, f"{role}: the member's observations are found"
    before = smart.server.auth.access_token
    assert smart.reauthorize(), f"{role}: the refresh token is good"
    assert smart.server.auth.access_token != before
    smart._patient = None
    assert smart.patient.id == expected
    print(f"fhirclient (PyPI): the {role} app read the patient, searched and refreshed")


if len(sys.argv) != 2:
    sys.exit(f"usage: python {sys.argv[0]} TARGET.toml")
with open(sys.argv[1], "rb") as file:
    described = tomllib.load(file)
for each in ("public", "confidential"):
    flow(described, each)
