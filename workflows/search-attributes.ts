/**
 * The search attributes by which operators find what stands still (design 3). Never personal data: they are
 * not encrypted. MAINTENANCE: `platform/search-attributes.ts` lists the same names for registration.
 */

import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import { upsertSearchAttributes } from '@temporalio/workflow';

const keys = {
  ConnectionId: defineSearchAttributeKey('ConnectionId', SearchAttributeType.KEYWORD),
  ConnectionStatus: defineSearchAttributeKey('ConnectionStatus', SearchAttributeType.KEYWORD),
  PauseCause: defineSearchAttributeKey('PauseCause', SearchAttributeType.KEYWORD),
  HoldCause: defineSearchAttributeKey('HoldCause', SearchAttributeType.KEYWORD),
  HeldDocuments: defineSearchAttributeKey('HeldDocuments', SearchAttributeType.INT),
  YukiDomain: defineSearchAttributeKey('YukiDomain', SearchAttributeType.KEYWORD),
} as const;

export interface Published {
  readonly ConnectionId?: string;
  readonly ConnectionStatus?: string | null;
  readonly PauseCause?: string | null;
  readonly HoldCause?: string | null;
  readonly HeldDocuments?: number | null;
  readonly YukiDomain?: string | null;
}

/** Publishes what has changed since the last call, in one command; each command is an event of the history. */
export function openPublisher(): (now: Published) => void {
  let last: Published = {};
  return (now) => {
    const names = (Object.keys(now) as (keyof Published)[]).filter(
      (name) => (now[name] ?? null) !== (last[name] ?? null),
    );
    if (names.length === 0) return;
    last = { ...last, ...now };
    upsertSearchAttributes(
      names.map((name) => ({ key: keys[name], value: now[name] ?? null })) as Parameters<
        typeof upsertSearchAttributes
      >[0],
    );
  };
}
