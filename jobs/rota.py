"""What workers do: the jobs that can be told of, and those that run by themselves."""

from __future__ import annotations

from jobs import campaigns, entitlements, fulfilment, notifications, orders, reminders, renewals

JOBS = [
    fulfilment.deliver,
    orders.ask_payment,
    orders.send_refund,
    orders.expire_order,
    notifications.send,
    reminders.remind,
    renewals.renew,
    entitlements.rebuild_timelines,
    campaigns.plan_campaign,
    campaigns.simulate_campaign,
    campaigns.reach,
    campaigns.settle_redemption,
]
"""What can be told of, by name."""

BY_THE_CLOCK = [
    (fulfilment.tell_due_deliveries, set(range(60))),
    (orders.tell_due_orders, set(range(0, 60, 5))),
    (notifications.tell_due_messages, set(range(3, 60, 10))),
    (fulfilment.resume_deliveries, {7}),
    (renewals.tell_due_renewals, set(range(1, 60, 5))),
    (reminders.tell_due_reminders, {17}),
    (fulfilment.tidy_vault, {37}),
    (entitlements.tell_due_rebuilds, {47}),
    (entitlements.turn_glances, {27}),
    (campaigns.tell_due_campaigns, set(range(2, 60, 5))),
    (campaigns.watch_campaigns, {57}),
]
"""What runs by itself, and at which seconds of every minute; in one worker at a time."""
