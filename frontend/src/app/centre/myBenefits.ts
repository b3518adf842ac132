import { MyBenefitsDocument, type MyBenefitsQuery } from '@/gql/graphql';
import { KEPT } from '@/lib/graphql/everyPage';

/** Everything the signed-in member holds, page by page. */
export const MY_BENEFITS = {
  query: MyBenefitsDocument,
  context: KEPT,
  pageOf: (answer: MyBenefitsQuery) => answer.viewer.member?.benefits,
};
