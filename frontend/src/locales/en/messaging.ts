const messaging = {
  messages: {
    one: 'Message',
    view: {
      all: 'All',
      sent: 'Sent',
      planned: 'Planned',
      wrong: 'Not sent',
      addresses: 'Addresses',
    },
    column: {
      subject: 'Subject',
      member: 'Member',
      recipient: 'To',
      channel: 'By',
      state: 'State',
      at: 'When',
    },
    channel: { EMAIL: 'Mail', INBOX: 'Inbox', WEBHOOK: 'Webhook' },
    state: {
      PLANNED: 'Planned',
      SENT: 'Sent',
      FAILED: 'Failed',
      SUPPRESSED: 'Not to be sent',
      UNDECIDED: 'Nobody knows whether it was taken',
    },
    category: { LEGAL: 'Required by law', SERVICE: 'Service', MARKETING: 'Marketing' },
    fact: {
      note: 'Why',
      answer: 'Answer',
      category: 'Category',
      template: 'Template · edition',
      reference: 'Message-ID',
      created: 'Planned at',
      due: 'Due at',
      sent: 'Sent at',
      read: 'Read at',
    },
    every: 'Every way',
    plain: 'Plain text',
    emptyTitle: 'No messages here',
    emptyBody: 'Once members are told something, it is listed here as they saw it.',
    noneTitle: 'There is no such message',
    noneBody: 'Check the address, or look for it in the list.',
  },
  addresses: {
    column: { address: 'Mail address', why: 'Why', since: 'Since', lift: 'Decide' },
    suppress: 'Send nothing to an address',
    suppressBody:
      'For mail that came back. From the next message on nothing goes to it; the inbox has it all the same.',
    suppressed: 'Nothing more goes to that address.',
    lift: 'Send again',
    liftOne: 'Send to {{address}} again',
    liftBody: 'Mail goes to it again, from the next message on.',
    lifted: 'Mail goes to that address again.',
    find: 'Does this address get mail?',
    notAmongTitle: 'This address gets its mail',
    notAmongBody: 'It is not among those to which nothing is sent.',
    emptyTitle: 'Every address gets its mail',
    emptyBody:
      'Addresses that a mail server says do not exist, or that are reported here, get nothing more and are listed.',
  },
  settling: {
    title: 'Did it arrive?',
    body: 'The line broke, or a worker was killed, just as the mail server was taking it. Its log knows, or the member; the inbox has the message in any case.',
    verdict: { SEND_AGAIN: 'Send it again', ARRIVED: 'It arrived' },
    consequence: {
      SEND_AGAIN:
        'Where the first one arrived after all, most mail programs show the two as one. If it announces a charge, the notice period begins anew, and the charge waits for that.',
      ARRIVED: 'It counts as sent when it was handed over.',
    },
    done: { SEND_AGAIN: 'It is sent again.', ARRIVED: 'It counts as sent.' },
  },
};

export default messaging;
