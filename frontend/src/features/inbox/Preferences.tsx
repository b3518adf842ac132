import { useTranslation } from 'react-i18next';
import {
  MessagePreferencesDocument,
  SetMessagePreferenceDocument,
  type MessageCategory,
} from '@/gql/graphql';
import { useAct } from '@/lib/graphql/act';
import { useLiveQuery } from '@/lib/graphql/read';
import { Notice } from '@/ui/Notice';
import { PreferenceSwitch } from '@/ui/PreferenceSwitch';
import styles from './Preferences.module.css';

/** Which kinds of messages the member is sent. */
export function Preferences() {
  const { t } = useTranslation();
  const { data } = useLiveQuery(MessagePreferencesDocument, {});
  const act = useAct(SetMessagePreferenceDocument, (answer) => answer.setMessagePreference);
  const choose = (category: MessageCategory, isWanted: boolean) =>
    void act.run({ input: { category, isWanted } });
  return (
    <section className={styles.preferences}>
      <h2 className={styles.title}>{t('inbox.preferences')}</h2>
      {act.problem && (
        <Notice tone="danger" isUrgent>
          {act.problem}
        </Notice>
      )}
      {data?.viewer.member?.messagePreferences.map((one) => (
        <PreferenceSwitch key={one.category} preference={one} onChange={choose} />
      ))}
    </section>
  );
}
