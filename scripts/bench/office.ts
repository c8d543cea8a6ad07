// The processes of one measurement and a connection on them that is through its onboarding: a fresh ledger, a fresh
// Temporal and a world of the sandbox.

import { mkdirSync } from 'node:fs';
import { Client, Connection } from '@temporalio/client';
import type { ConnectedAnswer } from '../../client/answers.ts';
import { openApi, type Api } from '../../client/cli/api.ts';
import { loadConfig } from '../../platform/config.ts';
import { temporalConnectionOptions } from '../../platform/temporal.ts';
import { expectationsOf } from '../../sandbox/worlds/index.ts';
import { openControl, type SandboxControl } from '../demo/sandbox-control.ts';
import { StoryFailed } from '../demo/waiting.ts';
import { startLocalStack, type LocalStack } from '../local-stack.ts';

/** Where something is measured. */
export interface Place {
  /** A world of the sandbox in which BE-A has all documents. */
  readonly world: string;
  /** Focus ids of the documents that have to wait at the end. */
  readonly waiting: readonly string[];
}

export interface Office {
  readonly stack: LocalStack;
  readonly api: Api;
  readonly control: SandboxControl;
  readonly temporal: Client;
  readonly connectionId: string;
  readonly waiting: readonly string[];
  close(): Promise<void>;
}

/** Every document of the worlds is dated after it. */
export const startDate = '2026-01-01';
const administrationName = 'De Linde BV';

/**
 * Starts everything and connects; what was started is ended again when a step fails.
 *
 * @throws Error with one sentence that says what could not be started or connected.
 */
export async function openOffice(
  { world, waiting }: Place,
  dataDir: string,
  say: (sentence: string) => void,
): Promise<Office> {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  // Whatever this machine is configured for, the bench never touches it; only the way to Temporal is taken over.
  const { DATABASE_URL, LEDGER_KEYS, API_TOKEN, CONSOLE_URL, PORT, ...rest } = process.env;
  void [DATABASE_URL, LEDGER_KEYS, API_TOKEN, CONSOLE_URL, PORT];
  const stack = await startLocalStack({
    config: loadConfig({ ...rest, DATA_DIR: dataDir }),
    sandbox: ['--world', world],
    ports: 'free',
    say,
  });
  let connection: Connection | undefined;
  const close = async (): Promise<void> => {
    await connection?.close();
    await stack.stop();
  };
  try {
    const { sandbox } = stack;
    if (sandbox === null) throw new StoryFailed('The bench needs the sandbox.');
    connection = await Connection.connect(temporalConnectionOptions(stack.config));
    const api = openApi(stack.env);
    return {
      stack,
      api,
      control: openControl(sandbox.controlUrl),
      temporal: new Client({ connection, namespace: stack.temporal.namespace }),
      connectionId: await connect(api, sandbox),
      waiting,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The unattended onboarding. Nothing runs by itself afterwards, so that what is counted begins when we say so. */
async function connect(api: Api, sandbox: NonNullable<LocalStack['sandbox']>): Promise<string> {
  const connected = await api.send<ConnectedAnswer>('POST', '/api/connect', {
    focus: { refreshToken: sandbox.focus.refreshToken },
    entityId: expectationsOf('beA').entityId,
    yuki: { companyId: sandbox.yuki.administrationId, accessKey: sandbox.yuki.accessKey },
    administrationName,
    startDate,
    vatLinks: 'proposed',
    defaultAccounts: 'proposed',
    automatic: false,
  });
  if (connected.state !== 'active')
    throw new StoryFailed(`The connection is ${connected.state}, not active.`);
  return connected.connectionId;
}
