/** 何时提醒会员，以及每条提醒的结果。 */
const reminders = {
  rules:
    '提醒在会员当地时间 {{hour}} 发出，同一天的合并为一条消息。没有单独设置的权益，在到期{{stages}}提醒；晚于应发时间 {{usefulFor}} 才发现的不再发送。',
  before_other: '前 {{count}} 天',
  after_other: '后 {{count}} 天',
  beforePeriod: '前 {{period}}',
  afterPeriod: '后 {{period}}',
  days_other: '{{count}} 天',
  and: '、',
  usual: '默认',
  never: '不提醒',
  column: { benefit: '权益', provider: '服务商', stages: '提醒时间' },
  kind: { usual: '默认', own: '单独设置', never: '不提醒' },
  daysBefore: '到期前几天',
  daysAfter: '到期后几天',
  wrongDays: '请填写整数天数，用逗号分隔，例如：30, 7, 1',
  example: '例如 {{end}} 到期的权益，将在 {{days}} 的 {{hour}} 提醒会员。',
  exampleNever: '这项权益到期前后都不会提醒会员。',
  replanned: '这项权益尚未发出的提醒会重新安排。',
  change: '修改',
  changed: '提醒时间已修改。',
  emptyTitle: '还没有权益',
  emptyBody: '目录中有了权益之后，会在这里列出每项权益在到期前后哪几天提醒会员。',
  ofMember: {
    title: '到期提醒',
    benefit: '权益',
    end: '到期日',
    stage: '时间点',
    state: '结果',
    when: '时间',
  },
  state: { PLANNED: '已安排', SENT: '已发送', SKIPPED: '未发送：', MISSED: '已错过：' },
  reason: {
    MOVED: '到期时间已变动',
    COVERED_AGAIN: '届时已重新生效',
    RENEWS: '会自动续费',
    UNWANTED: '会员不希望收到提醒',
    LATE: '发现时已过时',
  },
};

export default reminders;
