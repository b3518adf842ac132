import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readFragment, type FragmentType } from '@/gql';
import {
  PublishTemplateDocument,
  SaveTemplateDraftDocument,
  TemplateTextsFragmentDoc,
  type Locale,
  type TemplateDeskFragment,
  type TemplateTextsFragment,
} from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';

const plain = (texts: readonly TemplateTextsFragment[]) =>
  texts.map(({ locale, text, mjml }) => ({ locale, text, mjml }));

/** The texts at the desk: what is in force, or the draft, or what is typed and not saved yet; and what can be done. */
export function useDraft({ name, texts: inForce, draft }: TemplateDeskFragment) {
  const { t } = useTranslation('console');
  const [edited, setEdited] = useState<TemplateTextsFragment[]>();
  const saving = useAct(SaveTemplateDraftDocument, (answer) => answer.saveTemplateDraft);
  const publishing = useAct(PublishTemplateDocument, (answer) => answer.publishTemplate);
  const kept = [...(draft?.texts ?? inForce)].map((one) => readFragment(TemplateTextsFragmentDoc, one));
  const texts = plain(edited ?? kept);
  return {
    texts,
    isEdited: Boolean(edited),
    isBusy: saving.isBusy || publishing.isBusy,
    problem: saving.problem ?? publishing.problem,
    write: (locale: Locale, change: Partial<TemplateTextsFragment>) =>
      setEdited(texts.map((one) => (one.locale === locale ? { ...one, ...change } : one))),
    /** Goes on from other texts, such as an earlier edition's. */
    take: (others: readonly FragmentType<typeof TemplateTextsFragmentDoc>[]) =>
      setEdited(plain(readFragment(TemplateTextsFragmentDoc, others))),
    save: async () => {
      if (!(await saving.run({ input: { template: name, texts } }))) return;
      setEdited(undefined);
      announce(t('templates.saved'));
    },
    publish: async () => {
      if (draft && (await publishing.run({ input: { template: name, draft: draft.id } })))
        announce(t('templates.published'));
    },
  };
}
