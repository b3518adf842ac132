import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Locale, TemplateDeskFragment } from '@/gql/graphql';
import { useDates } from '@/lib/time/zone';
import { Button } from '@/ui/Button';
import { Choice } from '@/ui/Choice';
import { Field } from '@/ui/Field';
import { Fold } from '@/ui/Fold';
import { Notice } from '@/ui/Notice';
import { Preview } from './Preview';
import styles from './TemplatesPage.module.css';
import { useDraft } from './useDraft';

const LOCALES = ['ZH_CN', 'EN'] as const satisfies Locale[];

/** Writing a template: in both languages, with what it would look like beside it, and then published. */
export function TemplateDesk({ template }: { template: TemplateDeskFragment }) {
  const { t } = useTranslation('console');
  const [locale, setLocale] = useState<Locale>('ZH_CN');
  const { texts, isEdited, isBusy, problem, write, take, save, publish } = useDraft(template);
  const shown = texts.find((one) => one.locale === locale);
  const isReady = Boolean(template.draft) && !isEdited;
  return (
    <div className={styles.desk}>
      <div className={styles.writing}>
        <Choice
          label={t('templates.language')}
          options={LOCALES}
          chosen={locale}
          onChoose={setLocale}
          nameOf={(option) => t(`templates.locale.${option}`)}
        />
        <Field
          label={t('templates.text')}
          value={shown?.text ?? ''}
          rows={10}
          onChange={(text) => write(locale, { text })}
        />
        <Field
          label={t('templates.mjml')}
          value={shown?.mjml ?? ''}
          rows={16}
          onChange={(mjml) => write(locale, { mjml })}
        />
        <div className={styles.tools}>
          <Button isDisabled={!isEdited} isBusy={isBusy} onPress={() => void save()}>
            {t('templates.save')}
          </Button>
          {isReady && (
            <Button weight="primary" isBusy={isBusy} onPress={() => void publish()}>
              {t('templates.publish')}
            </Button>
          )}
        </div>
        {problem && (
          <Notice tone="danger" isUrgent>
            {problem}
          </Notice>
        )}
        {isReady && <Waiting template={template} />}
        <Background template={template} onTake={take} />
      </div>
      <Preview template={template.name} locale={locale} texts={texts} />
    </div>
  );
}

/** The draft that waits to be published, and what stands in its way. */
function Waiting({ template: { draft, mistakes } }: { template: TemplateDeskFragment }) {
  const { t } = useTranslation('console');
  const dates = useDates();
  if (!draft) return null;
  return (
    <Notice tone={mistakes.length > 0 ? 'warning' : 'calm'}>
      {t('templates.draft', { author: draft.author, at: dates.moment(draft.at) })}
      {mistakes.map((mistake) => (
        <span key={mistake} className={styles.mistake}>
          {mistake}
        </span>
      ))}
    </Notice>
  );
}

interface BackgroundProps {
  template: TemplateDeskFragment;
  onTake: (texts: TemplateDeskFragment['editions'][number]['texts']) => void;
}

/** The facts that texts may use, and what was published before. */
function Background({ template: { sample, editions }, onTake }: BackgroundProps) {
  const { t } = useTranslation('console');
  const dates = useDates();
  return (
    <>
      <Fold title={t('templates.sample')}>
        <pre className={styles.text}>{JSON.stringify(sample, null, 2)}</pre>
      </Fold>
      <Fold title={t('templates.history')}>
        <ul>
          {editions.map((one) => (
            <li key={one.id}>
              {t('templates.edition', { number: one.number ?? 0 })} · {one.author} · {dates.moment(one.at)}{' '}
              <Button weight="quiet" onPress={() => onTake(one.texts)}>
                {t('templates.take', { number: one.number ?? 0 })}
              </Button>
            </li>
          ))}
          <li>{t('templates.shipped')}</li>
        </ul>
      </Fold>
    </>
  );
}
