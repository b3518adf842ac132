import { useTranslation } from 'react-i18next';
import { Field } from '@/ui/Field';
import { useMistake } from '../form/draft';
import { Amount, Count, Length, Line, OneOf } from '../form/fields';
import type { Part } from '../form/part';
import { SeveralOfMany } from '../form/Section';
import { useShelf } from '../form/shelf';
import { SPOKEN, type Fact } from '../plan';
import { FIELDS, type FactField } from './facts';
import { Said } from './Said';

const DONE = ['JOINED', 'HELD_OUT', 'RECEIVED', 'OPENED', 'CLICKED', 'REDEEMED'] as const;

type Value = Fact[FactField['key']];

/** Everything that one condition asks for. */
export function FactFields({ part }: { part: Part<Fact> }) {
  return FIELDS[part.value.kind].map((field) => (
    <FactInput
      key={field.key}
      field={field}
      kind={part.value.kind}
      part={{
        value: part.value[field.key],
        path: `${part.path}.${field.key}`,
        put: (value: Value) => part.put({ ...part.value, [field.key]: value }),
      }}
    />
  ));
}

interface InputProps {
  field: FactField;
  kind: Fact['kind'];
  part: Part<Value>;
}

function FactInput({ field, kind, part }: InputProps) {
  const { t } = useTranslation('console');
  const label: string = t([
    `campaigns.field.${kind}.${field.key}`,
    `campaigns.field.any.${field.key}`,
  ] as never);
  switch (field.as) {
    case 'length':
      return <Length label={label} part={part as Part<string | undefined>} />;
    case 'count':
      return <Count label={label} part={part as Part<number | undefined>} />;
    case 'amount':
      return <Amount label={label} part={part as Part<string | undefined>} />;
    case 'words':
      return <Line label={label} part={part as Part<string | undefined>} />;
    case 'value':
      return <Said label={label} part={part as Part<Fact['value']>} />;
    case 'members':
      return <Names label={label} part={part as Part<string[] | undefined>} />;
    default:
      return <Picked as={field.as} label={label} part={part} />;
  }
}

type PickedKind = 'benefit' | 'maybeBenefit' | 'bundle' | 'products' | 'locale' | 'campaign' | 'did';

function Picked({ as, label, part }: { as: PickedKind; label: string; part: Part<Value> }) {
  const { t } = useTranslation('console');
  const shelf = useShelf();
  const text = part as Part<string | undefined>;
  if (as === 'products')
    return (
      <SeveralOfMany
        label={label}
        part={{ ...part, value: (part.value as string[] | undefined) ?? [] }}
        options={shelf.products}
      />
    );
  if (as === 'maybeBenefit') {
    const any = { key: '-', name: t('campaigns.anyBenefit') };
    const chosen = {
      ...text,
      value: text.value ?? any.key,
      put: (code?: string) => text.put(code === any.key ? undefined : code),
    };
    return <OneOf label={label} part={chosen} options={[any, ...shelf.benefits]} />;
  }
  const options = {
    benefit: shelf.benefits,
    bundle: shelf.bundles,
    campaign: shelf.campaigns,
    locale: SPOKEN.map((key) => ({ key, name: t(`campaigns.spoken.${key}`) })),
    did: DONE.map((key) => ({ key, name: t(`campaigns.did.${key}`) })),
  };
  return <OneOf label={label} part={text} options={options[as]} />;
}

/** Members by name, one on each line. */
function Names({ label, part }: { label: string; part: Part<string[] | undefined> }) {
  return (
    <Field
      label={label}
      rows={4}
      value={part.value?.join('\n') ?? ''}
      problem={useMistake(part.path)}
      onChange={(lines) => part.put(lines === '' ? undefined : lines.split('\n'))}
    />
  );
}
