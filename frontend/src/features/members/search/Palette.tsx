import { useState } from 'react';
import { Autocomplete } from 'react-aria-components/Autocomplete';
import { Input } from 'react-aria-components/Input';
import { Menu, MenuItem } from 'react-aria-components/Menu';
import { SearchField } from 'react-aria-components/SearchField';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Sheet } from '@/ui/Sheet';
import styles from './Palette.module.css';
import { useFoundMembers } from './useFoundMembers';

const SHOWN = 8;

/** One search for everybody, from anywhere: type, arrow down, enter. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('console');
  const [typed, setTyped] = useState('');
  const { search, members } = useFoundMembers(typed, SHOWN);
  const [, goTo] = useLocation();
  const open = (externalId: string) => {
    goTo(`/members/${encodeURIComponent(externalId)}`);
    onClose();
  };
  const nobody = search && members?.length === 0 ? t('search.none', { search }) : t('search.hint');
  return (
    <Sheet title={t('search.open')} onClose={onClose}>
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <SearchField aria-label={t('search.label')} autoFocus>
          <Input className={styles.input ?? ''} placeholder={t('search.label')} />
        </SearchField>
        <Menu
          aria-label={t('search.open')}
          className={styles.found ?? ''}
          items={(members ?? []).map((member) => ({ ...member, id: member.externalId }))}
          onAction={(key) => open(String(key))}
          renderEmptyState={() => <p className={styles.hint}>{nobody}</p>}
        >
          {(member) => (
            <MenuItem textValue={member.name} className={styles.member ?? ''}>
              <bdi className={styles.name}>{member.name}</bdi>
              <span className={styles.hint}>{member.externalId}</span>
              <span className={styles.hint}>{member.phone ?? member.email}</span>
            </MenuItem>
          )}
        </Menu>
      </Autocomplete>
    </Sheet>
  );
}
