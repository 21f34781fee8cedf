"""Runs in SATOSA's environment: loads the exported backend as the proxy would, and asks for and takes a login.

``load_satosa.py FOLDER IDP RESPONSE ATTRIBUTES`` prints what came of it as JSON; ATTRIBUTES are names to translate.
"""

import base64
import json
import logging
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import yaml
from saml2 import BINDING_HTTP_POST
from satosa.attribute_mapping import AttributeMapper
from satosa.context import Context
from satosa.plugin_loader import load_backends
from satosa.satosa_config import SATOSAConfig

FOLDER = Path(sys.argv[1])
IDP, RESPONSE, NAMES = json.loads(sys.argv[2]), sys.argv[3], json.loads(sys.argv[4])
logging.disable(logging.CRITICAL)


def main() -> None:
    frontend = {"module": "satosa.frontends.ping.PingFrontend", "name": "Ping", "config": {}}
    (FOLDER / "frontend.yaml").write_text(yaml.safe_dump(frontend))
    proxy = {
        "BASE": "https://proxy.export.test",
        "COOKIE_STATE_NAME": "state",
        "STATE_ENCRYPTION_KEY": "for one run",
        "INTERNAL_ATTRIBUTES": str(FOLDER / "internal_attributes.yaml"),
        "BACKEND_MODULES": [str(FOLDER / "plugins" / "backends" / "saml2_backend.yaml")],
        "FRONTEND_MODULES": [str(FOLDER / "frontend.yaml")],
        "LOGGING": {"version": 1},
    }
    config = SATOSAConfig(proxy)
    (backend,) = load_backends(config, lambda *_: None, config["INTERNAL_ATTRIBUTES"])
    context = Context()
    context.state = {}
    asked = backend.authn_request(context, IDP)
    response = base64.b64encode(Path(RESPONSE).read_bytes()).decode()
    parsed = backend.sp.parse_authn_request_response(response, BINDING_HTTP_POST, outstanding={})
    mapper = AttributeMapper(config["INTERNAL_ATTRIBUTES"])
    told = {
        "asked": sorted(parse_qs(urlsplit(asked.message).query)),
        "address": asked.message,
        "entity": backend.sp.config.entityid,
        "internal": mapper.to_internal("saml", {name: [f"value of {name}"] for name in NAMES}),
        "login": mapper.to_internal("saml", parsed.ava),
        "endpoints": [pattern for pattern, _ in backend.register_endpoints()],
        "user": config["INTERNAL_ATTRIBUTES"].get("user_id_from_attrs"),
    }
    print(json.dumps(told))


main()
