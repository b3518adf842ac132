"""What is sold: every way of delivery, by every provider, with fallbacks and a stock that is almost too small."""

from __future__ import annotations

from hub import wiring
from hub.catalogue import service as catalogue
from hub.fulfilment.models import RouteRow
from hub.fulfilment.rules.stocking import Batch, Pattern
from hub.fulfilment.service import resuming, stocking
from hub.journal.rules import Act
from hub.members import service as members
from hub.members.rules import NewMember
from hub.ports import Ports

TEXT = "{zh: 文字, en: words}"
MEMBERS = 40
"""Every second of whom has named an account to top up."""

PROVIDERS = ["harbour", "sunrise", "drizzle"]
ACCOUNT = f"account: {{label: {TEXT}, pattern: '1\\d{{10}}'}}"
UNIT = f"unit: {TEXT}"

_BENEFITS = {
    "points": ("harbour", "EXTEND", "delivery: INTERNAL"),
    "voucher": ("harbour", "PARALLEL", f"delivery: CODE_VAULT, {UNIT}, refund: BEFORE_USE"),
    "ticket": ("harbour", "PARALLEL", f"delivery: CODE_PROVIDER, {UNIT}"),
    "code-harbour": ("harbour", "PARALLEL", f"delivery: CODE_PROVIDER, {UNIT}"),
    "code-drizzle": ("drizzle", "PARALLEL", f"delivery: CODE_PROVIDER, {UNIT}"),
    "code-sunrise": ("sunrise", "PARALLEL", f"delivery: CODE_PROVIDER, {UNIT}"),
    "link-harbour": ("harbour", "EXTEND", "delivery: LINK, starts: ON_DELIVERY"),
    "link-drizzle": ("drizzle", "EXTEND", "delivery: LINK"),
    "month-sunrise": ("sunrise", "EXTEND", f"delivery: DIRECT, {ACCOUNT}"),
    "month-harbour": ("harbour", "EXTEND", f"delivery: DIRECT, {ACCOUNT}, starts: ON_DELIVERY"),
}
_BUNDLES = {
    "grand": ["points", "voucher", "code-drizzle", "link-harbour", "month-sunrise"],
    "codes": ["ticket", "code-harbour", "code-drizzle", "code-sunrise"],
    "times": ["month-harbour", "link-drizzle", "points"],
    "paper": ["voucher"],
}
_ROUTES = [
    ("ticket", 0, "harbour", "ticket-gone-code"),
    ("ticket", 1, "drizzle", "ticket-code"),
    ("code-harbour", 0, "harbour", "code-harbour"),
    ("code-harbour", 1, "sunrise", "code-harbour"),
]
"""The first product for a ticket is sold out; where ``harbour`` stays away for long, ``sunrise`` steps in."""

OFFERS = list(_BUNDLES)


def _catalogue() -> str:
    named = f"name: {TEXT}, description: {TEXT}"
    lines = ["providers:"]
    lines += [f'  - {{code: {each}, name: {TEXT}, colour: "#2b5ce6"}}' for each in PROVIDERS]
    lines += ["categories:", f"  - {{code: fun, name: {TEXT}}}", "benefits:"]
    for code, (provider, stacking, more) in _BENEFITS.items():
        usual = f"provider: {provider}, category: fun, {named}, guide: {TEXT}"
        lines.append(f"  - {{code: {code}, {usual}, stacking: {stacking}, {more}}}")
    lines.append("bundles:")
    for code, benefits in _BUNDLES.items():
        components = ", ".join(f"{{key: {each}, benefit: {each}}}" for each in benefits)
        lines.append(f"  - {{code: {code}, {named}, validity: P30D, components: [{components}]}}")
    lines.append("offers:")
    lines += [f"  - {{code: {each}, bundle: {each}, price: {10 * n}.01 CNY}}" for n, each in enumerate(OFFERS, start=1)]
    return "\n".join(lines)


async def open_shop(ports: Ports, database: str, orders: int) -> None:
    """Fill an empty database; there are vouchers for some of so many ``orders``, not for all."""
    async with wiring.connected(database):
        await catalogue.apply(ports, "test", _catalogue())
        for benefit, rank, provider, product in _ROUTES:
            await RouteRow.create(benefit=benefit, rank=rank, provider=provider, product=product)
        batch, by = Batch("voucher", "chaos"), Act("staff:li", ports.clock.now(), "chaos")
        await stocking.generate(ports, batch, Pattern(), max(10, orders // 4), None, by)
        for number in range(MEMBERS):
            member = await members.create_member(ports, "test", NewMember(f"u-{number}", f"Member {number}"))
            if number % 2:
                for provider in ("sunrise", "harbour"):
                    account = f"138{number:08}"
                    await resuming.bind_account(ports, "test", member.id, provider, account, [r"1\d{10}"])
