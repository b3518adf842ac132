import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import styles from './Empty.module.css';

/** Below it, what breaks is told, and the way on; nobody is left with an empty page. */
export class Safety extends Component<{ children: ReactNode }, { isBroken: boolean }> {
  override state = { isBroken: false };

  static getDerivedStateFromError = () => ({ isBroken: true });

  override render() {
    return this.state.isBroken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { t } = useTranslation();
  return (
    <main className={styles.empty} role="alert">
      <h1>{t('problem.title')}</h1>
      <p>{t('problem.broken')}</p>
      <p>
        <Button weight="primary" onPress={() => location.reload()}>
          {t('problem.reload')}
        </Button>
      </p>
    </main>
  );
}
