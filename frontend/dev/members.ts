import { BENEFITS, PROVIDERS, say } from './catalogue.ts';
import { entitlementOf, inDays, type DemoEntitlement } from './entitlements.ts';

const GUIDE = { kind: 'SHOW_GUIDE', label: say('使用方法', 'How to use it') };
const USE = { kind: 'USE', label: say('使用一次', 'Use one') };

/** One entitlement of every status a member can meet. */
function everyStatus(): DemoEntitlement[] {
  return [
    entitlementOf(BENEFITS.svip, {
      status: 'ACTIVE',
      why: say(
        '2026 年春季购买的“全家桶年卡”包含 12 个月超级会员，之后赠送的 3 个月接在后面。',
        'Your Family Year bundle carries twelve months of SVIP; the three months you were given follow on.',
      ),
      spans: [
        { from: -270, until: 95, period: 'P1Y' },
        { from: 95, until: 185, state: 'QUEUED', period: 'P3M', source: 'GIFT' },
      ],
      actions: [GUIDE],
      next: {
        days: 178,
        status: 'EXPIRING',
        sentence: say('到期前 7 天提醒你。', 'We will remind you a week before it ends.'),
      },
    }),
    entitlementOf(BENEFITS.video, {
      status: 'PAUSED',
      why: say(
        '超级会员生效期间，普通会员的剩余时间先保留，之后接着计算。',
        'While SVIP covers you, the rest of your VIP time is kept and runs on afterwards.',
      ),
      spans: [
        { from: -300, until: -270 },
        { from: 185, until: 245, state: 'PAUSED', period: 'P3M' },
      ],
      pauses: [{ from: -270, until: 185, by: BENEFITS.svip }],
      actions: [GUIDE],
    }),
    entitlementOf(BENEFITS.music, {
      status: 'EXPIRING',
      why: say(
        '“全家桶年卡”包含 3 个月音乐豪华版，从购买日起算。',
        'Your Family Year bundle carries three months of music from the day you bought it.',
      ),
      spans: [{ from: -86, until: 5.4, period: 'P3M' }],
      actions: [{ kind: 'RENEW', label: say('续费', 'Renew'), url: '/renew' }, GUIDE],
    }),
    entitlementOf(BENEFITS.doctor, {
      status: 'EXPIRING',
      why: say('员工福利，有效期到本周末。', 'A gift from your employer that runs to the end of the week.'),
      spans: [{ from: -28, until: 1.3, period: 'P30D', source: 'GIFT' }],
      quantity: { granted: 2, used: 1 },
      actions: [USE, GUIDE],
    }),
    entitlementOf(BENEFITS.lounge, {
      status: 'ACTIVE',
      why: say('随年卡附送 6 次，已用 2 次。', 'Six visits came with your year; two are used.'),
      spans: [{ from: -60, until: 305, period: 'P1Y' }],
      quantity: { granted: 6, used: 2 },
      actions: [USE, GUIDE],
    }),
    entitlementOf(BENEFITS.coffee, {
      status: 'EXHAUSTED',
      why: say(
        '本月 4 杯已经喝完，下月 1 日补满。',
        'This month’s four cups are used; they come back on the first.',
      ),
      spans: [{ from: -52, until: 68, period: 'P4M' }],
      quantity: { granted: 4, used: 4, nextRefillAt: 9 },
      actions: [GUIDE],
    }),
    entitlementOf(BENEFITS.reading, {
      status: 'PENDING',
      why: say(
        '好友赠送，激活后才开始计时。',
        'A friend gave it to you; its time starts when you activate it.',
      ),
      waiting: { period: 'P31D', activateBy: 12 },
      actions: [{ kind: 'ACTIVATE', label: say('激活', 'Activate'), deadline: 12 }],
    }),
    entitlementOf(BENEFITS.sport, {
      status: 'PENDING',
      why: say('还差一个账号，才能为你开通。', 'It needs an account before it can be delivered.'),
      spans: [{ from: 0, until: 30, period: 'P30D' }],
      actions: [{ kind: 'BIND_ACCOUNT', label: say('绑定账号', 'Bind account') }],
    }),
    entitlementOf(BENEFITS.drive, {
      status: 'ACTIVE',
      why: say('永久空间，没有到期日。', 'A lifetime purchase: it does not end.'),
      spans: [{ from: -900 }],
      actions: [GUIDE],
    }),
    entitlementOf(BENEFITS.kids, {
      status: 'SCHEDULED',
      why: say('寒假活动，自动开始。', 'A winter-holiday present; it starts by itself.'),
      spans: [{ from: 22, until: 82, state: 'SCHEDULED', period: 'P60D', source: 'GIFT' }],
    }),
    entitlementOf(
      { ...BENEFITS.music, id: 'benefit:hifi', code: 'music-hifi', name: say('无损音质包', 'Lossless pack') },
      {
        status: 'EXPIRED',
        why: say('试用期已结束。', 'The trial is over.'),
        spans: [{ from: -120, until: -90, state: 'ENDED', period: 'P30D' }],
      },
    ),
    entitlementOf(
      { ...BENEFITS.reading, id: 'benefit:audio', code: 'audio-books', name: say('有声书', 'Audiobooks') },
      {
        status: 'REVOKED',
        why: say('订单退款后已收回。', 'Taken back when the order was refunded.'),
        spans: [{ from: -40, until: -4, state: 'REVOKED' }],
        coverageEnd: -4,
      },
    ),
  ];
}

function many(count: number): DemoEntitlement[] {
  const kinds = Object.values(BENEFITS);
  return Array.from({ length: count }, (_, order) => {
    const kind = kinds[order % kinds.length] ?? BENEFITS.video;
    const name = say(`${kind.name.zh} ${order + 1}`, `${kind.name.en} ${order + 1}`);
    const until = 3 + ((order * 37) % 700);
    return entitlementOf(
      { ...kind, id: `benefit:${order}`, code: `${kind.code}-${order}`, name },
      {
        status: until < 7 ? 'EXPIRING' : 'ACTIVE',
        why: say('来自批量导入。', 'It came with an import.'),
        spans: [{ from: -30 - (order % 90), until }],
        actions: [GUIDE],
      },
    );
  });
}

function hostile(): DemoEntitlement[] {
  const names = [
    '<script>alert("x")</script>',
    'A name that goes on '.repeat(12),
    'عضوية الفيديو المميزة‮reversed',
    '超长的权益名称'.repeat(14),
    '🎁👨‍👩‍👧‍👦 \u0000\u200b zero-width',
  ];
  return names.map((name, order) =>
    entitlementOf(
      { ...BENEFITS.video, id: `benefit:h${order}`, code: `hostile-${order}`, name: say(name, name) },
      {
        status: order % 2 ? 'EXPIRING' : 'ACTIVE',
        why: say(name, name),
        spans: [{ from: -20, until: order % 2 ? 4 : 100 }],
        actions: [GUIDE],
      },
    ),
  );
}

const member = (
  externalId: string,
  name: string,
  locale: string,
  zone: string,
  entitlements: DemoEntitlement[],
) => ({
  __typename: 'Member' as const,
  id: `member:${externalId}`,
  externalId,
  name,
  email: `${externalId}@example.com`,
  phone: '+8613800000000',
  locale,
  zone,
  entitlements,
  accounts: [{ provider: PROVIDERS.aurora, accountMasked: '138****0000', boundAt: inDays(-200) }],
});

export type DemoMember = ReturnType<typeof member>;

export const makeMembers = (): DemoMember[] => [
  member('linxia', '林夏', 'ZH_CN', 'Asia/Shanghai', everyStatus()),
  member('emma', 'Emma Clarke', 'EN', 'Europe/London', everyStatus()),
  member('newcomer', '周新', 'ZH_CN', 'Asia/Shanghai', []),
  member('collector', 'Collector of 500', 'EN', 'Asia/Shanghai', many(500)),
  member('hostile', '<b>Bobby</b> "Tables"', 'EN', 'Asia/Shanghai', hostile()),
];
