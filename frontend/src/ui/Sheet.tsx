import type { ReactNode } from 'react';
import { Dialog } from 'react-aria-components/Dialog';
import { Heading } from 'react-aria-components/Heading';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { useTranslation } from 'react-i18next';
import { Button } from './Button';
import styles from './Sheet.module.css';

interface Props {
  title: ReactNode;
  onClose: () => void;
  /** `side` keeps the place in the list in sight on a desktop; on a phone every sheet rises from below. */
  place?: 'side' | 'middle';
  children: ReactNode;
}

/** A page on top of the page. Escape, the backdrop and the button close it; focus returns to where it was. */
export function Sheet({ title, onClose, place = 'middle', children }: Props) {
  const { t } = useTranslation();
  return (
    <ModalOverlay
      isOpen
      isDismissable
      onOpenChange={(isOpen) => !isOpen && onClose()}
      className={styles.scrim ?? ''}
      data-place={place}
    >
      <Modal className={styles.sheet ?? ''}>
        <Dialog className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" className={styles.title ?? ''}>
              {title}
            </Heading>
            <Button weight="quiet" onPress={onClose} aria-label={t('close')}>
              <span className={styles.cross} aria-hidden />
            </Button>
          </header>
          <div className={styles.body}>{children}</div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
