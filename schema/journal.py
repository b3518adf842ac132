"""The journal as support reads it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self
from uuid import UUID

import strawberry
from strawberry import relay
from strawberry.scalars import JSON

from schema.context import Info
from schema.nodes import node_reader, uuid
from schema.permissions import CARE
from schema.texts import LocalText

if TYPE_CHECKING:
    from hub.journal.rules import Entry
    from schema.members import Member

_VERBS = {
    "create_member": ("became a member", "成为会员"),
    "set_preferences": ("preferences changed", "偏好已更改"),
    "bind_account": ("provider account bound", "已绑定服务商账号"),
    "grant": ("benefits granted", "已发放权益"),
    "activate": ("benefit activated", "权益已激活"),
    "consume": ("benefit used", "权益已使用"),
    "revoke": ("benefits taken back", "权益已收回"),
    "order": ("order placed", "已下单"),
    "pay": ("order paid", "订单已支付"),
    "cancel_order": ("order cancelled", "订单已取消"),
    "expire_order": ("order expired", "订单已过期"),
    "give_back": ("paid, but impossible to give: the money goes back", "已付款但无法发放，款项将退回"),
    "refund": ("order refunded", "订单已退款"),
    "settle_refund": ("refund settled", "退款已处理"),
    "resolve_case": ("payment case closed", "支付问题已处理"),
    "plan_delivery": ("delivery begun", "开始交付"),
    "cancel_delivery": ("delivery called off", "交付已取消"),
    "reissue_delivery": ("delivered anew", "重新交付"),
    "fall_back_delivery": ("delivered by another way", "改走其他渠道"),
    "give_up_delivery": ("delivery given up", "放弃交付"),
    "mark_delivered_delivery": ("noted as delivered", "标记为已交付"),
    "reveal_code": ("redemption code shown", "查看了兑换码"),
    "reveal_link": ("link shown", "查看了链接"),
    "redeem_code": ("redemption code used", "兑换码已使用"),
    "void_code": ("redemption code withdrawn", "兑换码已作废"),
    "report_problem": ("problem reported", "反馈了问题"),
    "apply_catalogue": ("catalogue applied", "目录已应用"),
    "publish": ("bundle published", "已发布组合"),
    "remind": ("reminded of what ends", "已提醒即将到期的权益"),
    "reach": ("sent a message of a campaign", "已发送营销活动消息"),
    "redeem": ("used a campaign's offer", "已使用活动优惠"),
    "try_campaign": ("tried a campaign's message on them", "已试发活动消息"),
    "enable_renewal": ("automatic renewal turned on", "已开启自动续费"),
    "notice": ("told of the coming charge", "已通知即将扣款"),
    "ask_consent": ("asked to accept a new price", "已请求确认新价格"),
    "accept_price": ("new price accepted", "已接受新价格"),
    "renew": ("renewed", "已续费"),
    "decline": ("renewal declined", "续费扣款失败"),
    "keep_card": ("card kept", "已保存银行卡"),
    "use_card": ("card for renewals changed", "已更换续费银行卡"),
    "pause_agreement": ("automatic renewal paused", "已暂停自动续费"),
    "resume_agreement": ("automatic renewal resumed", "已恢复自动续费"),
    "switch_agreement": ("another offer is to renew", "已更换续费套餐"),
    "cancel_agreement": ("automatic renewal cancelled", "已取消自动续费"),
    "end_agreement": ("automatic renewal over", "自动续费已结束"),
    "retry_renewal": ("charge tried again by staff", "客服已重试扣款"),
    "waive_renewal": ("next charge waived", "已免除下次扣款"),
    "extend_agreement": ("renewal extended", "已延长续费权益"),
    "settle_message": ("undecided message settled by staff", "客服已处理未确认的消息"),
    "suppress_address": ("no more mail to an address", "已停止向该邮箱发信"),
    "lift_suppression": ("mail to an address again", "已恢复向该邮箱发信"),
    "prefer": ("chose which messages to get", "已选择接收的消息"),
    "draft_template": ("message template written", "已编辑消息模板"),
    "publish_template": ("message template published", "已发布消息模板"),
    "create_key": ("key made", "已创建密钥"),
    "revoke_key": ("key revoked", "密钥已撤销"),
}


@strawberry.type(description="One thing that happened: who did what to what, and when.")
class JournalEntry(relay.Node):
    """An entry; staff who look after members see it."""

    key: relay.NodeID[UUID]
    member_id: strawberry.Private[UUID | None]
    at: datetime = strawberry.field(description="When it happened.")
    actor: str = strawberry.field(description="Who did it, e.g. `member:…`, `staff:…`, `key:…`, `system`.")
    action: str = strawberry.field(description="The verb, e.g. `grant`.")
    subject: str = strawberry.field(description="What it was done to, e.g. `grant:…`.")
    facts: JSON = strawberry.field(description="Further facts, different for each action; never a secret.")

    @strawberry.field(description="Whom it concerns, if anyone.")
    async def member(self, info: Info) -> Annotated[Member, strawberry.lazy("schema.members")] | None:
        from schema.members import Member  # noqa: PLC0415 - a member has a journal, whose entries have a member

        found = await info.context.loaders.members.load(self.member_id) if self.member_id else None
        return Member.of(found) if found else None

    @strawberry.field(description="What was done, in a few words.")
    def sentence(self) -> LocalText:
        en, zh = _VERBS.get(self.action, (self.action, self.action))
        return LocalText(en=en, zh=zh)

    @classmethod
    def of(cls, entry: Entry) -> Self:
        """The GraphQL entry of a hub entry."""
        return cls(
            key=entry.id,
            member_id=entry.member_id,
            at=entry.at,
            actor=entry.actor,
            action=entry.action,
            subject=entry.subject,
            facts=JSON(entry.facts),
        )


@node_reader("JournalEntry")
async def _entry(info: Info, key: str) -> JournalEntry | None:
    entry_id = uuid(key)
    found = await info.context.loaders.entries.load(entry_id) if entry_id and info.context.who.role in CARE else None
    return JournalEntry.of(found) if found else None
