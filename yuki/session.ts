/**
 * Calls with a session: finds the stored one, authenticates when there is none, and renews it once when Yuki
 * refuses it. Storing, sealing and counting calls are the caller's, through the functions it hands in.
 */

import type { YukiDomainId } from '../domain/ids.ts';
import { intelligibly } from './answer-body.ts';
import { YukiFault, YukiUnintelligible, YukiUnreachable } from './errors.ts';
import type { ListShape } from './list-cutter.ts';
import type { Parameters } from './soap.ts';
import type { TransportCall, YukiService, YukiTransport } from './transport.ts';
import type { XmlElement } from './xml.ts';
import { XmlProblem } from './xml.ts';

export interface YukiCall {
  readonly service: YukiService;
  readonly operation: string;
  /** The casing of the session's parameter; `sessionId` only where the WSDL has it so (yuki-api 1.3). */
  readonly sessionName?: 'sessionID' | 'sessionId';
  /** What follows the session, in WSDL order. */
  readonly parameters: Parameters;
  /** Default false. */
  readonly write?: boolean;
  /** Awaited last before the bytes leave; runs again when the call is repeated with a new session. */
  readonly beforeBytes?: () => Promise<void>;
  readonly timeoutMs?: number;
  readonly alsoKnownAs?: readonly string[];
  readonly empty?: boolean;
}

/** What became of a call, for the budget: `not-sent` cost nothing, the others count as used. */
export type CallOutcome = 'answered' | 'fault' | 'unknown' | 'not-sent';

export interface YukiServices {
  /**
   * Makes the call and reads its result. Throws YukiFault, YukiUnreachable, YukiUnintelligible; what
   * `beforeCall` or `beforeBytes` throw passes unchanged, and then this call was not sent.
   */
  call<T>(call: YukiCall, read: (result: XmlElement, raw: string) => T): Promise<T>;
  /** The same for a long list, read piece by piece (see YukiTransport.callForList). */
  callForList<T>(call: YukiCall, shape: ListShape, read: (item: XmlElement) => T): Promise<T[]>;
}

export interface SessionStore {
  /** The stored session; null when there is none. */
  load(): Promise<string | null>;
  store(session: string | null): Promise<void>;
}

export interface YukiServicesOptions {
  readonly transport: YukiTransport;
  /** A secret; it leaves this module in the body of Authenticate only. */
  readonly accessKey: string;
  readonly sessions: SessionStore;
  /** A domain to choose in every new session, where the key needs it (yuki-api 1.1); null or absent for none. */
  readonly chooseDomain?: YukiDomainId | null;
  /** Reserves budget; awaited before every request, Authenticate included. Throws to stop the call. */
  readonly beforeCall?: (operation: string) => Promise<void>;
  readonly afterCall?: (operation: string, outcome: CallOutcome) => Promise<void>;
}

export function createYukiServices(options: YukiServicesOptions): YukiServices {
  const { transport, accessKey, sessions } = options;
  const counted = countedBy(options);
  const newSession = shared(() => authenticate(options, counted));

  /** Somebody else may have renewed the session meanwhile; theirs is tried before asking for one more. */
  async function renewedSession(refused: string): Promise<string> {
    const stored = await sessions.load();
    if (stored !== null && stored !== refused) return stored;
    return newSession();
  }

  async function withSession<T>(operation: string, send: (session: string) => Promise<T>): Promise<T> {
    const session = (await sessions.load()) ?? (await newSession());
    try {
      return await counted(operation, () => send(session));
    } catch (failure) {
      // This fault comes before any work, so that even a write may be repeated (yuki-api 2.2).
      const sessionRefused = failure instanceof YukiFault && failure.access === 'sessionInvalid';
      if (!sessionRefused) throw failure;
    }
    const renewed = await renewedSession(session);
    return counted(operation, () => send(renewed));
  }

  const wired = (call: YukiCall, session: string): TransportCall => ({
    ...call,
    write: call.write ?? false,
    parameters: [[call.sessionName ?? 'sessionID', session], ...call.parameters],
    secrets: [accessKey, session],
  });

  return {
    call: (call, read) =>
      withSession(call.operation, async (session) => {
        const sent = wired(call, session);
        const answer = await transport.call(sent);
        return intelligibly(sent, answer.raw, () => read(answer.result, answer.raw));
      }),
    callForList: (call, shape, read) =>
      withSession(call.operation, (session) => transport.callForList(wired(call, session), shape, read)),
  };
}

type Counted = <T>(operation: string, send: () => Promise<T>) => Promise<T>;

/** Every request is reserved before it is made and settled after it, whatever became of it. */
function countedBy(options: YukiServicesOptions): Counted {
  async function settle(operation: string, outcome: CallOutcome): Promise<void> {
    try {
      await options.afterCall?.(operation, outcome);
    } catch {
      // The answer is worth more than its count: a reservation that is not settled stays counted as used.
    }
  }
  return async (operation, send) => {
    await options.beforeCall?.(operation);
    try {
      const answer = await send();
      await settle(operation, 'answered');
      return answer;
    } catch (failure) {
      await settle(operation, outcomeOf(failure));
      throw failure;
    }
  };
}

/** Callers at the same moment share one running call, so that together they need one Authenticate. */
function shared<T>(run: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= run().finally(() => {
      running = null;
    });
    return running;
  };
}

async function authenticate(options: YukiServicesOptions, counted: Counted): Promise<string> {
  const { transport, accessKey, sessions } = options;
  const call: TransportCall = {
    service: 'Accounting',
    operation: 'Authenticate',
    parameters: [['accessKey', accessKey]],
    write: false,
    secrets: [accessKey],
  };
  const session = await counted('Authenticate', async () => {
    const answer = await transport.call(call);
    return intelligibly(call, answer.raw, () => sessionIn(answer.result));
  });
  const domain = options.chooseDomain ?? null;
  if (domain !== null) {
    const parameters = [
      ['sessionID', session],
      ['domainID', domain],
    ] as const;
    const choice = {
      ...call,
      operation: 'SetCurrentDomain',
      parameters,
      empty: true,
      secrets: [accessKey, session],
    };
    await counted('SetCurrentDomain', () => transport.call(choice));
  }
  await sessions.store(session);
  return session;
}

function sessionIn(result: XmlElement): string {
  const session = result.text.trim();
  if (session === '' || session.length > 200) throw new XmlProblem('it holds no session');
  return session;
}

function outcomeOf(failure: unknown): CallOutcome {
  if (failure instanceof YukiFault) return 'fault';
  if (failure instanceof YukiUnreachable) return failure.delivery === 'not-sent' ? 'not-sent' : 'unknown';
  if (failure instanceof YukiUnintelligible) return 'unknown';
  // Everything else was thrown before the bytes left, by `beforeBytes` or by a mistake of ours.
  return 'not-sent';
}
