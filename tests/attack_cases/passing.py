"""Genuine messages in all the forms that real products write: every one must pass (security.md, what must pass)."""

from tests.attack_cases.catalogue import Context, Family, out
from tests.builders import SHAPES, Encrypting, Person, Signing, build_tree, key, to_bytes

FAMILY = Family("passing")
accept = FAMILY.accept
WHO = Person("zoë@example.test", "Zoë", "Müller & Söhne", ("Vertrieb", "東京", "Everyone"))


def _name(shape: str) -> str:
    found = getattr(WHO, SHAPES[shape].name_id_field)
    assert isinstance(found, str)
    return found


for _shape in SHAPES:
    _common = {
        "issuer": SHAPES[_shape].entity_id,
        "name_id": _name(_shape),
        "warns": ("attributes.same_name",) if SHAPES[_shape].one_attribute_per_value else (),
    }

    @accept(f"ok-{_shape}", **_common)
    def _(ctx: Context, shape: str = _shape) -> bytes:
        plan = ctx.idp.plan(shape=shape, entity_id=SHAPES[shape].entity_id, person=WHO)
        return to_bytes(build_tree(plan, 1), plan.shape.xml_declaration)

    @accept(f"ok-{_shape}-pretty", **_common)
    def _(ctx: Context, shape: str = _shape) -> bytes:
        return out(ctx.tree(shape=shape, entity_id=SHAPES[shape].entity_id, person=WHO, pretty=True))

    @accept(f"ok-{_shape}-both", **_common, trust={"signed": "both"})
    def _(ctx: Context, shape: str = _shape) -> bytes:
        return out(ctx.tree(shape=shape, entity_id=SHAPES[shape].entity_id, person=WHO, sign="both"))

    @accept(f"ok-{_shape}-encrypted", **_common, keys=("sp",))
    def _(ctx: Context, shape: str = _shape) -> bytes:
        knobs = {"entity_id": SHAPES[shape].entity_id, "person": WHO, "encrypt_to": ctx.sp_key, "sign": "both"}
        return out(ctx.tree(shape=shape, encrypting=Encrypting(content="aes128-gcm"), **knobs))

    @accept(f"ok-{_shape}-no-keyinfo", **_common)
    def _(ctx: Context, shape: str = _shape) -> bytes:
        return out(ctx.tree(shape=shape, entity_id=SHAPES[shape].entity_id, person=WHO, key_info="none"))


for _kind, _methods in {
    "rsa-2048": ("rsa-sha256", "rsa-sha384", "rsa-sha512", "rsa-pss-sha256", "rsa-pss-sha384", "rsa-pss-sha512"),
    "rsa-3072": ("rsa-sha256", "rsa-pss-sha256"),
    "ec-p256": ("ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"),
    "ec-p384": ("ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"),
    "ec-p521": ("ecdsa-sha256", "ecdsa-sha384", "ecdsa-sha512"),
}.items():
    for _method in _methods:

        @accept(f"ok-{_kind}-{_method}", trusted=lambda _, kind=_kind: [key(kind)])
        def _(ctx: Context, kind: str = _kind, method: str = _method) -> bytes:
            digest = "sha" + method.rpartition("sha")[2]
            return out(ctx.tree(key=key(kind), sign="both", signing=Signing(method=method, digest=digest)))


@accept("ok-bare-assertion", note="An Assertion without a Response around it.")
def _(ctx: Context) -> bytes:
    return ctx.idp.assertion()


@accept("ok-bare-assertion-entra", issuer=SHAPES["entra"].entity_id)
def _(ctx: Context) -> bytes:
    return ctx.idp.assertion(shape="entra", entity_id=SHAPES["entra"].entity_id)
