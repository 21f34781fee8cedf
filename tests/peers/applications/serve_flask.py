"""Runs in an environment of its own: a Flask-AppBuilder site, the base of Superset and Airflow, on the loopback.

The specification and the three pages beside the application's own are those of ``serve_django.py``.
"""

import json
import logging
import sqlite3
import sys
from pathlib import Path
from wsgiref.simple_server import WSGIRequestHandler, make_server

from flask import Flask, g, jsonify, request
from flask_appbuilder import AppBuilder
from flask_appbuilder.const import AUTH_SAML
from flask_appbuilder.utils.legacy import get_sqla_class
from sqlalchemy import event

FIELDS = {
    "userName": "username",
    "emails.work": "email",
    "name.givenName": "first_name",
    "name.familyName": "last_name",
}
SPEC = json.loads(Path(sys.argv[1]).read_text())


class Quiet(WSGIRequestHandler):
    """Writes no line for each request."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def unsynced(connection: sqlite3.Connection, _: object) -> None:
    """The accounts need not survive a power cut, and waiting for the disk is most of what a login takes."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA journal_mode=MEMORY")


def make_app() -> tuple[Flask, AppBuilder]:
    config = SPEC["config"]
    app = Flask("lab")
    app.config.update(
        SECRET_KEY="for one run on the loopback",
        SQLALCHEMY_DATABASE_URI=f"sqlite:///{SPEC['database']}",
        WTF_CSRF_ENABLED=False,
        AUTH_TYPE=AUTH_SAML,
        FAB_ADD_SECURITY_VIEWS=True,
        SAML_PROVIDERS=[
            {
                "name": "lab",
                "idp": {
                    "entityId": SPEC["idp_entity_id"],
                    "singleSignOnService": {
                        "url": "https://idp.example.org/sso",
                        "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect",
                    },
                    "x509cert": SPEC["idp_certificate"],
                },
                "attribute_mapping": config["attribute_mapping"],
            }
        ],
        SAML_CONFIG={
            "strict": True,
            "sp": {
                "entityId": SPEC["audience"],
                "assertionConsumerService": {
                    "url": SPEC["acs"],
                    "binding": "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST",
                },
            },
            "security": {"wantAssertionsSigned": True, "wantMessagesSigned": True, **config["security"]},
        },
        **config["settings"],
    )
    database = get_sqla_class()()
    database.init_app(app)
    with app.app_context():
        event.listen(database.engine, "connect", unsynced)
        builder = AppBuilder(app, database.session)
        for name in SPEC["has"]["roles"]:
            role = builder.sm.find_role(name) or builder.sm.add_role(name)
            for permission in SPEC["allows"].get(name, ()):
                made = builder.sm.add_permission_view_menu(*permission.split(":"))
                builder.sm.add_permission_role(role, made)
        for group in config["seed_groups"]:
            builder.sm.add_group(group, group, "", [])
    return app, builder


def add_pages(app: Flask, builder: AppBuilder) -> None:
    manager = builder.sm

    def row(user: object) -> dict[str, object]:
        allowed = {f"{item.permission.name}:{item.view_menu.name}" for role in user.roles for item in role.permissions}
        return {
            "id": user.id,
            "fields": {field: getattr(user, name) for field, name in FIELDS.items()},
            "active": bool(user.active),
            "roles": sorted(role.name for role in user.roles),
            "groups": sorted(group.name for group in user.groups),
            "permissions": sorted(name for name in allowed if name.endswith(":Lab")),
        }

    @app.get("/-/accounts")
    def accounts() -> object:
        users = sorted(manager.get_all_users(), key=lambda user: user.id)
        has = {
            "roles": [role.name for role in manager.get_all_roles()],
            "groups": [group.name for group in manager.session.query(manager.group_model).all()],
        }
        return jsonify(accounts=[row(user) for user in users], has=has)

    @app.get("/-/whoami")
    def whoami() -> str:
        return str(g.user.id) if g.user is not None and g.user.is_authenticated else ""

    @app.post("/-/edit")
    def edit() -> str:
        wanted = json.loads(request.data)
        session = manager.session
        user = session.get(manager.user_model, wanted["id"])
        if user is None:
            user = manager.user_model(id=wanted["id"])
            session.add(user)
        for field, name in FIELDS.items():
            setattr(user, name, wanted["fields"].get(field))
        user.active = wanted.get("active", True)
        user.roles = [manager.find_role(name) for name in wanted.get("roles", ())]
        user.groups = [manager.find_group(name) for name in wanted.get("groups", ())]
        session.commit()
        return "done"


def main() -> None:
    logging.disable(logging.CRITICAL)
    app, builder = make_app()
    add_pages(app, builder)
    server = make_server("127.0.0.1", SPEC["port"], app, handler_class=Quiet)
    print("ready", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
