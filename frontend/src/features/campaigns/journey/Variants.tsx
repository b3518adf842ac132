import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { Tick } from '@/ui/Tick';
import { Count } from '../form/fields';
import form from '../form/Form.module.css';
import { add, at, each, present, type Item, type Part } from '../form/part';
import { Section } from '../form/Section';
import { GivesFields } from '../offer/GivesFields';
import type { Plan, Variant } from '../plan';
import styles from './Journey.module.css';

const NAMES = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H'];

/** The ways between which the campaign compares, and who gets nothing so that there is something to compare with. */
export function Variants({ plan }: { plan: Part<Plan> }) {
  const { t } = useTranslation('console');
  const variants = at(plan, 'variants');
  const guards = at(plan, 'guards');
  const told = 100 - guards.value.hold_out;
  const weight = variants.value.reduce((sum, one) => sum + one.weight, 0);
  const free = NAMES.find((name) => !variants.value.some((one) => one.name === name));
  return (
    <Section title={t('campaigns.variants.title')} path={variants.path} hint={t('campaigns.variants.hint')}>
      <div className={form.row}>
        <Count
          label={t('campaigns.variants.holdOut')}
          part={at(guards, 'hold_out') as Part<number | undefined>}
        />
      </div>
      {each(variants).map((variant) => (
        <OneVariant
          key={variant.value.name}
          variant={variant}
          share={Math.round((told * variant.value.weight) / weight)}
          isOnly={variants.value.length === 1}
          common={plan.value.offer?.gives ?? { kind: 'NONE' }}
        />
      ))}
      {free && (
        <div className={form.buttons}>
          <Button onPress={() => add(variants, { name: free, weight: 1 })}>
            {t('campaigns.variants.add')}
          </Button>
        </div>
      )}
    </Section>
  );
}

interface Props {
  variant: Item<Variant>;
  share: number;
  isOnly: boolean;
  common: NonNullable<Variant['gives']>;
}

function OneVariant({ variant, share, isOnly, common }: Props) {
  const { t } = useTranslation('console');
  const gives = at(variant, 'gives');
  return (
    <div
      className={styles.variant}
      role="group"
      aria-label={t('campaigns.variants.one', { name: variant.value.name })}
    >
      <div className={form.head}>
        <p className={styles.share}>
          {t('campaigns.variants.share', {
            name: variant.value.name,
            share: Number.isFinite(share) ? share : '–',
          })}
        </p>
        {!isOnly && (
          <Button weight="quiet" onPress={variant.remove}>
            {t('campaigns.remove')}
          </Button>
        )}
      </div>
      {!isOnly && (
        <>
          <div className={form.row}>
            <Count
              label={t('campaigns.variants.weight')}
              part={at(variant, 'weight') as Part<number | undefined>}
            />
          </div>
          <Tick isOn={Boolean(gives.value)} onChange={(isOwn) => gives.put(isOwn ? common : undefined)}>
            {t('campaigns.variants.own')}
          </Tick>
          {gives.value && <GivesFields part={present<typeof common>(gives, gives.value)} />}
        </>
      )}
    </div>
  );
}
