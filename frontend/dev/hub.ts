import { say } from './catalogue.ts';
import { grantOf, type DemoEntitlement } from './entitlements.ts';
import { holdingsOf, makeBundles } from './holdings.ts';
import { makeMembers, type DemoMember } from './members.ts';
import { Announcer } from './announcer.ts';
import { answering, type Resolvers } from './schema.ts';

/** Who asks: a member by external id, or a member of staff by role. */
export interface Asker {
  member?: string;
  role?: string;
}

const refusal = (name: string, code: string, zh: string, en: string, more: object = {}) => ({
  __typename: name,
  code,
  message: en,
  messageZh: zh,
  ...more,
});

interface PageAsked {
  first?: number;
  after?: string;
}

interface Input<Asked> {
  input: Asked;
}

const connection = <T>(all: T[], { first = 50, after }: PageAsked) => {
  const start = after ? Number(after) : 0;
  const page = all.slice(start, start + first);
  const end = start + page.length;
  return {
    edges: page.map((node, order) => ({ node, cursor: String(start + order + 1) })),
    pageInfo: {
      hasNextPage: end < all.length,
      hasPreviousPage: start > 0,
      startCursor: String(start),
      endCursor: String(end),
    },
    totalCount: all.length,
  };
};

const countsOf = (all: DemoEntitlement[]) =>
  Object.entries(Object.groupBy(all, (one) => one.status)).map(([status, some]) => ({
    status,
    count: some?.length ?? 0,
  }));

const benefitsOf = (all: DemoEntitlement[], page: PageAsked) => ({
  ...connection(all, page),
  counts: countsOf(all),
});

/** A hub in memory that answers the real schema with demo members: for development and component tests only. */
export class DemoHub {
  readonly members = makeMembers();
  readonly changes = new Announcer();
  readonly schema = answering(this.resolvers());

  private mine(asker: Asker): DemoMember {
    const found = this.members.find((one) => one.externalId === asker.member);
    if (!found) throw new Error('sign in as a member first');
    return found;
  }

  private withGrant(grantId: string) {
    for (const member of this.members)
      for (const entitlement of member.entitlements)
        for (const grant of entitlement.grants) if (grant.id === grantId) return { entitlement, grant };
    return undefined;
  }

  private viewer(asker: Asker) {
    if (asker.role) return { role: asker.role, name: asker.role, member: null };
    const member = this.mine(asker);
    return { role: 'MEMBER', name: member.name, member };
  }

  private find({ externalId, id }: { externalId?: string; id?: string }) {
    return this.members.find((one) => one.externalId === externalId || one.id === id);
  }

  private search(search: string, page: PageAsked) {
    const spoken = ({ name, email, externalId, phone }: DemoMember) =>
      [name, email, externalId, phone].join(' ');
    return connection(
      this.members.filter((one) => spoken(one).toLowerCase().includes(search.toLowerCase())),
      page,
    );
  }

  private activate(grantId: string) {
    const found = this.withGrant(grantId);
    if (!found) return refusal('NotFoundRefusal', 'NOT_FOUND', '找不到这项权益。', 'There is no such grant.');
    const { entitlement, grant } = found;
    if (grant.state !== 'PENDING_ACTIVATION')
      return refusal('AlreadyActivated', 'ALREADY_ACTIVATED', '它已经激活过了。', 'It is already active.');
    const active = grantOf(entitlement.benefit, { from: 0, until: 31, period: 'P31D' });
    Object.assign(grant, { state: 'IN_FORCE', from: active.from, until: active.until });
    Object.assign(entitlement, {
      status: 'ACTIVE',
      validFrom: active.from,
      coverageEnd: active.until,
      segments: [{ grant, from: active.from, until: active.until, isPauseBefore: false }],
      actions: [],
    });
    this.changes.announce();
    return { __typename: 'ActivatePayload', grant, entitlement };
  }

  private consume(asker: Asker, benefit: string, quantity: number) {
    const entitlement = this.mine(asker).entitlements.find((one) => one.benefit.code === benefit);
    const left = entitlement?.quantity;
    if (!entitlement || !left)
      return refusal('NotFoundRefusal', 'NOT_FOUND', '找不到这项权益。', 'There is no such benefit.');
    if (left.remaining < quantity)
      return refusal(
        'InsufficientQuantity',
        'INSUFFICIENT_QUANTITY',
        '剩余次数不够了。',
        'There are not that many left.',
      );
    left.used += quantity;
    left.remaining -= quantity;
    if (left.remaining === 0) entitlement.status = 'EXHAUSTED';
    this.changes.announce();
    return { __typename: 'ConsumePayload', entitlement, taken: [] };
  }

  private preview(grantId: string) {
    const found = this.withGrant(grantId);
    if (!found) return refusal('NotFoundRefusal', 'NOT_FOUND', '找不到这项权益。', 'There is no such grant.');
    const { grant, entitlement } = found;
    const after = grantOf(entitlement.benefit, { from: 0, until: 31 });
    return {
      __typename: 'Preview',
      at: new Date().toISOString(),
      changes: [
        {
          benefit: entitlement.benefit,
          before: entitlement.segments,
          after: [{ grant, from: after.from, until: after.until, isPauseBefore: false }],
          coverageEndBefore: entitlement.coverageEnd,
          coverageEndAfter: after.until,
          deltaSeconds: 31 * 86_400,
          sentence: say('激活后可用 31 天。', 'It will run for 31 days from now.'),
        },
      ],
    };
  }

  private bind(asker: Asker, provider: string, account: string) {
    if (!/^\d{6,}$/.test(account))
      return refusal(
        'InvalidInputRefusal',
        'INVALID_INPUT',
        '请填写 11 位手机号，例如 13800000000。',
        'Give a phone number of eleven digits, such as 13800000000.',
        { field: 'account' },
      );
    const member = this.mine(asker);
    for (const entitlement of member.entitlements)
      if (entitlement.benefit.provider.code === provider && entitlement.status === 'PENDING')
        Object.assign(entitlement, { status: 'ACTIVE', actions: [] });
    this.changes.announce();
    const found = member.entitlements.find((one) => one.benefit.provider.code === provider);
    return {
      __typename: 'BindAccountPayload',
      account: {
        provider: found?.benefit.provider,
        accountMasked: `${account.slice(0, 3)}****${account.slice(-4)}`,
        boundAt: new Date().toISOString(),
      },
    };
  }

  private resolvers(): Resolvers<Asker> {
    return {
      Query: {
        viewer: { resolve: (_root, _none, asker) => this.viewer(asker) },
        node: { resolve: (_root, { id }: { id: string }) => this.withGrant(id)?.grant },
        previewActivation: { resolve: (_root, { grant }: { grant: string }) => this.preview(grant) },
        members: {
          resolve: (_root, { search, ...page }: { search: string } & PageAsked) => this.search(search, page),
        },
        member: { resolve: (_root, who: { externalId?: string; id?: string }) => this.find(who) },
        bundles: { resolve: (_root, page: PageAsked) => connection(makeBundles(), page) },
      },
      Member: {
        benefits: {
          resolve: ({ entitlements }: DemoMember, page: PageAsked) => benefitsOf(entitlements, page),
        },
        entitlement: {
          resolve: ({ entitlements }: DemoMember, { benefit }: { benefit: string }) =>
            entitlements.find((one) => one.benefit.code === benefit),
        },
        bundleHoldings: {
          resolve: (member: DemoMember, page: PageAsked) => connection(holdingsOf(member), page),
        },
        journal: { resolve: () => connection([], {}) },
      },
      Mutation: {
        activate: { resolve: (_root, { input }: Input<{ grant: string }>) => this.activate(input.grant) },
        consume: {
          resolve: (_root, { input }: Input<{ benefit: string; quantity: number }>, asker) =>
            this.consume(asker, input.benefit, input.quantity),
        },
        bindAccount: {
          resolve: (_root, { input }: Input<{ provider: string; account: string }>, asker) =>
            this.bind(asker, input.provider, input.account),
        },
      },
      Subscription: {
        benefitsChanged: {
          subscribe: () => this.changes.listen(),
          resolve: (position: string) => ({ position }),
        },
      },
    };
  }
}
