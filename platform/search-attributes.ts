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

/** The part of Temporal's workflow service that is needed to try a search attribute; every connection has it. */
export type VisibilityService = {
  countWorkflowExecutions(request: { namespace: string; query: string }): Promise<unknown>;
};

const invalidArgument = 3;

/**
 * The names that cannot be used in a query yet; an empty list means that workers may start. Trying a query
 * works everywhere, also on Temporal Cloud, which has no operator service.
 *
 * @throws the connection's own error when the server does not answer or the namespace does not exist.
 */
export async function missingSearchAttributes(
  service: VisibilityService,
  namespace: string,
): Promise<SearchAttributeName[]> {
  const missing: SearchAttributeName[] = [];
  for (const name of Object.keys(searchAttributes) as SearchAttributeName[]) {
    try {
      await service.countWorkflowExecutions({ namespace, query: `${name} IS NOT NULL` });
    } catch (cause) {
      if ((cause as { code?: unknown }).code !== invalidArgument) throw cause;
      missing.push(name);
    }
  }
  return missing;
}
