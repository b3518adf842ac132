import { Button } from 'react-aria-components/Button';
import { Header } from 'react-aria-components/Header';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select, SelectValue } from 'react-aria-components/Select';
import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { GrantableDocument } from '@/gql/graphql';
import { useLocalText, type LocalText } from '@/lib/i18n/localText';
import styles from './Changes.module.css';

/** Something of the catalogue that can be given. */
export interface What {
  kind: 'benefit' | 'bundle';
  code: string;
}

interface Props {
  chosen: What | undefined;
  onChoose: (what: What) => void;
}

const keyOf = ({ kind, code }: What) => `${kind}:${code}`;

function read(key: string): What {
  const [kind, ...code] = key.split(':');
  return { kind: kind === 'bundle' ? 'bundle' : 'benefit', code: code.join(':') };
}

/** Picks a benefit or a bundle by name. */
export function WhatPicker({ chosen, onChoose }: Props) {
  const { t } = useTranslation('console');
  const [{ data }] = useQuery({ query: GrantableDocument });
  return (
    <Select
      className={String(styles.picker)}
      placeholder={t('grant.placeholder')}
      isDisabled={!data}
      value={chosen ? keyOf(chosen) : null}
      onChange={(key) => key !== null && onChoose(read(String(key)))}
    >
      <Label className={String(styles.label)}>{t('grant.what')}</Label>
      <Button className={String(styles.value)}>
        <SelectValue />
        <span aria-hidden>▾</span>
      </Button>
      <Popover className={String(styles.popover)}>
        <ListBox className={String(styles.list)}>
          <Section kind="bundle" title={t('grant.bundles')} things={data?.bundles.edges ?? []} />
          <Section kind="benefit" title={t('grant.benefits')} things={data?.benefitsCatalogue.edges ?? []} />
        </ListBox>
      </Popover>
    </Select>
  );
}

interface SectionProps {
  kind: What['kind'];
  title: string;
  things: readonly { node: { code: string; name: LocalText } }[];
}

function Section({ kind, title, things }: SectionProps) {
  const text = useLocalText();
  return (
    <ListBoxSection>
      <Header className={styles.header}>{title}</Header>
      {things.map(({ node }) => (
        <ListBoxItem
          key={node.code}
          id={keyOf({ kind, code: node.code })}
          textValue={text(node.name)}
          className={styles.item ?? ''}
        >
          {text(node.name)}
        </ListBoxItem>
      ))}
    </ListBoxSection>
  );
}
