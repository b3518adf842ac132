import { useTranslation } from 'react-i18next';
import type { CombinedError } from 'urql';
import { readAgain } from '@/lib/session/connection';
import { Button } from './Button';
import { Empty } from './Empty';
import styles from './Empty.module.css';

/** The hub names the entry of its log in which support can look the failure up. */
const referenceOf = (error: CombinedError) => {
  const reference = error.graphQLErrors[0]?.extensions.id;
  return typeof reference === 'string' ? reference : undefined;
};

const isForbidden = (error: CombinedError) =>
  error.graphQLErrors.some(({ extensions }) => extensions.code === 'FORBIDDEN');

/** In place of what could not be read: what it means, and the way on. */
export function Unavailable({ error }: { error: CombinedError }) {
  const { t } = useTranslation();
  const reference = referenceOf(error);
  if (isForbidden(error)) return <Empty title={t('problem.forbidden')}>{t('problem.forbiddenBody')}</Empty>;
  return (
    <div className={styles.empty} role="alert">
      <h2>{t('problem.title')}</h2>
      <p>{reference ? t('problem.body', { reference }) : t('problem.bodyPlain')}</p>
      <p>
        <Button weight="primary" onPress={readAgain}>
          {t('tryAgain')}
        </Button>
      </p>
    </div>
  );
}
