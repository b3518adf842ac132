"""The parts of a bundle in words that a member understands."""

from __future__ import annotations

from pathlib import Path

import pytest

from hub.catalogue.rules.catalogue import Catalogue
from hub.catalogue.rules.document import read
from hub.catalogue.rules.wording import part


@pytest.fixture(scope="module")
def demo() -> Catalogue:
    return read(Path("hub/catalogue/demo.yaml").read_bytes())


@pytest.mark.parametrize(
    ("bundle", "place", "zh", "en"),
    [
        ("leisure-year", "video", "青岚视频 VIP，与套餐同期", "Qinglan Video VIP, as long as the bundle"),
        ("leisure-year", "music", "松涛音乐畅听会员，有效 3 个月", "Songtao Premium, good for 3 months"),
        (
            "leisure-year",
            "coupons",
            "热灶外卖满 30 减 8 券 2 张，每个月发放一次，共 12 次，每次有效 30 天",
            "2 × Rezao Eats Coupon: 8 off 30, every month, 12 times, each good for 30 days",
        ),
        (
            "fitness-quarter",
            "gym",
            "石榴健身全城通，与套餐同期，须在 60 天内激活",
            "Shiliu All-city Gym Pass, as long as the bundle, from its activation within 60 days",
        ),
        (
            "ink-gold-year",
            "travel",
            "出行无忧半年包，每6 个月发放一次，共 2 次，每次按其自身期限",
            "Easy Travel for Half a Year, every 6 months, 2 times, each for its own term",
        ),
        ("ink-gold-year", "gift.of.life", "终身读者，按其自身期限", "Reader for Life, for its own term"),
    ],
)
def test_a_part_says_what_it_gives_how_often_and_for_how_long(demo, bundle, place, zh, en) -> None:
    component = dict(demo.bundles[bundle].places())[place]
    benefit = demo.benefits.get(component.benefit or "")
    name = benefit.name if benefit else demo.bundles[component.bundle].name
    said = part(component, name, benefit.unit if benefit else None, "Asia/Shanghai")
    assert (said.zh, said.en) == (zh, en)
