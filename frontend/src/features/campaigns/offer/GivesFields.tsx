import { useTranslation } from 'react-i18next';
import { Choice } from '@/ui/Choice';
import { Amount, Count, Length, OneOf } from '../form/fields';
import form from '../form/Form.module.css';
import { at, type Part } from '../form/part';
import { useShelf } from '../form/shelf';
import { GIVES, type Gives } from '../plan';

const BEGINNINGS: Record<Gives['kind'], Partial<Gives>> = {
  NONE: {},
  PERCENT: { percent: 20 },
  AMOUNT: { amount: '10.00 CNY' },
  BONUS: { period: 'P7D' },
  GIFT: {},
};

/** What members get, and how much of it. */
export function GivesFields({ part }: { part: Part<Gives> }) {
  const { t } = useTranslation('console');
  const shelf = useShelf();
  const { kind } = part.value;
  return (
    <>
      <div>
        <Choice
          label={t('campaigns.gives.label')}
          options={GIVES}
          chosen={kind}
          onChoose={(chosen) => part.put({ kind: chosen, ...BEGINNINGS[chosen] })}
          nameOf={(one) => t(`campaigns.gives.${one}`)}
        />
      </div>
      <p className={form.hint}>{t(`campaigns.gives.hint.${kind}`)}</p>
      <div className={form.row}>
        {kind === 'PERCENT' && <Count label={t('campaigns.gives.percent')} part={at(part, 'percent')} />}
        {kind === 'AMOUNT' && <Amount label={t('campaigns.gives.amount')} part={at(part, 'amount')} />}
        {kind === 'BONUS' && (
          <>
            <OneOf label={t('campaigns.gives.benefit')} part={at(part, 'benefit')} options={shelf.benefits} />
            <Length label={t('campaigns.gives.period')} part={at(part, 'period')} />
          </>
        )}
        {kind === 'GIFT' && (
          <OneOf label={t('campaigns.gives.bundle')} part={at(part, 'bundle')} options={shelf.bundles} />
        )}
        {(kind === 'BONUS' || kind === 'GIFT') && (
          <Amount label={t('campaigns.gives.cost')} part={at(part, 'cost')} />
        )}
      </div>
    </>
  );
}
