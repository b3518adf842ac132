import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useMutation } from 'urql';
import { readFragment, type FragmentType } from '@/gql';
import {
  ConfirmRevealDocument,
  GivenFragmentDoc,
  RevealCodeDocument,
  RevealLinkDocument,
  type GivenFragment,
} from '@/gql/graphql';
import { announce } from '@/lib/announcement';
import { useAct } from '@/lib/graphql/act';
import { useDates } from '@/lib/time/zone';
import { Button, buttonClass } from '@/ui/Button';
import { Notice } from '@/ui/Notice';
import styles from './Detail.module.css';

type Delivery = NonNullable<GivenFragment['delivery']>;
type Code = Delivery['codes'][number];

/** The codes and links that came with a benefit: masked, until the member says that they want to see one now. */
export function Codes({ grants }: { grants: readonly FragmentType<typeof GivenFragmentDoc>[] }) {
  const { t } = useTranslation();
  const deliveries = readFragment(GivenFragmentDoc, grants).flatMap(({ delivery }) => delivery ?? []);
  const codes = deliveries.flatMap((delivery) => delivery.codes).filter((code) => code.state !== 'VOID');
  const links = deliveries.filter((delivery) => delivery.hasLink);
  if (codes.length === 0 && links.length === 0) return null;
  return (
    <section className={styles.section}>
      <h3>{t('codes.title')}</h3>
      <ul className={styles.grants}>
        {codes.map((code) => (
          <li key={code.id} className={styles.code}>
            <OneCode code={code} />
          </li>
        ))}
        {links.map((link) => (
          <li key={link.id} className={styles.code}>
            <OneLink delivery={link.id} />
          </li>
        ))}
      </ul>
    </section>
  );
}

/** Asks once more, then fetches what is secret; it is kept in this component and nowhere else. */
function Veiled({
  masked,
  problem,
  onShow,
}: {
  masked: string;
  problem?: string;
  onShow: () => Promise<void>;
}) {
  const { t } = useTranslation();
  const [isAsked, setAsked] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const show = async () => {
    setBusy(true);
    await onShow();
    setBusy(false);
  };
  return (
    <>
      <div className={styles.row}>
        <span className={styles.secret}>{masked}</span>
        {!isAsked && <Button onPress={() => setAsked(true)}>{t('codes.show')}</Button>}
      </div>
      {isAsked && (
        <div className={styles.row}>
          <p className={styles.soft}>{t('codes.ask')}</p>
          <Button weight="quiet" onPress={() => setAsked(false)}>
            {t('cancel')}
          </Button>
          <Button weight="primary" isBusy={isBusy} onPress={() => void show()}>
            {t('codes.yes')}
          </Button>
        </div>
      )}
      {problem && (
        <Notice tone="danger" isUrgent>
          {problem}
        </Notice>
      )}
    </>
  );
}

function useConfirmation() {
  const [, confirm] = useMutation(ConfirmRevealDocument);
  return async (subject: string) => (await confirm({ subject })).data?.confirmReveal.token ?? '';
}

function OneCode({ code }: { code: Code }) {
  const { t } = useTranslation();
  const dates = useDates();
  const [shown, setShown] = useState<{ code: string; password?: string | null }>();
  const confirm = useConfirmation();
  const { problem, run } = useAct(RevealCodeDocument, (answer) => answer.revealCode);
  const show = async () => {
    setShown(await run({ input: { code: code.id, confirmation: await confirm(code.id) } }));
  };
  const copy = async (text: string) => {
    await navigator.clipboard.writeText(text);
    announce(t('codes.copied'));
  };
  return (
    <>
      {shown ? (
        <div className={styles.row}>
          <output className={styles.secret}>{shown.code}</output>
          <Button weight="primary" onPress={() => void copy(shown.code)}>
            {t('codes.copy')}
          </Button>
          {shown.password && <p>{t('codes.password', { password: shown.password })}</p>}
        </div>
      ) : (
        <Veiled masked={code.masked} problem={problem ?? ''} onShow={show} />
      )}
      {code.endsAt && <p className={styles.soft}>{t('codes.useBy', { day: dates.lastDay(code.endsAt) })}</p>}
    </>
  );
}

function OneLink({ delivery }: { delivery: string }) {
  const { t } = useTranslation();
  const [url, setUrl] = useState<string>();
  const confirm = useConfirmation();
  const { problem, run } = useAct(RevealLinkDocument, (answer) => answer.revealLink);
  const show = async () => {
    const revealed = await run({ input: { delivery, confirmation: await confirm(delivery) } });
    setUrl(revealed?.url);
  };
  if (!url) return <Veiled masked={t('codes.link')} problem={problem ?? ''} onShow={show} />;
  return (
    <a className={buttonClass('primary')} href={url} rel="noreferrer">
      {t('codes.openLink')}
    </a>
  );
}
