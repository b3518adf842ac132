import { useTranslation } from 'react-i18next';
import { SwitchButton, SwitchField } from 'react-aria-components/Switch';
import type { MessageCategory } from '@/gql/graphql';
import styles from './PreferenceSwitch.module.css';

interface Props {
  preference: { category: MessageCategory; isWanted: boolean; canChange: boolean };
  onChange: (category: MessageCategory, isWanted: boolean) => void;
}

/** Whether messages of a category are sent, and what it is. */
export function PreferenceSwitch({ preference: { category, isWanted, canChange }, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <SwitchField
      isSelected={isWanted}
      isDisabled={!canChange}
      onChange={(wanted) => onChange(category, wanted)}
    >
      <SwitchButton className={styles.preference ?? ''}>
        <span className={styles.words}>
          {t(`inbox.category.${category}`)}
          <span className={styles.hint}>{t(`inbox.hint.${category}`)}</span>
        </span>
        <span className={styles.track} aria-hidden />
      </SwitchButton>
    </SwitchField>
  );
}
