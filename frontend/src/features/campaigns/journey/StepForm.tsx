import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Picker } from '@/ui/Picker';
import { useMistake } from '../form/draft';
import { Length, OneOf } from '../form/fields';
import form from '../form/Form.module.css';
import { at, type Item, type Part } from '../form/part';
import { Section, Several } from '../form/Section';
import { CHANNELS, LETTERS, ONLY, SPOKEN, type Journey, type Step } from '../plan';
import { LetterWords } from './LetterWords';
import { lengthOf, offsetAt, sideOf, sidesOf } from './offset';

interface Props {
  step: Item<Step>;
  anchor: Journey['anchor'];
  variants: string[];
  canRemove: boolean;
  onTry: () => void;
}

const NO_WORDS = { subject: '', text: '', button: '' };
const blank = (): Step['words'] => Object.fromEntries(SPOKEN.map((one) => [one, NO_WORDS]));

/** One message of the journey. */
export function StepForm({ step, anchor, variants, canRemove, onTry }: Props) {
  const { t } = useTranslation('console');
  const { template } = step.value;
  const tools = (
    <div className={form.buttons}>
      <Button onPress={onTry}>{t('campaigns.step.try')}</Button>
      {canRemove && (
        <Button weight="quiet" onPress={step.remove}>
          {t('campaigns.remove')}
        </Button>
      )}
    </div>
  );
  return (
    <Section
      title={t('campaigns.step.title', { number: step.order + 1 })}
      path={step.path}
      tools={tools}
      hint={step.order === 0 ? undefined : t('campaigns.step.renewedHint')}
    >
      <When part={at(step, 'at')} anchor={anchor} />
      <div className={form.row}>
        <OneOf
          label={t('campaigns.only.label')}
          part={at(step, 'only') as Part<Step['only'] | undefined>}
          options={ONLY.map((key) => ({ key, name: t(`campaigns.only.${key}`) }))}
        />
        <Picker
          label={t('campaigns.letter.label')}
          options={LETTERS.map((key) => ({ key, name: t(`campaigns.letter.${key}`) }))}
          chosen={template}
          onChoose={(chosen) =>
            step.put({
              ...step.value,
              template: chosen,
              words: chosen === 'campaign-letter' ? blank() : undefined,
            })
          }
        />
      </div>
      <Several
        label={t('campaigns.step.channels')}
        part={at(step, 'channels')}
        options={CHANNELS.map((key) => ({ key, name: t(`messages.channel.${key}`) }))}
      />
      {variants.length > 1 && (
        <Several
          label={t('campaigns.step.variants')}
          part={at(step, 'variants')}
          options={variants.map((key) => ({ key, name: key }))}
        />
      )}
      {template === 'campaign-letter' && <LetterWords part={at(step, 'words')} />}
    </Section>
  );
}

function When({ part, anchor }: { part: Part<string>; anchor: Journey['anchor'] }) {
  const { t } = useTranslation('console');
  const problem = useMistake(part.path);
  const side = sideOf(part.value);
  const length = lengthOf(part.value);
  return (
    <div className={form.row}>
      <Picker
        label={t('campaigns.when.label')}
        options={sidesOf(anchor).map((key) => ({ key, name: t(`campaigns.when.${anchor}.${key}` as never) }))}
        chosen={side}
        onChoose={(chosen) => part.put(offsetAt(chosen, length))}
      />
      {side !== 'START' && (
        <Length
          label={t('campaigns.when.length')}
          units={['H', 'D', 'M']}
          part={{ ...part, value: length, put: (period) => part.put(`${side}${period ?? 'P0D'}`) }}
        />
      )}
      {problem && <Notice tone="danger">{problem}</Notice>}
    </div>
  );
}
