/** When members are reminded, and what became of each reminder. */
const reminders = {
  rules:
    'Reminders go out at {{hour}} on each member’s own clock, all of one day in one message. Unless a benefit has days of its own, that is {{stages}} its end. What is found more than {{usefulFor}} late is not sent any more.',
  before_one: '{{count}} day before',
  before_other: '{{count}} days before',
  after_one: '{{count}} day after',
  after_other: '{{count}} days after',
  beforePeriod: '{{period}} before',
  afterPeriod: '{{period}} after',
  days_one: '{{count}} day',
  days_other: '{{count}} days',
  and: ', ',
  usual: 'As usual',
  never: 'Not at all',
  column: { benefit: 'Benefit', provider: 'Provider', stages: 'Reminded' },
  kind: { usual: 'As usual', own: 'On days of its own', never: 'Not at all' },
  daysBefore: 'Days before the end',
  daysAfter: 'Days after the end',
  wrongDays: 'Write whole numbers of days, with commas between: 30, 7, 1',
  example: 'Of one that ends on {{end}}, members are reminded on {{days}}, at {{hour}}.',
  exampleNever: 'Nobody will be reminded of this benefit.',
  replanned: 'Reminders of this benefit that were not sent yet are planned anew.',
  change: 'Change',
  changed: 'Reminders changed.',
  emptyTitle: 'No benefits yet',
  emptyBody:
    'Once the catalogue has benefits, they stand here, each with the days on which its end is announced.',
  ofMember: {
    title: 'Reminders',
    benefit: 'Benefit',
    end: 'Ends',
    stage: 'Stage',
    state: 'What became of it',
    when: 'When',
  },
  state: { PLANNED: 'Planned', SENT: 'Sent', SKIPPED: 'Not sent:', MISSED: 'Missed:' },
  reason: {
    MOVED: 'it does not end then any more',
    COVERED_AGAIN: 'covered again by then',
    RENEWS: 'it renews by itself',
    UNWANTED: 'the member does not want reminders',
    LATE: 'found when it was of no use any more',
  },
};

export default reminders;
