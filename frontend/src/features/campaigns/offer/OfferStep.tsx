import { useTranslation } from 'react-i18next';
import { Choice } from '@/ui/Choice';
import { Amount, Count, Line } from '../form/fields';
import form from '../form/Form.module.css';
import { Moment } from '../form/Moment';
import { at, present, type Part } from '../form/part';
import { Section, SeveralOfMany } from '../form/Section';
import { useShelf } from '../form/shelf';
import { newOffer, WAYS, type Gives, type Offer, type Plan } from '../plan';
import { GivesFields } from './GivesFields';

/** What members get, on what terms. */
export function OfferStep({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  const part = at(plan, 'offer');
  const gives: Part<Gives> = {
    value: part.value?.gives ?? { kind: 'NONE' },
    path: `${part.path}.gives`,
    put: (given) =>
      part.put(given.kind === 'NONE' ? undefined : { ...(part.value ?? newOffer()), gives: given }),
  };
  return (
    <div className={form.stack}>
      <Section title={t('campaigns.offer.title')} path={part.path} hint={t('campaigns.offer.hint')}>
        <GivesFields part={gives} />
      </Section>
      {part.value && <Terms part={present(part, part.value)} />}
    </div>
  );
}

function Terms({ part }: { part: Part<Offer> }) {
  const { t } = useTranslation('console');
  const shelf = useShelf();
  const { by } = part.value;
  return (
    <>
      <Section title={t('campaigns.by.label')} hint={t(`campaigns.by.hint.${by}`)}>
        <div>
          <Choice
            label={t('campaigns.by.label')}
            options={WAYS}
            chosen={by}
            onChoose={(chosen) =>
              part.put({ ...part.value, by: chosen, ...(chosen !== 'SHARED_CODE' && { code: undefined }) })
            }
            nameOf={(one) => t(`campaigns.by.${one}`)}
          />
        </div>
        <div className={form.row}>
          {by === 'SHARED_CODE' && (
            <Line label={t('campaigns.by.code')} part={at(part, 'code')} placeholder="SPRING20" />
          )}
          <Count
            label={t('campaigns.terms.perMember')}
            part={at(part, 'per_member') as Part<number | undefined>}
          />
          <Moment label={t('campaigns.terms.opens')} part={at(part, 'opens')} />
          <Moment label={t('campaigns.terms.closes')} part={at(part, 'closes')} />
        </div>
      </Section>
      <Section title={t('campaigns.budget.title')} hint={t('campaigns.budget.hint')}>
        <div className={form.row}>
          <Amount label={t('campaigns.budget.money')} part={at(part, 'budget')} />
          <Count label={t('campaigns.budget.redemptions')} part={at(part, 'redemptions')} />
        </div>
      </Section>
      <Section title={t('campaigns.terms.where')} hint={t('campaigns.terms.whereHint')}>
        <SeveralOfMany
          label={t('campaigns.terms.products')}
          part={at(part, 'products')}
          options={shelf.products}
        />
        {shelf.campaigns.length > 1 && (
          <SeveralOfMany
            label={t('campaigns.terms.notWith')}
            part={at(part, 'not_with')}
            options={shelf.campaigns}
          />
        )}
      </Section>
    </>
  );
}
