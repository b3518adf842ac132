import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { CardEntryDocument, KeepCardDocument } from '@/gql/graphql';
import { NO_CARD, SANDBOX, tokenise } from '@/lib/card';
import { useAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Button } from '@/ui/Button';
import { CardFields } from '@/ui/CardFields';
import { Choice } from '@/ui/Choice';
import { Notice } from '@/ui/Notice';
import type { KeptCard } from './AgreementCard';
import styles from './Renewals.module.css';

type Card = Pick<KeptCard, 'gateway' | 'method' | 'last4'>;

interface Props {
  cards: readonly Card[];
  button: string;
  isBusy: boolean;
  onPick: (card: Card) => Promise<void>;
}

const NEW = 'new';

/**
 * One of the kept cards, or a new one, whose number goes to the gateway alone. Only the sandbox's test cards can be typed
 * in here: with another gateway a member adds a card by paying with it.
 */
export function CardPicker({ cards, button, isBusy, onPick }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>(cards[0]?.method ?? NEW);
  const entry = useNewCard();
  const pick = async () => {
    const card = cards.find((one) => one.method === chosen) ?? (await entry.keep());
    if (card) await onPick(card);
  };
  const isNew = chosen === NEW;
  const nameOf = (option: string) => {
    const known = cards.find((one) => one.method === option);
    return known ? `•••• ${known.last4}` : t('renewals.card.new');
  };
  return (
    <div className={styles.form}>
      <Choice
        label={t('renewals.card.label')}
        options={[...cards.map((one) => one.method), NEW]}
        chosen={chosen}
        onChoose={setChosen}
        nameOf={nameOf}
      />
      {isNew && <NewCard entry={entry} />}
      {entry.problem && (
        <Notice tone="danger" isUrgent>
          {entry.problem}
        </Notice>
      )}
      {!(isNew && entry.isClosed) && (
        <Button weight="primary" isBusy={isBusy || entry.isBusy} onPress={() => void pick()}>
          {button}
        </Button>
      )}
    </div>
  );
}

function NewCard({ entry }: { entry: ReturnType<typeof useNewCard> }) {
  const { t } = useTranslation();
  if (entry.isClosed) return <Notice tone="warning">{t('renewals.card.elsewhere')}</Notice>;
  return (
    <>
      <Notice tone="calm">{t('renewals.card.sandbox')}</Notice>
      <CardFields card={entry.card} onChange={entry.setCard} />
    </>
  );
}

function useNewCard() {
  const { t } = useTranslation();
  const [card, setCard] = useState(NO_CARD);
  const [refused, setRefused] = useState<string>();
  const [{ data, fetching }] = useQuery({ query: CardEntryDocument });
  const { isBusy, problem, run } = useAct(KeepCardDocument, (answer) => answer.keepCard);
  const entry = data?.cardEntry?.gateway === SANDBOX ? data.cardEntry : undefined;
  const keep = async () => {
    setRefused(undefined);
    try {
      const token = entry && (await tokenise(entry, card));
      if (token) return (await run({ input: { token, idempotencyKey: newIdempotencyKey() } }))?.card;
      setRefused(t('shop.cardRefused'));
    } catch {
      setRefused(t('problem.unreachable'));
    }
    return undefined;
  };
  const isClosed = Boolean(data) && !entry;
  return { card, setCard, keep, isBusy: isBusy || fetching, isClosed, problem: refused ?? problem };
}
