// What is larger than the limits of `size-ratchet.ts`, with its size rounded up. Entries only shrink and disappear.

import type { Sizes } from './size-ratchet.ts';

export const largeFiles: Sizes = {
  'ledger/connections.ts': 320,
  'ledger/tables.ts': 320,
  'test/client/onboarding.test.ts': 320,
  'test/client/operating.test.ts': 360,
  'test/domain/payments.test.ts': 340,
  'test/domain/translation.test.ts': 480,
  'test/ledger/attempts.test.ts': 400,
  'test/ledger/documents.test.ts': 380,
  'test/sandbox/control.test.ts': 340,
  'test/sandbox/focus-documents.test.ts': 380,
  'test/sandbox/focus.test.ts': 320,
  'test/sandbox/yuki-reading.test.ts': 320,
  'test/yuki/transport.test.ts': 340,
};

export const longFunctionsKnown: Sizes = {
  'activities/send.ts#judgeFailure': 80,
  'client/console/routes.ts#addDocumentRoutes': 80,
  'client/temporal.ts#openTemporalDoor': 100,
  'ledger/attempts.ts#claimForSending': 80,
  'ledger/migrations/0001-connections.ts#connections': 80,
  'sandbox/focus/oauth.ts#createOAuth': 100,
  'sandbox/focus/webhooks.ts#createWebhooks': 80,
  'sandbox/worlds/small.ts#smallInvoices': 120,
  'sandbox/worlds/yuki-base.ts#yukiBase': 80,
  'sandbox/yuki/acts.ts#bookkeeping': 100,
  'sandbox/yuki/by-hand.ts#typeDocument': 80,
  'scripts/demo/terminal.ts#createTeller': 100,
  'test/support/stack.ts#openStack': 80,
  'test/support/tenant.ts#tenantOf': 140,
  'tools/embedded-ledger/turns.ts#createTurns': 100,
  'tools/embedded-ledger/wire-frames.ts#createFrameReader': 100,
};
