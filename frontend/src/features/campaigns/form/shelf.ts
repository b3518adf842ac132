import { useQuery } from 'urql';
import { CampaignShelfDocument } from '@/gql/graphql';
import { useLocalText } from '@/lib/i18n/localText';
import { formatMoney } from '@/lib/money';
import { language } from '@/lib/preferences';
import { useStore } from '@/lib/store';

/** What forms pick from, by name: benefits, bundles, what is sold, and other campaigns. */
export function useShelf() {
  const text = useLocalText();
  const spoken = useStore(language);
  const [{ data }] = useQuery({ query: CampaignShelfDocument });
  const bundles = data?.bundles.edges.map(({ node }) => node) ?? [];
  return {
    benefits:
      data?.benefitsCatalogue.edges.map(({ node }) => ({ key: node.code, name: text(node.name) })) ?? [],
    bundles: bundles.map(({ code, name }) => ({ key: code, name: text(name) })),
    products: bundles.flatMap(({ name, offers }) =>
      offers.map((offer) => ({
        key: offer.code,
        name: `${text(name)} · ${formatMoney(offer.price, spoken)}`,
      })),
    ),
    campaigns: data?.campaigns.edges.map(({ node }) => ({ key: node.code, name: node.name })) ?? [],
  };
}
