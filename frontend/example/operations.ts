/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
/** How an entitlement stands. */
export type EntitlementStatus =
  /** In force, and its end is far. */
  | 'ACTIVE'
  /** In force, and nothing of what is counted is left. */
  | 'EXHAUSTED'
  /** Its time has run. */
  | 'EXPIRED'
  /** In force, and ending soon. */
  | 'EXPIRING'
  /** A higher tier covers the member; the unused time waits. */
  | 'PAUSED'
  /** Waits for its activation, or for the provider. */
  | 'PENDING'
  /** Taken back. */
  | 'REVOKED'
  /** Starts later. */
  | 'SCHEDULED';

export type WhatIHoldQueryVariables = Exact<{
  first: number;
}>;


export type WhatIHoldQuery = { viewer: { name: string, member: { benefits: { edges: Array<{ node: { status: EntitlementStatus, coverageEnd: string | null, benefit: { name: { en: string } }, why: { summary: { en: string } } } }> } } | null } };
