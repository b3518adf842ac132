"""Signatures: as providers' own documents compute them, and worthless without the key."""

from __future__ import annotations

import hashlib
import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from hub.adapters.providers.declarative.signing import Message, check_key, is_genuine, sign
from hub.kernel.secret import Secret
from hub.ports.providers import Delivery, DeliveryForm
from tests.rules.providers.shapes import both, described, signature

KEY = Secret("192006250b4c09247ec02edce69f6a2d")
WECHAT = {
    "appid": "wxd930ea5d5a258f4f",
    "mch_id": "10000100",
    "device_info": "1000",
    "body": "test",
    "nonce_str": "ibuaiVcKdpRxkhJA",
    "attach": "",
}
"""The worked example of WeChat Pay's document, with an empty field that does not count."""

texts = st.text(st.characters(exclude_categories=["Cs"]))
fields = st.dictionaries(texts, texts | st.integers() | st.booleans() | st.none())


def message(fields: dict[str, object], body: bytes = b"", **headers: str) -> Message:
    return Message(fields, body, headers)


def test_md5_over_sorted_parameters_gives_the_signature_of_the_worked_example():
    how = signature(append="&key={key}", encoding="hex-upper")
    assert sign(how, message(WECHAT), KEY) == "9A0A8659F005D6984697E2CA0A9CF3B7"


def test_hmac_over_sorted_parameters_gives_the_signature_of_the_worked_example():
    how = signature(algorithm="hmac-sha256", append="&key={key}", encoding="hex-upper")
    expected = "6A9AE1657590FD6257D693A078E1C3E4BB6BA4DC30B23E0EE2496E54170DACD6"
    assert sign(how, message(WECHAT), KEY) == expected


def test_md5_over_sorted_characters_follows_the_rule_step_by_step():
    fields = {"b": "x/y", "a": "值", "n": 3, "sign": "ignored"}
    letters = sorted('{"b":"x/y","a":"值","n":3}')
    expected = hashlib.md5(("".join(letters) + "secret").encode()).hexdigest()  # noqa: S324 (as the rule says)
    assert sign(signature(over="characters"), message(fields), Secret("secret")) == expected


@given(fields=fields, over=st.sampled_from(["characters", "parameters"]))
def test_the_order_of_fields_does_not_matter(fields, over):
    backwards = dict(reversed(fields.items()))
    assert sign(signature(over=over), message(fields), KEY) == sign(signature(over=over), message(backwards), KEY)


def test_a_text_is_signed_with_method_path_headers_and_body():
    text = "{method}\n{path}?{query}\n{header.x-time}\n{body}"
    how = signature(algorithm="hmac-sha256", over="text", text=text, field=None, header="X-Sign", prefix="v1=")
    sent = Message({}, '{"a":"值"}'.encode(), {"x-time": "17"}, "POST", "/v2/x", "q=1")
    expected = hmac.new(b"k", 'POST\n/v2/x?q=1\n17\n{"a":"值"}'.encode(), hashlib.sha256).hexdigest()
    assert sign(how, sent, Secret("k")) == f"v1={expected}"


@given(fields=fields, body=st.binary(), algorithm=st.sampled_from(["md5", "hmac-sha256"]))
def test_only_who_holds_the_key_is_believed(fields, body, algorithm):
    for how in (
        signature(algorithm=algorithm),
        signature(algorithm=algorithm, over="characters"),
        signature(
            algorithm=algorithm, over="text", text="{header.t}.{body}", field=None, header="S", encoding="base64"
        ),
    ):
        sent = message(fields, body, t="1")
        given_ = sign(how, sent, KEY)
        assert is_genuine(how, sent, KEY, given_)
        assert not is_genuine(how, sent, Secret("another"), given_)
        assert not is_genuine(how, message(fields | {"added": "x"}, body + b"x", t="1"), KEY, given_)


@given(given_=st.text(), body=st.binary())
def test_no_made_up_signature_is_believed_or_breaks_anything(given_, body):
    private, public = rsa_keys()
    rsa_way = signature(algorithm="rsa-sha256", over="text", text="{body}", field=None, header="S", encoding="base64")
    assert not is_genuine(rsa_way, message({}, body), public, given_)
    assert not is_genuine(signature(), message({"a": given_}, body), KEY, given_)
    missing_header = signature(algorithm="hmac-sha256", over="text", text="{header.t}", field=None, header="S")
    assert not is_genuine(missing_header, message({}, body), KEY, given_)
    assert private != public


_KEYS: list[tuple[Secret, Secret]] = []


def rsa_keys() -> tuple[Secret, Secret]:
    if not _KEYS:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
        _KEYS.append((Secret(private), Secret(public)))
    return _KEYS[0]


@pytest.mark.parametrize("encoding", ["base64", "hex", "hex-upper"])
def test_rsa_signs_with_the_private_key_and_is_verified_by_the_public_one(encoding):
    private, public = rsa_keys()
    how = signature(algorithm="rsa-sha256", encoding=encoding)
    given_ = sign(how, message(WECHAT), private)
    assert is_genuine(how, message(WECHAT), public, given_)
    assert not is_genuine(how, message(WECHAT | {"body": "tost"}), public, given_)


def test_a_key_of_the_wrong_kind_is_refused_before_it_is_needed():
    private, public = rsa_keys()
    how = signature(algorithm="rsa-sha256")
    check_key(how, private, is_ours=True)
    check_key(how, public, is_ours=False)
    for key, is_ours in [(public, True), (private, False), (KEY, True)]:
        with pytest.raises(ValueError, match=r".+"):
            check_key(how, key, is_ours=is_ours)


def test_a_signature_in_a_field_is_sent_with_the_others_and_masked_for_people():
    provider = described(
        secrets={"key": "top-secret"},
        calls={
            "deliver": {
                "json": {"to": "{account}", "token": "{secret.key}"},
                "headers": {"Authorization": "Bearer {secret.key}"},
                "signature": {"algorithm": "md5", "over": "characters", "key": "key", "field": "sign"},
            }
        },
    )
    sent, shown = both(provider, Delivery("task-1", "vip", DeliveryForm.TOP_UP, "13800138000"))
    fields = json.loads(sent.body)
    assert is_genuine(signature(over="characters"), message(fields), Secret("top-secret"), fields["sign"])
    assert sent.headers["Authorization"] == "Bearer top-secret"
    for secret in ("top-secret", fields["sign"], "13800138000"):
        assert secret not in shown
    assert "138••••00" in shown
