import { useTranslation } from 'react-i18next';
import { SavedAudiencesDocument, type SavedAudiencesQuery } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Empty } from '@/ui/Empty';
import { OneOf } from '../form/fields';
import form from '../form/Form.module.css';
import { at, present, type Part } from '../form/part';
import { Section } from '../form/Section';
import {
  asGroup,
  EVERYONE,
  newAudience,
  type Audience,
  type Condition,
  type Group,
  type Plan,
} from '../plan';
import styles from './Audience.module.css';
import { AudienceCount } from './AudienceCount';
import { ConditionGroup } from './ConditionGroup';
import { SaveAudience } from './SaveAudience';

const SOURCES = ['own', 'saved'] as const;

/** Whom the campaign is for. */
export function AudienceStep({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  const part = at(plan, 'audience');
  if (part.value) return <Chosen part={present(part, part.value)} />;
  return (
    <>
      <Empty title={t('campaigns.audience.emptyTitle')}>{t('campaigns.audience.emptyBody')}</Empty>
      <div className={styles.begin}>
        <Button weight="primary" onPress={() => part.put(newAudience())}>
          {t('campaigns.audience.begin')}
        </Button>
      </div>
    </>
  );
}

function Chosen({ part }: { part: Part<Audience> }) {
  const { t } = useTranslation('console');
  const { data } = useLiveQuery(SavedAudiencesDocument, {});
  const saved = data?.audiences ?? [];
  const isOwn = part.value.condition !== undefined;
  const named = saved.find((one) => one.name === part.value.saved)?.condition as Condition | undefined;
  const condition = part.value.condition ?? named;
  const choose = (source: (typeof SOURCES)[number]) =>
    part.put({
      refresh: part.value.refresh,
      ...(source === 'own' ? { condition: condition ?? EVERYONE } : { saved: saved[0]?.name }),
    });
  return (
    <div className={styles.split}>
      {condition && <AudienceCount condition={condition} />}
      <div className={form.stack}>
        <Section title={t('campaigns.audience.title')} path={part.path} hint={t('campaigns.audience.hint')}>
          {saved.length > 0 && (
            <div>
              <Choice
                label={t('campaigns.audience.source')}
                options={SOURCES}
                chosen={isOwn ? 'own' : 'saved'}
                onChoose={choose}
                nameOf={(source) => t(`campaigns.audience.${source}`)}
              />
            </div>
          )}
          {part.value.condition ? (
            <Own part={part} condition={part.value.condition} known={saved} />
          ) : (
            <Saved part={part} names={saved.map((one) => one.name)} onCopy={() => choose('own')} />
          )}
        </Section>
        <Refresh part={at(part, 'refresh')} />
      </div>
    </div>
  );
}

interface OwnProps {
  part: Part<Audience>;
  condition: Condition;
  known: SavedAudiencesQuery['audiences'];
}

function Own({ part, condition, known }: OwnProps) {
  const whole: Part<Group> = {
    value: asGroup(condition),
    path: `${part.path}.condition`,
    put: (changed) => part.put({ ...part.value, condition: changed }),
  };
  return (
    <>
      <ConditionGroup part={whole} />
      <SaveAudience condition={condition} known={known} />
    </>
  );
}

function Saved({ part, names, onCopy }: { part: Part<Audience>; names: string[]; onCopy: () => void }) {
  const { t } = useTranslation('console');
  return (
    <>
      <OneOf
        label={t('campaigns.audience.name')}
        part={at(part, 'saved')}
        options={names.map((name) => ({ key: name, name }))}
      />
      <p className={form.hint}>{t('campaigns.audience.savedHint')}</p>
      <div className={form.buttons}>
        <Button onPress={onCopy}>{t('campaigns.audience.copy')}</Button>
      </div>
    </>
  );
}

function Refresh({ part }: { part: Part<Audience['refresh']> }) {
  const { t } = useTranslation('console');
  return (
    <Section title={t('campaigns.refresh.title')} hint={t(`campaigns.refresh.hint.${part.value}`)}>
      <div>
        <Choice
          label={t('campaigns.refresh.title')}
          options={['FROZEN', 'DAILY'] as const}
          chosen={part.value}
          onChoose={part.put}
          nameOf={(one) => t(`campaigns.refresh.${one}`)}
        />
      </div>
    </Section>
  );
}
