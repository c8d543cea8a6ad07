// The search attributes by which operators find executions (design.md 3), as a plain list that set-up,
// dev server and the worker's check share. The typed keys are left to the workflows that write them.

export type SearchAttributeType = 'Keyword' | 'Int';

export const searchAttributes = {
  ConnectionId: 'Keyword',
  ConnectionStatus: 'Keyword',
  PauseCause: 'Keyword',
  HoldCause: 'Keyword',
  HeldDocuments: 'Int',
  YukiDomain: 'Keyword',
} as const satisfies Readonly<Record<string, SearchAttributeType>>;

export type SearchAttributeName = keyof typeof searchAttributes;
