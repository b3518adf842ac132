import type { ShopBundleFragment } from '@/gql/graphql';
import { language } from '@/lib/preferences';

export type ShopOffer = ShopBundleFragment['offers'][number];

const isHomely = (offer: ShopOffer) => (offer.price.currency === 'CNY') === (language.get() === 'zh-CN');

/** What a bundle is sold for now, the reader's usual currency first. */
export const offersFor = ({ offers }: ShopBundleFragment): ShopOffer[] =>
  offers
    .filter((offer) => offer.isOnSale)
    .toSorted((one, other) => Number(isHomely(other)) - Number(isHomely(one)));
