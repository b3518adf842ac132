import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Board.module.css';
import { Button } from './Button';

interface Props {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

/** The thing selected, beside the list, whose place is not lost. */
export function Panel({ title, onClose, children }: Props) {
  const { t } = useTranslation('console');
  return (
    <aside className={styles.panel} aria-label={title}>
      <header className={styles.panelHead}>
        <h2 className={styles.panelTitle}>{title}</h2>
        <Button weight="quiet" onPress={onClose} aria-label={t('panel.close')}>
          ×
        </Button>
      </header>
      {children}
    </aside>
  );
}
