import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'wouter';
import { readFragment } from '@/gql';
import { BundleSheetFragmentDoc, CatalogueDocument, OneBundleDocument } from '@/gql/graphql';
import { useLiveQuery } from '@/lib/graphql/read';
import { useLocalText } from '@/lib/i18n/localText';
import board from '@/ui/Board.module.css';
import { Choice } from '@/ui/Choice';
import { Empty } from '@/ui/Empty';
import { PickList } from '@/ui/PickList';
import { Skeleton } from '@/ui/Skeleton';
import { Unavailable } from '@/ui/Unavailable';
import { BundleSheet } from './BundleSheet';
import styles from './CataloguePage.module.css';
import { ChangeCatalogue } from './ChangeCatalogue';

const VIEWS = ['bundles', 'change'] as const;

/** What is sold and given: every bundle as a tree of its parts; and how the catalogue is changed. */
export default function CataloguePage() {
  const { t } = useTranslation('console');
  const [params, setParams] = useSearchParams();
  const view = VIEWS.find((known) => known === params.get('view')) ?? 'bundles';
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.catalogue')}</h1>
        <Choice
          label={t('rail.catalogue')}
          options={VIEWS}
          chosen={view}
          onChoose={(chosen) => setParams(chosen === 'bundles' ? {} : { view: chosen })}
          nameOf={(option) => t(`catalogue.${option}`)}
        />
      </header>
      {view === 'bundles' ? <Bundles /> : <ChangeCatalogue />}
    </>
  );
}

function Bundles() {
  const { t } = useTranslation('console');
  const text = useLocalText();
  const [params, setParams] = useSearchParams();
  const { data, error } = useLiveQuery(CatalogueDocument, {});
  const bundles = data?.bundles.edges.map((edge) => edge.node);
  if (error && !data) return <Unavailable error={error} />;
  if (!bundles) return <Skeleton height={4} count={6} />;
  const shown = bundles.find((one) => one.code === params.get('bundle')) ?? bundles[0];
  if (!shown) return <Empty title={t('catalogue.emptyTitle')}>{t('catalogue.emptyBody')}</Empty>;
  return (
    <div className={styles.split}>
      <PickList
        options={bundles.map(({ code, name }) => ({ key: code, name: text(name), more: code }))}
        picked={shown.code}
        onPick={(bundle) => setParams({ bundle })}
      />
      <Shown code={shown.code} />
    </div>
  );
}

function Shown({ code }: { code: string }) {
  const { data, error } = useLiveQuery(OneBundleDocument, { code });
  const bundle = readFragment(BundleSheetFragmentDoc, data?.bundle);
  if (error && !data) return <Unavailable error={error} />;
  return bundle ? <BundleSheet bundle={bundle} /> : <Skeleton height={24} />;
}
