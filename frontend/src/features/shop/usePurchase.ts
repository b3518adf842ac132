import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { PayOrderDocument, PlaceOrderDocument, type PayOrderMutation } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { tokenise, type Card, type Gateway } from '@/lib/card';
import { useAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import type { Agreed } from './BuySheet';

type Paid = Extract<PayOrderMutation['payOrder'], { __typename: 'PayOrderPayload' }>;

/** A purchase as the button sees it: ordered once, and paid as often as a card is declined. */
export function usePurchase({ offer, picks, coupon, quote }: Agreed) {
  const { t } = useTranslation();
  const [, goTo] = useLocation();
  const [idempotencyKey] = useState(newIdempotencyKey);
  const [order, setOrder] = useState<{ id: string; number: string }>();
  const [isBusy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const placing = useAct(PlaceOrderDocument, (answer) => answer.placeOrder);
  const paying = useAct(PayOrderDocument, (answer) => answer.payOrder);

  const place = async () => {
    const placed = await placing.run({
      input: {
        cart: { lines: [{ offer: offer.code, choices: picks }], coupon },
        currency: quote.total.currency,
        total: quote.total.amountMinor,
        idempotencyKey,
      },
    });
    setOrder(placed?.order);
    return placed?.order;
  };

  const conclude = ({ order: { number }, payment }: Paid) => {
    if (payment?.state === 'DECLINED') setProblem(t('shop.declined'));
    else if (payment?.url) location.assign(payment.url);
    else {
      announce(t('shop.done'));
      goTo(`/orders/${number}`);
    }
  };

  const pay = async (gateway: Gateway, card: Card) => {
    const token = quote.total.amountMinor > 0 ? await tokenise(gateway, card) : '';
    if (token === undefined) {
      setProblem(t('shop.cardRefused'));
      return;
    }
    const wanted = order ?? (await place());
    if (!wanted) return;
    const returnUrl = `${location.origin}/orders/${wanted.number}`;
    const paid = await paying.run({
      input: { order: wanted.id, card: token, returnUrl, idempotencyKey: newIdempotencyKey() },
    });
    if (paid) conclude(paid);
  };

  const buy = async (gateway: Gateway, card: Card) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await pay(gateway, card);
    } catch {
      setProblem(t('problem.unreachable'));
    }
    setBusy(false);
  };
  return { isBusy, problem: problem ?? placing.problem ?? paying.problem, buy };
}
