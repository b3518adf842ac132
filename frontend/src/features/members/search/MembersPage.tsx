import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'wouter';
import type { FoundMemberFragment } from '@/gql/graphql';
import board from '@/ui/Board.module.css';
import { Empty } from '@/ui/Empty';
import { Field } from '@/ui/Field';
import { Skeleton } from '@/ui/Skeleton';
import { Table } from '@/ui/Table';
import { Unavailable } from '@/ui/Unavailable';
import styles from './MembersPage.module.css';
import { useFoundMembers } from './useFoundMembers';

const SHOWN = 50;
const COLUMNS = ['name', 'externalId', 'phone', 'email', 'zone'] as const;

/** Finding a member. What is looked for stands in the address, so that it can be sent to a colleague. */
export function MembersPage() {
  const { t } = useTranslation('console');
  const [params, setParams] = useSearchParams();
  const typed = params.get('q') ?? '';
  const { search, members, error } = useFoundMembers(typed, SHOWN);
  return (
    <>
      <header className={board.head}>
        <h1 className={board.title}>{t('rail.members')}</h1>
      </header>
      <div className={styles.search}>
        <Field
          type="search"
          label={t('search.label')}
          value={typed}
          onChange={(q) => setParams(q ? { q } : {}, { replace: true })}
          autoFocus
        />
      </div>
      {error ? <Unavailable error={error} /> : <Found search={search} members={members} />}
    </>
  );
}

interface FoundProps {
  search: string;
  members: FoundMemberFragment[] | undefined;
}

function Found({ search, members }: FoundProps) {
  const { t } = useTranslation('console');
  if (!search) return <Empty title={t('search.emptyTitle')}>{t('search.hint')}</Empty>;
  if (!members) return <Skeleton height={2.75} count={5} />;
  if (members.length === 0) return <Empty title={t('search.open')}>{t('search.none', { search })}</Empty>;
  return (
    <Table columns={COLUMNS.map((key) => ({ key, head: t(`search.column.${key}`) }))}>
      {members.map((member) => (
        <tr key={member.externalId}>
          <th scope="row">
            <Link href={`/members/${encodeURIComponent(member.externalId)}`}>
              <bdi>{member.name}</bdi>
            </Link>
          </th>
          <td>{member.externalId}</td>
          <td>{member.phone ?? '–'}</td>
          <td>{member.email ?? '–'}</td>
          <td>{member.zone}</td>
        </tr>
      ))}
    </Table>
  );
}
