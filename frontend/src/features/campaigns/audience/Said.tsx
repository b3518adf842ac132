import { useTranslation } from 'react-i18next';
import { Field } from '@/ui/Field';
import { Picker } from '@/ui/Picker';
import { useMistake } from '../form/draft';
import type { Part } from '../form/part';
import type { Fact } from '../plan';

const KINDS = ['string', 'number', 'boolean'] as const;
type Kind = (typeof KINDS)[number];

const asKind = (words: string, kind: Kind): Fact['value'] => {
  if (words === '') return undefined;
  if (kind === 'boolean') return words === 'true';
  return kind === 'number' ? Number(words) : words;
};

/** What the host application says of a member: words, a number, or yes and no. */
export function Said({ label, part }: { label: string; part: Part<Fact['value']> }) {
  const { t } = useTranslation('console');
  const problem = useMistake(part.path);
  const words = part.value === undefined ? '' : String(part.value);
  const kind = KINDS.find((one) => one === typeof part.value) ?? 'string';
  const put = (said: string) => part.put(asKind(said, kind));
  return (
    <>
      <Picker
        label={t('campaigns.valueKind.label')}
        options={KINDS.map((key) => ({ key, name: t(`campaigns.valueKind.${key}`) }))}
        chosen={kind}
        onChoose={(chosen) => part.put({ string: words, number: 0, boolean: true }[chosen])}
      />
      {kind === 'boolean' ? (
        <Picker
          label={label}
          options={(['true', 'false'] as const).map((key) => ({
            key,
            name: t(`campaigns.valueKind.${key}`),
          }))}
          chosen={words === 'true' ? 'true' : 'false'}
          onChoose={put}
        />
      ) : (
        <Field
          label={label}
          type={kind === 'number' ? 'number' : 'text'}
          value={words}
          problem={problem}
          onChange={put}
        />
      )}
    </>
  );
}
