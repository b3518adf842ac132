"""A database full of members for benchmarks, made by the database itself: every member holds ``HELD`` benefits."""

from __future__ import annotations

import json

import asyncpg

from hub import wiring
from hub.catalogue import reads as catalogue
from hub.entitlements.reads.glances import bases

HELD = 15

_MEMBERS = """
    INSERT INTO members (id, external_id, name, locale, zone, tags, attributes, search, created_at)
    SELECT gen_random_uuid(), 'm' || n, 'Member ' || n, 'en', 'Asia/Shanghai', '[]', '{}', 'm' || n, now()
    FROM generate_series(1, $1) n
"""
_CATALOGUE = """
    INSERT INTO providers (id, code, name, colour)
    SELECT gen_random_uuid(), 'provider-' || n, jsonb_build_object('zh', '公司' || n, 'en', 'Company ' || n), '#2b5ce6'
    FROM generate_series(1, 5) n;
    INSERT INTO categories (id, code, name) VALUES (gen_random_uuid(), 'all', '{"zh": "全部", "en": "All"}');
    INSERT INTO benefits (id, code, provider_id, category_id, name, description, guide, stacking, delivery, starts,
        notice_window)
    SELECT gen_random_uuid(), 'benefit-' || n, 'provider-' || n % 5 + 1, 'all',
        jsonb_build_object('zh', '权益' || n, 'en', 'Benefit ' || n),
        '{"zh": "很好", "en": "Very good"}', '{"zh": "打开", "en": "Open it"}',
        'EXTEND', 'INTERNAL', 'WHEN_GRANTED', 'P7D'
    FROM generate_series(1, 20) n;
"""
_GRANTS = """
    INSERT INTO grants (id, member_id, benefit, path, number, source, reference, recorded_at, granted_at,
        granted_order, period, needs_activation, starts_on_delivery, revoked_reason, priority, weight)
    SELECT gen_random_uuid(), m.id, 'benefit-' || (1 + (n + length(m.external_id)) % 20), '', 1, 'PURCHASE', '', at, at,
        n, 'P1M', false, false, '', 0, 1
    FROM members m, generate_series(1, $1) n, LATERAL (
        SELECT date_trunc('second', now()) - (n * interval '2 days') - interval '5 days' AS at
    ) granted
"""
_SEGMENTS = """
    INSERT INTO segments (id, member_id, benefit, grant_id, starts_at, ends_at, is_queued)
    SELECT gen_random_uuid(), member_id, benefit, id, granted_at, granted_at + interval '30 days', false FROM grants
"""

_GLANCES = """
    INSERT INTO glances (id, member_id, benefit, shown, true_from, true_until, basis)
    SELECT gen_random_uuid(), member_id, benefit,
        replace(json_build_array(benefit, status, starts_at, ends_at, NULL, NULL, NULL, next_at, next_status)::text,
            '+00:00', 'Z'), now(), next_at,
        $1::jsonb->>benefit
    FROM segments, LATERAL (
        SELECT CASE WHEN ends_at <= now() THEN 'EXPIRED' WHEN ends_at - interval '7 days' <= now() THEN 'EXPIRING'
            ELSE 'ACTIVE' END AS status
    ) known, LATERAL (
        SELECT CASE status WHEN 'EXPIRING' THEN ends_at WHEN 'ACTIVE' THEN ends_at - interval '7 days' END AS next_at,
            CASE status WHEN 'EXPIRING' THEN 'EXPIRED' WHEN 'ACTIVE' THEN 'EXPIRING' END AS next_status
    ) next
"""


async def populate(url: str, members: int, held: int = HELD) -> None:
    """Fill an empty, migrated database. Some of what members hold runs, some ends soon, some has ended."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(_CATALOGUE)
        await connection.execute(_MEMBERS, members)
        await connection.execute(_GRANTS, held)
        await connection.execute(_SEGMENTS)
        await connection.execute(_GLANCES, json.dumps(await _bases(url)))
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _bases(url: str) -> dict[str, str]:
    async with wiring.connected(url):
        return bases((await catalogue.shelf()).benefits, "Asia/Shanghai")
