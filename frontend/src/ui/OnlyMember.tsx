import { useTranslation } from 'react-i18next';
import { useQuery } from 'urql';
import { NamedMemberDocument } from '@/gql/graphql';
import { Button } from './Button';

/** That a list is one member's alone, and the way to everybody's. */
export function OnlyMember({ id, onAll }: { id: string; onAll: () => void }) {
  const { t } = useTranslation('console');
  const [{ data }] = useQuery({ query: NamedMemberDocument, variables: { id } });
  const name = data?.node?.__typename === 'Member' ? data.node.name : '…';
  return (
    <Button onPress={onAll} aria-label={t('onlyMember.all', { member: name })}>
      {t('onlyMember.one', { member: name })} ×
    </Button>
  );
}
