import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Field } from '@/ui/Field';
import { Picker } from '@/ui/Picker';
import { useMistake } from './draft';
import styles from './Form.module.css';
import type { Part } from './part';
import { readSpan, UNITS, writeSpan, type Unit } from '@/lib/time/span';

interface LineProps {
  label: string;
  part: Part<string | undefined>;
  rows?: number;
  placeholder?: string;
  type?: 'text' | 'time';
}

/** Words on one line, or on some. Without any, the part is left out. */
export function Line({ label, part, ...more }: LineProps) {
  return (
    <Field
      label={label}
      value={part.value ?? ''}
      problem={useMistake(part.path)}
      onChange={(words) => part.put(words === '' ? undefined : words)}
      {...more}
    />
  );
}

/** A whole number. */
export function Count({ label, part }: { label: string; part: Part<number | undefined> }) {
  return (
    <Field
      label={label}
      type="number"
      value={part.value === undefined ? '' : String(part.value)}
      problem={useMistake(part.path)}
      onChange={(text) => part.put(text === '' ? undefined : Number(text))}
    />
  );
}

interface OneOfProps<Option extends string> {
  label: string;
  part: Part<Option | undefined>;
  options: readonly { key: Option; name: string }[];
  placeholder?: string;
}

/** One of many. */
export function OneOf<Option extends string>({ label, part, options, placeholder }: OneOfProps<Option>) {
  const { t } = useTranslation('console');
  return (
    <Picker
      label={label}
      options={options}
      chosen={part.value ?? ''}
      onChoose={part.put}
      placeholder={placeholder ?? t('campaigns.choose')}
      problem={useMistake(part.path)}
    />
  );
}

interface LengthProps {
  label: string;
  part: Part<string | undefined>;
  units?: readonly Unit[];
}

/** A length of time: how many, and of what. */
export function Length({ label, part, units = ['D', 'M', 'Y'] }: LengthProps) {
  const { t } = useTranslation('console');
  const problem = useMistake(part.path);
  const [unit, setUnit] = useState<Unit>('D');
  const span = readSpan(part.value ?? '');
  if (!span) return <Line label={label} part={part} />;
  const current = span.count ? span.unit : unit;
  const put = (count: string, chosen: Unit) => {
    setUnit(chosen);
    part.put(count === '' ? undefined : writeSpan({ count, unit: chosen }));
  };
  return (
    <div className={styles.pair}>
      <Field
        label={label}
        type="number"
        value={span.count}
        problem={problem}
        onChange={(count) => put(count, current)}
      />
      <Picker
        label={t('campaigns.unit.label')}
        options={UNITS.filter((key) => units.includes(key) || key === current).map((key) => ({
          key,
          name: t(`campaigns.unit.${key}`),
        }))}
        chosen={current}
        onChoose={(chosen) => put(span.count, chosen)}
      />
    </div>
  );
}

const CURRENCIES = ['CNY', 'HKD', 'USD', 'EUR', 'GBP', 'JPY', 'SGD'].map((key) => ({ key, name: key }));

/** An amount and its currency, written as `15.00 CNY`. */
export function Amount({ label, part }: { label: string; part: Part<string | undefined> }) {
  const { t } = useTranslation('console');
  const problem = useMistake(part.path);
  const [kept, keep] = useState('CNY');
  const [amount = '', currency = kept] = (part.value ?? '').split(' ');
  const put = (figure: string, chosen: string) => {
    keep(chosen);
    part.put(figure === '' ? undefined : `${figure} ${chosen}`);
  };
  return (
    <div className={styles.pair}>
      <Field
        label={label}
        type="number"
        value={amount}
        problem={problem}
        onChange={(figure) => put(figure, currency)}
      />
      <Picker
        label={t('campaigns.currency')}
        options={CURRENCIES}
        chosen={currency}
        onChoose={(chosen) => put(amount, chosen)}
      />
    </div>
  );
}
