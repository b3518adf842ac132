import { MyBenefitsDocument, type MyBenefitsQuery } from '@/gql/graphql';

/** Everything the signed-in member holds, page by page. */
export const MY_BENEFITS = {
  query: MyBenefitsDocument,
  pageOf: (answer: MyBenefitsQuery) => answer.viewer.member?.benefits,
};
