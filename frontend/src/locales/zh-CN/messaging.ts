import type { Translation } from '@/lib/i18n/translation';
import type english from '../en/messaging';

const messaging: Translation<typeof english> = {
  messages: {
    one: '消息',
    view: { all: '全部', sent: '已发送', planned: '待发送', wrong: '未发送', addresses: '停发邮箱' },
    column: {
      subject: '主题',
      member: '会员',
      recipient: '收件人',
      channel: '渠道',
      state: '状态',
      at: '时间',
    },
    channel: { EMAIL: '邮件', INBOX: '站内信', WEBHOOK: 'Webhook' },
    state: {
      PLANNED: '待发送',
      SENT: '已发送',
      FAILED: '发送失败',
      SUPPRESSED: '不发送',
      UNDECIDED: '无法确认对方是否收到',
    },
    category: { LEGAL: '法定通知', SERVICE: '服务', MARKETING: '营销' },
    fact: {
      note: '原因',
      answer: '回执',
      category: '类别',
      template: '模板 · 版本',
      reference: 'Message-ID',
      created: '计划于',
      due: '应发送于',
      sent: '发送于',
      read: '已读于',
    },
    every: '所有方式',
    plain: '纯文本',
    emptyTitle: '这里还没有消息',
    emptyBody: '发给会员的每条消息都会按其所见列在这里。',
    noneTitle: '没有这条消息',
    noneBody: '请核对地址，或在列表中查找。',
  },
  addresses: {
    column: { address: '邮箱', why: '原因', since: '停发时间', lift: '处理' },
    suppress: '停止向某个邮箱发信',
    suppressBody: '用于被退回的邮件。从下一封起不再向该邮箱发信，站内消息照常。',
    suppressed: '已停止向该邮箱发信。',
    lift: '恢复发信',
    liftOne: '恢复向 {{address}} 发信',
    liftBody: '从下一封起恢复向该邮箱发信。',
    lifted: '已恢复向该邮箱发信。',
    find: '该邮箱是否停发',
    notAmongTitle: '该邮箱正常收信',
    notAmongBody: '它不在停发邮箱之列。',
    emptyTitle: '所有邮箱都能收到邮件',
    emptyBody: '邮件服务器称不存在的邮箱，以及在此登记的邮箱，不再收到邮件，并列在这里。',
  },
  settling: {
    title: '这封邮件送达了吗？',
    body: '邮件服务器接收时连接中断，或后台进程被终止。可查看邮件服务器日志，或询问会员；站内消息不受影响。',
    verdict: { SEND_AGAIN: '重新发送', ARRIVED: '已送达' },
    consequence: {
      SEND_AGAIN:
        '如果第一封其实已送达，多数邮件程序会把两封显示为一封。如果是扣款通知，通知期将重新计算，扣款随之顺延。',
      ARRIVED: '按交给邮件服务器的时间记为已发送。',
    },
    done: { SEND_AGAIN: '正在重新发送。', ARRIVED: '已记为已发送。' },
  },
};

export default messaging;
