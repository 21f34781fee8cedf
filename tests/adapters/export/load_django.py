"""Runs in the environment of a Django library: loads exported settings and signs one person in with them.

``load_django.py LIBRARY FOLDER RESPONSE ACS`` prints what came of it as JSON: the settings, the request, the account.
"""

import base64
import json
import logging
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import django
from django.conf import settings

LIBRARY, FOLDER, RESPONSE, ACS = sys.argv[1:]
sys.path.insert(0, FOLDER)
MODULES = {"djangosaml2": "saml_settings", "django-saml2-auth": "saml2_auth_settings"}
APPS = {"djangosaml2": "djangosaml2", "django-saml2-auth": "django_saml2_auth"}


def configure() -> dict[str, object]:
    module = __import__(MODULES[LIBRARY])
    exported = {name: value for name, value in vars(module).items() if name.startswith("SAML")}
    settings.configure(
        SECRET_KEY="for one run",
        ROOT_URLCONF="load_django",
        ALLOWED_HOSTS=["*"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", APPS[LIBRARY]],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        **exported,
    )
    logging.disable(logging.CRITICAL)
    sys.modules["load_django"] = sys.modules["__main__"]
    django.setup()
    return exported


def client_of() -> object:
    if LIBRARY == "djangosaml2":
        from djangosaml2.conf import get_config
        from saml2.client import Saml2Client

        return Saml2Client(get_config())
    from django_saml2_auth.saml import get_saml_client
    from django_saml2_auth.views import acs

    return get_saml_client(f"{urlsplit(ACS).scheme}://{urlsplit(ACS).netloc}", acs)


def account(session: dict[str, object], parsed: object) -> object:
    if LIBRARY == "djangosaml2":
        from djangosaml2.backends import Saml2Backend

        return Saml2Backend().authenticate(
            None,
            session_info=session,
            attribute_mapping=settings.SAML_ATTRIBUTE_MAPPING,
            create_unknown_user=settings.SAML_CREATE_UNKNOWN_USER,
        )
    from django_saml2_auth.saml import extract_user_identity
    from django_saml2_auth.user import get_or_create_user

    return get_or_create_user(extract_user_identity(parsed))[1]


def main() -> None:
    exported = configure()
    from django.contrib.auth.models import Group
    from django.core.management import call_command
    from django.urls import include, path
    from saml2 import BINDING_HTTP_POST, BINDING_HTTP_REDIRECT

    globals()["urlpatterns"] = [path("sso/", include(f"{APPS[LIBRARY]}.urls"))]
    call_command("migrate", verbosity=0)
    for name in ("engineers", "staff"):
        Group.objects.create(name=name)
    client = client_of()
    _, asked = client.prepare_for_authenticate(binding=BINDING_HTTP_REDIRECT)
    told: dict[str, object] = {
        "settings": exported,
        "asked": parse_qs(urlsplit(dict(asked["headers"])["Location"]).query),
    }
    if RESPONSE != "-":
        text = base64.b64encode(Path(RESPONSE).read_bytes()).decode()
        parsed = client.parse_authn_request_response(text, BINDING_HTTP_POST, outstanding={})
        user = account(parsed.session_info(), parsed)
        names = ("username", "email", "first_name", "last_name", "is_active", "is_staff")
        told["account"] = user and {name: getattr(user, name) for name in names}
        told["groups"] = user and sorted(group.name for group in user.groups.all())
    print(json.dumps(told, default=str))


main()
