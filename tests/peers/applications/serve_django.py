"""Runs in an environment of its own: a Django site with one of three SAML libraries, served on the loopback.

``serve_django.py SPEC.json``: the specification says which library with which settings, the identity provider, and the
folder for the database. Beside the library's own pages, ``/-/accounts`` tells all accounts as JSON, ``/-/edit`` changes
one by hand, and ``/-/whoami`` tells whose session it is.
"""

import json
import logging
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse

SPEC = json.loads(Path(sys.argv[1]).read_text())
BASE = f"http://127.0.0.1:{SPEC['port']}"


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def djangosaml2() -> dict[str, object]:
    config = {
        "entityid": SPEC["audience"],
        "xmlsec_binary": "/usr/bin/xmlsec1",
        "service": {
            "sp": {
                "endpoints": {
                    "assertion_consumer_service": [(SPEC["acs"], "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST")]
                },
                "allow_unsolicited": True,
                "want_assertions_signed": True,
                "want_response_signed": True,
            }
        },
        "metadata": {"local": [SPEC["idp_metadata"]]},
        "allow_unknown_attributes": True,
        **SPEC["config"].get("pysaml2", {}),
    }
    return {
        "apps": ["djangosaml2"],
        "middleware": ["djangosaml2.middleware.SamlSessionMiddleware"],
        "backends": ["djangosaml2.backends.Saml2Backend"],
        "settings": {
            "SAML_CONFIG": config,
            "SAML_SESSION_COOKIE_SAMESITE": None,
            "SAML_CSP_HANDLER": "",
            "LOGIN_REDIRECT_URL": "/-/whoami",
            **SPEC["config"]["settings"],
        },
    }


def grafana() -> dict[str, object]:
    auth = {
        "METADATA_LOCAL_FILE_PATH": SPEC["idp_metadata"],
        "ENTITY_ID": SPEC["audience"],
        "ASSERTION_URL": BASE,
        "DEFAULT_NEXT_URL": "/-/whoami",
        "TOKEN_REQUIRED": False,
        "WANT_RESPONSE_SIGNED": True,
        **SPEC["config"]["settings"],
    }
    return {
        "apps": ["django_saml2_auth"],
        "middleware": [],
        "backends": ["django.contrib.auth.backends.ModelBackend"],
        "settings": {"SAML2_AUTH": auth},
    }


def social() -> dict[str, object]:
    prefix = "SOCIAL_AUTH_SAML_"
    idp = {
        "entity_id": SPEC["idp_entity_id"],
        "url": "https://idp.example.org/sso",
        "x509cert": SPEC["idp_certificate"],
        **SPEC["config"]["idp"],
    }
    security = {"wantAssertionsSigned": True, "wantMessagesSigned": True}
    own = dict(SPEC["config"]["settings"])
    security |= own.pop("SOCIAL_AUTH_SAML_SECURITY_CONFIG", {})
    return {
        "apps": ["social_django"],
        "middleware": [],
        "backends": ["social_core.backends.saml.SAMLAuth", "django.contrib.auth.backends.ModelBackend"],
        "settings": {
            f"{prefix}SP_ENTITY_ID": SPEC["audience"],
            f"{prefix}SP_PUBLIC_CERT": "",
            f"{prefix}SP_PRIVATE_KEY": "",
            f"{prefix}ORG_INFO": {"en-US": {"name": "lab", "displayname": "Lab", "url": BASE}},
            f"{prefix}TECHNICAL_CONTACT": {"givenName": "Lab", "emailAddress": "lab@example.org"},
            f"{prefix}SUPPORT_CONTACT": {"givenName": "Lab", "emailAddress": "lab@example.org"},
            f"{prefix}ENABLED_IDPS": {"lab": idp},
            f"{prefix}SECURITY_CONFIG": security,
            f"{prefix}ALLOW_IDP_INITIATED": True,
            "SOCIAL_AUTH_LOGIN_REDIRECT_URL": "/-/whoami",
            **own,
        },
    }


def configure() -> None:
    parts = {"djangosaml2": djangosaml2, "grafana-django-saml2-auth": grafana, "social-auth-core": social}
    part = parts[SPEC["application"]]()
    own = "django.contrib."
    settings.configure(
        SECRET_KEY="for one run on the loopback",
        ROOT_URLCONF="serve_django",
        ALLOWED_HOSTS=["127.0.0.1"],
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": SPEC["database"], "OPTIONS": UNSYNCED}},
        INSTALLED_APPS=[f"{own}auth", f"{own}contenttypes", f"{own}sessions", *part["apps"]],
        MIDDLEWARE=[
            f"{own}sessions.middleware.SessionMiddleware",
            *part["middleware"],
            f"{own}auth.middleware.AuthenticationMiddleware",
        ],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        AUTHENTICATION_BACKENDS=part["backends"],
        DEFAULT_AUTO_FIELD="django.db.models.AutoField",
        USE_TZ=True,
        LOGGING_CONFIG=None,
        **part["settings"],
    )
    django.setup()


# The accounts need not survive a power cut, and waiting for the disk is most of what a login takes.
UNSYNCED = {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY"}
FIELDS = {
    "userName": "username",
    "emails.work": "email",
    "name.givenName": "first_name",
    "name.familyName": "last_name",
    "isStaff": "is_staff",
    "isSuperuser": "is_superuser",
}


def account(user: object) -> dict[str, object]:
    links = user.social_auth.order_by("id").values_list("uid", flat=True) if hasattr(user, "social_auth") else ()
    return {
        "id": user.id,
        "fields": {field: getattr(user, name) for field, name in FIELDS.items()},
        "active": user.is_active,
        "groups": sorted(user.groups.values_list("name", flat=True)),
        "links": [uid.split(":", 1) for uid in links],
        "permissions": sorted(user.groups.exclude(permissions=None).values_list("permissions__codename", flat=True)),
    }


def accounts(request: HttpRequest) -> JsonResponse:
    from django.contrib.auth.models import Group, User

    users = [account(user) for user in User.objects.order_by("id")]
    names = [group.name for group in Group.objects.order_by("id")]
    return JsonResponse({"accounts": users, "has": {"groups": names}})


def edit(request: HttpRequest) -> HttpResponse:
    from django.contrib.auth.models import Group, User

    row = json.loads(request.body)
    values = {FIELDS[field]: value or "" for field, value in row["fields"].items() if not isinstance(value, bool)}
    user, _ = User.objects.update_or_create(id=row["id"], defaults={**values, "is_active": row.get("active", True)})
    user.groups.set(Group.objects.filter(name__in=row.get("groups", ())))
    return HttpResponse("done")


def whoami(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(request.user.id) if request.user.is_authenticated else "")


def make_urls() -> list[object]:
    from django.urls import include, path
    from django.views.decorators.csrf import csrf_exempt

    prefix, urls = {
        "djangosaml2": ("saml2/", "djangosaml2.urls"),
        "grafana-django-saml2-auth": ("sso/", "django_saml2_auth.urls"),
        "social-auth-core": ("", "social_django.urls"),
    }[SPEC["application"]]
    return [
        path(prefix, include(urls)),
        path("-/accounts", accounts),
        path("-/edit", csrf_exempt(edit)),
        path("-/whoami", whoami),
    ]


def main() -> None:
    logging.disable(logging.CRITICAL)
    configure()
    from django.contrib.auth.models import Group, Permission
    from django.core.management import call_command
    from django.core.wsgi import get_wsgi_application

    call_command("migrate", verbosity=0)
    for name in SPEC["has"]["groups"]:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.set(Permission.objects.filter(codename__in=SPEC["allows"].get(name, ())))
    sys.modules["serve_django"] = sys.modules["__main__"]
    globals()["urlpatterns"] = make_urls()
    server = make_server("127.0.0.1", SPEC["port"], get_wsgi_application(), handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
