import { useTranslation } from 'react-i18next';
import type { DetailFragment } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { Button, buttonClass } from '@/ui/Button';
import styles from './Detail.module.css';
import { ReportProblem } from './ReportProblem';

interface Props {
  entitlement: DetailFragment;
  member: string;
}

/** The facts support asks for first, in one line each: no names, no accounts. */
const factsOf = ({ benefit, id, status, coverageEnd }: DetailFragment, member: string) =>
  [
    `member ${member}`,
    `benefit ${benefit.code}`,
    `entitlement ${id}`,
    `status ${status}`,
    `until ${coverageEnd ?? '-'}`,
  ].join('\n');

/** For when something is not right: the facts, ready to be sent. */
export function Help({ entitlement, member }: Props) {
  const { t } = useTranslation();
  const facts = factsOf(entitlement, member);
  const contact = entitlement.actions.find((action) => action.kind === 'CONTACT_SUPPORT')?.url;
  const copy = async () => {
    await navigator.clipboard.writeText(facts);
    announce(t('detail.factsCopied'));
  };
  return (
    <section className={styles.section}>
      <h3>{t('detail.help')}</h3>
      <ReportProblem benefit={entitlement.benefit.code} />
      <p className={styles.soft}>{t('detail.helpBody')}</p>
      <pre className={styles.facts}>{facts}</pre>
      <div className={styles.row}>
        <Button onPress={() => void copy()}>{t('detail.copyFacts')}</Button>
        {contact && (
          <a className={buttonClass('secondary')} href={contact}>
            {t('action.CONTACT_SUPPORT')}
          </a>
        )}
      </div>
    </section>
  );
}
