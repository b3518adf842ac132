import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Empty } from '@/ui/Empty';
import { Length, OneOf } from '../form/fields';
import form from '../form/Form.module.css';
import { add, at, each, present, type Part } from '../form/part';
import { Section, SeveralOfMany } from '../form/Section';
import { useShelf } from '../form/shelf';
import { newJourney, newStep, type Journey, type Plan } from '../plan';
import { anchored, nextOffset } from './offset';
import { StepForm } from './StepForm';
import { Hour } from './Hour';
import styles from './Journey.module.css';
import { Variants } from './Variants';

const ANCHORS = ['LAUNCH', 'COVERAGE_END'] as const;
const LANDINGS = ['SHOP', 'RENEW'] as const;

interface Props {
  plan: Part<Plan>;
  /** Sends one step to the marketer. */
  onTry: (step: number) => void;
}

/** What is sent when, to whom of them, and what counts as success. */
export function JourneyStep({ plan, onTry }: Props) {
  const { t } = useTranslation('console');
  const part = at(plan, 'journey');
  if (!part.value)
    return (
      <>
        <Empty title={t('campaigns.journey.emptyTitle')}>{t('campaigns.journey.emptyBody')}</Empty>
        <div className={styles.begin}>
          <Button weight="primary" onPress={() => part.put(newJourney())}>
            {t('campaigns.journey.begin')}
          </Button>
        </div>
      </>
    );
  const journey = present(part, part.value);
  const steps = at(journey, 'steps');
  const variants = plan.value.variants.map((one) => one.name);
  return (
    <div className={form.stack}>
      <Anchor part={journey} />
      {each(steps).map((step) => (
        <StepForm
          key={step.order}
          step={step}
          anchor={journey.value.anchor}
          variants={variants}
          canRemove={steps.value.length > 1}
          onTry={() => onTry(step.order)}
        />
      ))}
      <div className={form.buttons}>
        <Button onPress={() => add(steps, newStep(nextOffset(journey.value)))}>
          {t('campaigns.journey.add')}
        </Button>
      </div>
      <Variants plan={plan} />
      <Goal plan={plan} />
    </div>
  );
}

function Anchor({ part }: { part: Part<Journey> }) {
  const { t } = useTranslation('console');
  const { benefits } = useShelf();
  const { anchor } = part.value;
  return (
    <Section title={t('campaigns.anchor.label')} path={part.path} hint={t(`campaigns.anchor.hint.${anchor}`)}>
      <div>
        <Choice
          label={t('campaigns.anchor.label')}
          options={ANCHORS}
          chosen={anchor}
          onChoose={(chosen) =>
            part.put(anchored(part.value, chosen, part.value.benefit ?? benefits[0]?.key))
          }
          nameOf={(one) => t(`campaigns.anchor.${one}`)}
        />
      </div>
      <div className={form.row}>
        {anchor === 'COVERAGE_END' && (
          <OneOf label={t('campaigns.anchor.benefit')} part={at(part, 'benefit')} options={benefits} />
        )}
        <Hour label={t('campaigns.anchor.hour')} part={at(part, 'hour')} />
      </div>
    </Section>
  );
}

function Goal({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  const { products } = useShelf();
  const goal = at(plan, 'goal');
  return (
    <Section title={t('campaigns.goal.title')} path={goal.path} hint={t('campaigns.goal.hint')}>
      <div className={form.row}>
        <Length label={t('campaigns.goal.within')} part={at(goal, 'within') as Part<string | undefined>} />
        <OneOf
          label={t('campaigns.landing.label')}
          part={at(plan, 'landing') as Part<Plan['landing'] | undefined>}
          options={LANDINGS.map((key) => ({ key, name: t(`campaigns.landing.${key}`) }))}
        />
      </div>
      <SeveralOfMany label={t('campaigns.goal.products')} part={at(goal, 'products')} options={products} />
    </Section>
  );
}
