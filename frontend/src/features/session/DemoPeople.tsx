import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Room, SessionStore } from '@/lib/session/session';
import { Notice } from '@/ui/Notice';
import styles from './SignIn.module.css';
import { signInAs, type Way } from './way';

interface Props {
  way: Extract<Way, { mode: 'demo' }>;
  room: Room;
  sessions: SessionStore;
}

/** What a reader takes for the first character, whatever it is made of. */
const initialOf = (name: string) =>
  new Intl.Segmenter().segment(name)[Symbol.iterator]().next().value?.segment;

/** In a demo nobody has a password: pick who you are. */
export function DemoPeople({ way, room, sessions }: Props) {
  const { t } = useTranslation();
  const { t: tell } = useTranslation('console');
  const [hasFailed, setFailed] = useState(false);
  const enter = (who: Parameters<typeof signInAs>[0]) => {
    setFailed(false);
    signInAs(who).then(
      (session) => sessions.begin(session),
      () => setFailed(true),
    );
  };
  const people =
    room === 'member'
      ? way.members.map((one) => ({ key: one.externalId, name: one.name, who: { member: one.externalId } }))
      : way.staff.map((one) => ({
          key: one.role,
          name: tell([`role.${one.role}`, one.name] as never),
          who: { role: one.role },
        }));
  return (
    <>
      <p className={styles.hint}>{t(room === 'member' ? 'signIn.demoMember' : 'signIn.demoStaff')}</p>
      <ul className={styles.people}>
        {people.map((person) => (
          <li key={person.key}>
            <button type="button" className={styles.person} onClick={() => enter(person.who)}>
              <span className={styles.face} aria-hidden>
                {initialOf(person.name)}
              </span>
              <bdi className={styles.name}>{person.name}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {hasFailed && (
        <Notice tone="danger" isUrgent>
          {t('signIn.failed')}
        </Notice>
      )}
    </>
  );
}
