import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { CardEntryDocument, KeepCardDocument } from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { newIdempotencyKey } from '@/lib/idempotency';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Field } from '@/ui/Field';
import { Notice } from '@/ui/Notice';
import type { KeptCard } from './AgreementCard';
import { cardToken } from './cardToken';
import styles from './Renewals.module.css';

type Card = Pick<KeptCard, 'gateway' | 'method' | 'last4'>;

interface Props {
  cards: readonly Card[];
  button: string;
  isBusy: boolean;
  onPick: (card: Card) => Promise<void>;
}

const NEW = 'new';

/** One of the kept cards, or a new one, whose number goes to the gateway alone. */
export function CardPicker({ cards, button, isBusy, onPick }: Props) {
  const { t } = useTranslation();
  const [chosen, setChosen] = useState<string>(cards[0]?.method ?? NEW);
  const entry = useNewCard();
  const pick = async () => {
    const card = cards.find((one) => one.method === chosen) ?? (await entry.keep());
    if (card) await onPick(card);
  };
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
      {chosen === NEW && (
        <>
          <Field label={t('renewals.card.number')} value={entry.number} onChange={entry.setNumber} />
          <Field
            label={t('renewals.card.expires')}
            value={entry.expires}
            onChange={entry.setExpires}
            placeholder="08/31"
          />
        </>
      )}
      {entry.problem && (
        <Notice tone="danger" isUrgent>
          {entry.problem}
        </Notice>
      )}
      <Button weight="primary" isBusy={isBusy || entry.isBusy} onPress={() => void pick()}>
        {button}
      </Button>
    </div>
  );
}

function useNewCard() {
  const { t } = useTranslation();
  const [number, setNumber] = useState('');
  const [expires, setExpires] = useState('');
  const [refused, setRefused] = useState<string>();
  const [{ data }] = useQuery({ query: CardEntryDocument });
  const { isBusy, problem, run } = useAct(KeepCardDocument, (answer) => answer.keepCard);
  const keep = async () => {
    setRefused(undefined);
    const token = await cardToken(data?.cardEntry ?? undefined, number, expires);
    if (!token) {
      setRefused(t('renewals.card.refused'));
      return undefined;
    }
    return (await run({ input: { token, idempotencyKey: newIdempotencyKey() } }))?.card;
  };
  return { number, setNumber, expires, setExpires, keep, isBusy, problem: refused ?? problem };
}
