import pytest
from tortoise.connection import get_connection

from hub.access import reads, service
from hub.access.errors import KeyNameTaken, Unauthenticated
from hub.access.reads import identify
from hub.access.rules import Identity, Role
from hub.adapters.tokens.builtin import LASTING, BuiltInIssuer
from hub.kernel.errors import InvalidInput, NotFound
from hub.kernel.secret import Secret
from hub.members.rules import NewMember
from hub.members.service import create_member
from hub.ports import Ports

pytestmark = pytest.mark.usefixtures("database")


def token(ports: Ports, subject: str, *roles: str) -> Secret:
    assert isinstance(ports.issuer, BuiltInIssuer)
    return ports.issuer.issue(subject, "Li Wei", frozenset(roles))[0]


async def test_a_person_without_roles_is_the_member_of_that_id(ports: Ports) -> None:
    ling = await create_member(ports, "key:shop", NewMember("u-1", "林玲"))
    until = ports.clock.now() + LASTING
    assert await identify(ports, token(ports, "u-1")) == Identity(
        Role.MEMBER, "林玲", f"member:{ling.id}", ling.id, until
    )
    assert await identify(ports, token(ports, "u-2")) == Identity(
        Role.MEMBER, "Li Wei", "visitor:u-2", expires_at=until
    )


async def test_a_person_with_several_roles_acts_in_the_widest(ports: Ports) -> None:
    await create_member(ports, "key:shop", NewMember("u-1", "林玲"))
    found = await identify(ports, token(ports, "u-1", "support", "Operator", "gardener"))
    assert (found.role, found.actor, found.member_id) == (Role.OPERATOR, "staff:u-1", None)


async def test_a_program_is_known_by_its_key_until_that_is_revoked(ports: Ports) -> None:
    key, secret = await service.create_key(ports, "system", "till-3", Role.SUPPORT)
    assert secret.expose().startswith(key.beginning)
    assert await identify(ports, secret) == Identity(Role.SUPPORT, "till-3", "key:till-3")
    revoked = await service.revoke_key(ports, "system", "till-3")
    assert await reads.keys() == [revoked]
    with pytest.raises(Unauthenticated, match="revoked"):
        await identify(ports, secret)
    with pytest.raises(NotFound):
        await service.revoke_key(ports, "system", "till-3")


async def test_a_key_is_nowhere_in_the_database(ports: Ports) -> None:
    _, secret = await service.create_key(ports, "system", "till-3", Role.SUPPORT)
    stored = await get_connection("default").execute_query_dict("SELECT * FROM api_keys, journal")
    assert secret.expose()[8:] not in str(stored)


async def test_two_keys_in_use_have_two_names(ports: Ports) -> None:
    await service.create_key(ports, "system", "till-3", Role.SUPPORT)
    with pytest.raises(KeyNameTaken):
        await service.create_key(ports, "system", "till-3", Role.ADMIN)
    await service.revoke_key(ports, "system", "till-3")
    await service.create_key(ports, "system", "till-3", Role.ADMIN)


@pytest.mark.parametrize(("name", "role"), [("Till 3", Role.ADMIN), ("", Role.ADMIN), ("till-3", Role.MEMBER)])
async def test_a_key_has_a_plain_name_and_a_role_of_the_staff(ports: Ports, name: str, role: Role) -> None:
    with pytest.raises(InvalidInput):
        await service.create_key(ports, "system", name, role)


@pytest.mark.parametrize("bearer", ["", "hub_guess", "a.b.c"])
async def test_an_unknown_credential_is_refused(ports: Ports, bearer: str) -> None:
    with pytest.raises(Unauthenticated):
        await identify(ports, Secret(bearer))
