import { useTranslation } from 'react-i18next';
import { SavedAudiencesDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { Notice } from '@/ui/Notice';
import { Tick } from '@/ui/Tick';
import { Count, Length } from '../form/fields';
import form from '../form/Form.module.css';
import { at, type Part } from '../form/part';
import { Section, Several } from '../form/Section';
import { Hour } from '../journey/Hour';
import type { Plan } from '../plan';

type Optional<Value> = Part<Value | undefined>;

/** What keeps the campaign from hurting anybody. */
export function GuardsStep({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(SavedAudiencesDocument, {});
  const guards = at(plan, 'guards');
  const cap = at(guards, 'cap');
  const quiet = at(guards, 'quiet');
  const saved = data?.audiences.map(({ name }) => ({ key: name, name })) ?? [];
  return (
    <div className={form.stack}>
      <Section title={t('campaigns.guards.consent')}>
        <Notice tone="good">{t('campaigns.guards.consentBody')}</Notice>
      </Section>
      <Section title={t('campaigns.guards.cap')} path={cap.path} hint={t('campaigns.guards.capHint')}>
        <div className={form.row}>
          <Count label={t('campaigns.guards.capMost')} part={at(cap, 'most') as Optional<number>} />
          <Length label={t('campaigns.guards.capWithin')} part={at(cap, 'within') as Optional<string>} />
        </div>
      </Section>
      <Section title={t('campaigns.guards.quiet')} path={quiet.path} hint={t('campaigns.guards.quietHint')}>
        <div className={form.row}>
          <Hour label={t('campaigns.guards.quietBegin')} part={at(quiet, 'begin')} />
          <Hour label={t('campaigns.guards.quietEnd')} part={at(quiet, 'end')} />
        </div>
      </Section>
      <Section title={t('campaigns.guards.exclude')} hint={t('campaigns.guards.excludeHint')}>
        {saved.length + guards.value.exclude.length === 0 ? (
          <p className={form.hint}>{t('campaigns.guards.excludeNone')}</p>
        ) : (
          <Several label={t('campaigns.guards.excludeWhom')} part={at(guards, 'exclude')} options={saved} />
        )}
      </Section>
      <Section title={t('campaigns.guards.stops')} hint={t('campaigns.guards.stopsHint')}>
        <Tick isOn={guards.value.stop_when_spent} onChange={at(guards, 'stop_when_spent').put}>
          {t('campaigns.guards.stopWhenSpent')}
        </Tick>
        <div className={form.row}>
          <Count
            label={t('campaigns.guards.stopAtErrors')}
            part={at(guards, 'stop_at_errors') as Optional<number>}
          />
        </div>
      </Section>
      <Section title={t('campaigns.guards.approval')}>
        <p className={form.hint}>{t('campaigns.guards.approvalBody')}</p>
      </Section>
    </div>
  );
}
