// The messages of the workflows as the tests send them, and one that no workflow knows.

import { defineSignal } from '@temporalio/workflow';

export * from '../../workflows/messages.ts';

export const unknownSignal = defineSignal<[unknown]>('retrry');
