/** What the demo hub sells: providers and benefits with names written apart in Chinese and English. */

export interface LocalText {
  zh: string;
  en: string;
}

export const say = (zh: string, en: string): LocalText => ({ zh, en });

const provider = (code: string, colour: string, initial: string, zh: string, en: string) => ({
  __typename: 'Provider',
  id: `provider:${code}`,
  code,
  colour,
  initial,
  name: say(zh, en),
});

export const PROVIDERS = {
  aurora: provider('aurora', '#1f8a70', '极', '极光视频', 'Aurora Video'),
  tide: provider('tide', '#d1495b', '潮', '潮汐音乐', 'Tide Music'),
  cloudlounge: provider('cloudlounge', '#2e4a7d', '云', '云间贵宾厅', 'Cloud Lounges'),
  bean: provider('bean', '#8a5a2b', '豆', '豆子咖啡', 'Bean Coffee'),
  paper: provider('paper', '#5b4b8a', '纸', '纸上读书', 'Paper Reading'),
  drive: provider('drive', '#0f6fb5', '盘', '巨石网盘', 'Boulder Drive'),
  health: provider('health', '#b0413e', '康', '康宁健康', 'Kangning Health'),
};

type ProviderCode = keyof typeof PROVIDERS;

export interface Benefit {
  __typename: 'Benefit';
  id: string;
  code: string;
  name: LocalText;
  description: LocalText;
  guide: LocalText | null;
  provider: (typeof PROVIDERS)[ProviderCode];
  category: null;
  stacking: string;
  tier: { group: string; rank: number } | null;
  maxAhead: null;
  isCounted: boolean;
  unit: LocalText | null;
  deliveryMode: string;
  scope: LocalText | null;
}

const benefit = (
  code: string,
  provider: ProviderCode,
  name: LocalText,
  more: Partial<Benefit> = {},
): Benefit => ({
  __typename: 'Benefit',
  id: `benefit:${code}`,
  code,
  name,
  description: say(`${name.zh}的全部会员权益`, `Everything that comes with ${name.en}`),
  guide: say(
    `打开${PROVIDERS[provider].name.zh}，用绑定的手机号登录即可。\n如果没有看到会员标识，请退出后重新登录。`,
    `Open ${PROVIDERS[provider].name.en} and sign in with your bound phone number.\nIf you don't see the member mark, sign out and in again.`,
  ),
  provider: PROVIDERS[provider],
  category: null,
  stacking: 'EXTEND',
  tier: null,
  maxAhead: null,
  isCounted: false,
  unit: null,
  deliveryMode: 'DIRECT',
  scope: null,
  ...more,
});

const visits = { isCounted: true, stacking: 'PARALLEL', unit: say('次', 'visits') };
const cups = { isCounted: true, stacking: 'PARALLEL', unit: say('杯', 'cups') };

export const BENEFITS = {
  video: benefit('video-vip', 'aurora', say('视频会员', 'Video VIP'), { tier: { group: 'aurora', rank: 1 } }),
  svip: benefit('video-svip', 'aurora', say('视频超级会员', 'Video SVIP'), {
    tier: { group: 'aurora', rank: 2 },
  }),
  music: benefit('music-premium', 'tide', say('音乐豪华版', 'Music Premium')),
  lounge: benefit('airport-lounge-visit', 'cloudlounge', say('机场贵宾厅', 'Airport lounge'), visits),
  coffee: benefit('coffee-monthly', 'bean', say('每月咖啡', 'Monthly coffee'), cups),
  reading: benefit('reading-pass', 'paper', say('畅读卡', 'Reading pass')),
  drive: benefit('drive-2t', 'drive', say('2 TB 云空间', '2 TB cloud storage')),
  doctor: benefit('doctor-consult', 'health', say('在线问诊', 'Online doctor'), visits),
  sport: benefit('sports-pack', 'aurora', say('体育赛事包', 'Sports pack')),
  kids: benefit('kids-channel', 'aurora', say('少儿频道', 'Kids’ channel')),
};
