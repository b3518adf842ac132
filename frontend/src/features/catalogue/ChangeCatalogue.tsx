import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FileTrigger } from 'react-aria-components/FileTrigger';
import { useTranslation } from 'react-i18next';
import { useClient } from 'urql';
import { ApplyCatalogueDocument, CatalogueDocumentDocument, CompareCatalogueDocument } from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { Button, buttonClass } from '@/ui/Button';
import { Field } from '@/ui/Field';
import { Notice } from '@/ui/Notice';
import styles from './ChangeCatalogue.module.css';
import { Comparison, type Compared } from './Comparison';

/** Changes the catalogue as a document: compared with what is in force before it is published. */
export function ChangeCatalogue() {
  const { t } = useTranslation('console');
  const client = useClient();
  const [document, setDocument] = useState('');
  const [compared, setCompared] = useState<Compared>();
  const act = useAct(ApplyCatalogueDocument, (answer) => answer.applyCatalogue);
  const write = (text: string) => {
    setDocument(text);
    setCompared(undefined);
  };
  const loadCurrent = async () => {
    const { data } = await client.query(CatalogueDocumentDocument, {}, { requestPolicy: 'network-only' });
    if (data) write(data.catalogueDocument);
  };
  const compare = async () => {
    const { data } = await client.query(
      CompareCatalogueDocument,
      { document },
      { requestPolicy: 'network-only' },
    );
    setCompared(data?.catalogueDiff);
  };
  const apply = async () => {
    if (!(await act.run({ input: { document } }))) return;
    announce(t('catalogue.applied'));
    setCompared(undefined);
  };
  const isWorthPublishing = compared?.__typename === 'CatalogueDiff' && compared.changes.length > 0;
  return (
    <div className={styles.page}>
      <p className={styles.intro}>{t('catalogue.intro')}</p>
      <div className={styles.tools}>
        <Button onPress={() => void loadCurrent()}>{t('catalogue.loadCurrent')}</Button>
        <FileTrigger
          acceptedFileTypes={['.yaml', '.yml', 'application/yaml']}
          onSelect={(files) => void files?.item(0)?.text().then(write)}
        >
          <AriaButton className={buttonClass('secondary')}>{t('catalogue.upload')}</AriaButton>
        </FileTrigger>
      </div>
      <div className={styles.document}>
        <Field label={t('catalogue.document')} value={document} onChange={write} rows={18} />
      </div>
      <div className={styles.tools}>
        <Button isDisabled={!document.trim()} onPress={() => void compare()}>
          {t('catalogue.compare')}
        </Button>
        {isWorthPublishing && (
          <Button weight="primary" isBusy={act.isBusy} onPress={() => void apply()}>
            {t('catalogue.apply')}
          </Button>
        )}
      </div>
      {act.problem && (
        <Notice tone="danger" isUrgent>
          {act.problem}
        </Notice>
      )}
      {compared && <Comparison compared={compared} />}
    </div>
  );
}
