"""Which column of a table holds what, found by its heading in Chinese or English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from hub.kernel.errors import InvalidInput

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Field(StrEnum):
    """What a column may hold."""

    MEMBER = "member"
    BENEFIT = "benefit"
    BUNDLE = "bundle"
    DATE = "date"
    PERIOD = "period"
    FROM = "from"
    UNTIL = "until"
    QUANTITY = "quantity"
    SOURCE = "source"
    REFERENCE = "reference"
    CHOICES = "choices"


_HEADINGS = {
    Field.MEMBER: "member memberid user userid uid customer customerid "
    "会员 会员号 会员编号 会员id 用户 用户编号 用户id 客户 客户编号",
    Field.BENEFIT: "benefit benefitcode 权益 权益代码 权益编码 权益编号",
    Field.BUNDLE: "bundle bundlecode package 套餐 套餐代码 套餐编码 权益包 礼包",
    Field.DATE: "date granted grantedat grantedon purchased purchasedat purchasedate orderdate "
    "日期 开通时间 开通日期 购买时间 购买日期 下单时间 下单日期 发放时间 发放日期",
    Field.PERIOD: "period duration term 时长 期限 周期",
    Field.FROM: "from start starts startsat startdate validfrom 开始 开始时间 开始日期 生效 生效时间 生效日期",
    Field.UNTIL: "until end ends endsat enddate validuntil expires expiry expirydate "
    "结束 结束时间 结束日期 到期 到期时间 到期日期 截止 截止时间 截止日期 失效时间 失效日期",
    Field.QUANTITY: "quantity qty count 数量 次数 张数 份数",
    Field.SOURCE: "source 来源",
    Field.REFERENCE: "reference order orderid orderno ordernumber 订单 订单号 订单编号 单号 凭证号",
    Field.CHOICES: "choices choice 选择 自选",
}
_BY_HEADING = {heading: field for field, headings in _HEADINGS.items() for heading in headings.split()}
_BETWEEN_WORDS = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Columns:
    """The place of each field in a row, counted from 0, and the headings of the columns that are not read."""

    places: Mapping[Field, int]
    unread: tuple[str, ...]
    width: int


def columns(header: Sequence[str], mapping: Mapping[str, str]) -> Columns:
    """Find the columns of a table by its ``header``; ``mapping`` names the field of a heading, or none to skip it.

    Refuses (``InvalidInput``) a mapping that names what there is not, two columns for one field, and a table that
    lacks what every row needs.
    """
    fields = _mapped(header, mapping)
    places: dict[Field, int] = {}
    for place, field in enumerate(fields):
        if field in places:
            both = f"{header[places[field]]!r} and {header[place]!r}"
            raise InvalidInput("columns", f"{both} both hold the {field}; skip one of them with --map HEADING=")
        if field is not None:
            places[field] = place
    _check_complete(places, header)
    unread = tuple(heading for heading, field in zip(header, fields, strict=True) if field is None and heading)
    return Columns(places, unread, len(header))


def _mapped(header: Sequence[str], mapping: Mapping[str, str]) -> list[Field | None]:
    for heading, name in mapping.items():
        if heading not in header:
            raise InvalidInput("--map", f"there is no column {heading!r}; the columns are: {', '.join(header)}")
        if name and name not in list(Field):
            raise InvalidInput("--map", f"{name!r} is not a field; write one of: {', '.join(Field)}")
    known = {heading: Field(name) if name else None for heading, name in mapping.items()}
    return [known[each] if each in known else _BY_HEADING.get(_plain(each)) for each in header]


def _plain(heading: str) -> str:
    return _BETWEEN_WORDS.sub("", heading).lower()


def _check_complete(places: Mapping[Field, int], header: Sequence[str]) -> None:
    for needed in ((Field.MEMBER,), (Field.BENEFIT, Field.BUNDLE), (Field.DATE, Field.FROM)):
        if not any(field in places for field in needed):
            wanted = " or ".join(needed)
            message = f"no column is the {wanted}; name it with --map HEADING={needed[0]}, among: {', '.join(header)}"
            raise InvalidInput("columns", message)
