import { useTranslation } from 'react-i18next';
import type { CompareCatalogueQuery } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { Notice } from '@/ui/Notice';
import { Refusal } from '@/ui/Refusal';
import styles from './ChangeCatalogue.module.css';

export type Compared = CompareCatalogueQuery['catalogueDiff'];

/** What publishing a document would change, or what has to be mended in it first, each mistake with its place. */
export function Comparison({ compared }: { compared: Compared }) {
  switch (compared.__typename) {
    case 'CatalogueDiff':
      return <Changes diff={compared} />;
    case 'CatalogueMistakes':
      return <Mistakes mistakes={compared.mistakes} />;
    default:
      return <Refusal outcome={compared} />;
  }
}

type Diff = Extract<Compared, { __typename: 'CatalogueDiff' }>;

function Changes({ diff: { changes, policyChanges } }: { diff: Diff }) {
  const { t } = useTranslation('console');
  const text = useLocalText();
  if (changes.length === 0) return <Notice tone="calm">{t('catalogue.nothingChanges')}</Notice>;
  return (
    <section role="status" className={styles.page}>
      <h2 className={styles.title}>{t('catalogue.changes', { count: changes.length })}</h2>
      <ul className={styles.lines}>
        {changes.map((change) => (
          <li key={change.path}>
            <code>{change.path}</code>
            <span>{text(change.sentence)}</span>
          </li>
        ))}
      </ul>
      {policyChanges.map((policy) => (
        <Notice key={policy.benefit} tone="warning">
          {t('catalogue.holders', { benefit: policy.benefit, count: policy.holders })}{' '}
          {text(policy.consequences)}
        </Notice>
      ))}
    </section>
  );
}

type Mistaken = Extract<Compared, { __typename: 'CatalogueMistakes' }>['mistakes'];

function Mistakes({ mistakes }: { mistakes: Mistaken }) {
  const { t } = useTranslation('console');
  return (
    <section role="alert">
      <h2 className={styles.title}>{t('catalogue.mistakes', { count: mistakes.length })}</h2>
      <ul className={styles.lines}>
        {mistakes.map(({ line, column, message }) => (
          <li key={`${line}:${column}:${message}`}>
            <strong>{t('catalogue.mistakeAt', { line, column })}</strong>
            <span>{message}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
