import { useTranslation } from 'react-i18next';
import { Button } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import { Picker } from '@/ui/Picker';
import { Tick } from '@/ui/Tick';
import { useMistake } from '../form/draft';
import form from '../form/Form.module.css';
import { add, at, each, type Item, type Part } from '../form/part';
import { EVERYONE, FACTS, isGroup, type Condition, type Fact, type Group, type Opposite } from '../plan';
import styles from './Audience.module.css';
import { FactFields } from './FactFields';
import { beginning, turned } from './facts';

const DEEPEST = 4;
const WAYS = ['ALL', 'ANY'] as const;

interface Props {
  part: Part<Group>;
  depth?: number;
  isNot?: boolean;
  onTurn?: (isNot: boolean) => void;
  onRemove?: () => void;
}

/** Conditions of which all, or any, are to hold; groups may hold groups. */
export function ConditionGroup({ part, depth = 0, isNot = false, onTurn, onRemove }: Props) {
  const { t } = useTranslation('console');
  const members = at(part, 'of');
  const problem = useMistake(part.path);
  return (
    <div
      role="group"
      aria-label={t('campaigns.group')}
      className={styles.group}
      data-inner={depth > 0 || undefined}
    >
      <div className={styles.groupHead}>
        <Picker
          label={t('campaigns.way.label')}
          options={WAYS.map((key) => ({ key, name: t(`campaigns.way.${key}`) }))}
          chosen={part.value.kind}
          onChoose={(kind) => part.put({ ...part.value, kind })}
        />
        {onTurn && (
          <Tick isOn={isNot} onChange={onTurn}>
            {t('campaigns.notGroup')}
          </Tick>
        )}
        {onRemove && (
          <Button weight="quiet" onPress={onRemove}>
            {t('campaigns.removeGroup')}
          </Button>
        )}
      </div>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {members.value.length === 0 && <p className={form.hint}>{t('campaigns.everyone')}</p>}
      <ul className={styles.conditions}>
        {each(members).map((item) => (
          <li key={item.order}>
            <Row item={item} depth={depth + 1} />
          </li>
        ))}
      </ul>
      <div className={form.buttons}>
        <Button onPress={() => add(members, beginning('ENDS', { kind: 'ENDS' }))}>
          {t('campaigns.addCondition')}
        </Button>
        {depth < DEEPEST && (
          <Button
            weight="quiet"
            onPress={() => add(members, { ...EVERYONE, kind: 'ANY', of: [{ kind: 'RENEWS' }] })}
          >
            {t('campaigns.addGroup')}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What an item says without the `not` around it, which is shown as a box to tick. */
function unturned(item: Item<Condition>): { inner: Part<Exclude<Condition, Opposite>>; isNot: boolean } {
  const isNot = item.value.kind === 'NOT';
  const value = (isNot ? (item.value as Opposite).of : item.value) as Exclude<Condition, Opposite>;
  const path = isNot ? `${item.path}.of` : item.path;
  return { inner: { value, path, put: (changed) => item.put(turned(changed, isNot)) }, isNot };
}

function Row({ item, depth }: { item: Item<Condition>; depth: number }) {
  const { t } = useTranslation('console');
  const { inner, isNot } = unturned(item);
  const turn = (not: boolean) => item.put(turned(inner.value, not));
  if (isGroup(inner.value))
    return (
      <ConditionGroup
        part={inner as Part<Group>}
        depth={depth}
        isNot={isNot}
        onTurn={turn}
        onRemove={item.remove}
      />
    );
  const fact = inner as Part<Fact>;
  return (
    <div
      className={styles.condition}
      role="group"
      aria-label={t('campaigns.condition', { number: item.order + 1 })}
    >
      <div className={form.row}>
        <Picker
          label={t('campaigns.about')}
          options={FACTS.map((key) => ({ key, name: t(`campaigns.fact.${key}`) }))}
          chosen={fact.value.kind}
          onChoose={(kind) => fact.put(beginning(kind, fact.value))}
        />
        <FactFields part={fact} />
      </div>
      <div className={styles.tools}>
        <Tick isOn={isNot} onChange={turn}>
          {t('campaigns.not')}
        </Tick>
        <Button weight="quiet" onPress={item.remove}>
          {t('campaigns.remove')}
        </Button>
      </div>
    </div>
  );
}
