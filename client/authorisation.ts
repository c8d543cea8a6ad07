/**
 * How a tenant gives us access to Focus: through the browser (a code that comes back) or by a refresh token
 * that they already have. Tokens go sealed into the ledger before anything else happens with them.
 */

import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent } from 'undici';
import type { ConnectionId, FocusAccountId } from '../domain/ids.ts';
import {
  authorizationUrl,
  exchangeCode,
  refreshTokens,
  whoAuthorised,
  type FocusTokens,
} from '../focus/oauth.ts';
import { createConnection, updateConnection, type Connection } from '../ledger/connections.ts';
import {
  createOauthState,
  findAccountByGrant,
  openTokens,
  rememberGrant,
  storeTokens,
  takeOauthState,
  upsertFocusAccount,
} from '../ledger/focus-accounts.ts';
import { knownConnection } from './lookup.ts';
import { answer } from './step.ts';
import { away, badAnswer, notNow, type Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

const stateLivesMs = 15 * 60_000;
/**
 * A line to Focus of our own: the global dispatcher may be the one of Node's built-in fetch, an older undici
 * whose handlers are called differently.
 */
const dispatcher = new Agent({ keepAliveTimeout: 1_000 });

/** A new draft and the address at which a Focus administrator allows it. Nothing is made when Temporal is away. */
export async function beginConnection(
  tools: ConnectorTools,
  order: { redirectUri?: string | undefined },
): Promise<{ connectionId: ConnectionId; authorizeUrl: string }> {
  application(tools);
  await tools.temporal.ensureReachable();
  const connection = await createConnection(tools.ledger, tools.now());
  await tools.temporal.startConnection(connection.id);
  return {
    connectionId: connection.id,
    authorizeUrl: await sendToFocus(tools, connection.id, order.redirectUri),
  };
}

/** The address for authorising a connection that exists, the first time or again. */
export async function authoriseInBrowser(
  tools: ConnectorTools,
  idText: string,
  redirectUri?: string,
): Promise<{ connectionId: ConnectionId; authorizeUrl: string }> {
  const connection = await authorisable(tools, idText);
  return { connectionId: connection.id, authorizeUrl: await sendToFocus(tools, connection.id, redirectUri) };
}

async function sendToFocus(
  tools: ConnectorTools,
  connectionId: ConnectionId,
  givenRedirect: string | undefined,
): Promise<string> {
  const { clientId } = application(tools);
  const redirectUri = givenRedirect ?? `${tools.consoleUrl}/oauth/focus/callback`;
  const state = randomBytes(24).toString('base64url');
  const now = tools.now();
  await createOauthState(
    tools.ledger,
    { state, connectionId, redirectUri },
    new Date(now.getTime() + stateLivesMs),
    now,
  );
  return authorizationUrl({ authUrl: tools.focus.authUrl, clientId, redirectUri, state });
}

/**
 * What Focus sends back with the person. The state works once, so a repeated or invented callback is refused
 * before anything is asked of Focus.
 */
export async function completeAuthorization(
  tools: ConnectorTools,
  answer: { code: string; state: string },
): Promise<{ connectionId: ConnectionId }> {
  const opened = await takeOauthState(tools.ledger, answer.state, tools.now());
  if (opened === null)
    throw badAnswer(
      'unknown-authorisation',
      'This authorisation was not begun here, has been used, or is older than 15 minutes.',
      'Begin the connection again and follow its address.',
    );
  const connection = await authorisable(tools, opened.connectionId);
  const tokens = await atFocus(() =>
    exchangeCode({ ...application(tools), dispatcher, code: answer.code, redirectUri: opened.redirectUri }),
  );
  const { accountId } = await keepTokens(tools, tokens);
  await authorisedBy(tools, connection, accountId);
  return { connectionId: connection.id };
}

/** The same by a refresh token; one that was given before is not used a second time. */
export async function authoriseByRefreshToken(
  tools: ConnectorTools,
  idText: string,
  refreshToken: string,
): Promise<{ connectionId: ConnectionId }> {
  const connection = await authorisable(tools, idText);
  const accountId = await accountOfGrant(tools, refreshToken);
  await authorisedBy(tools, connection, accountId);
  return { connectionId: connection.id };
}

/**
 * The Focus account that a refresh token opens. The token works once at Focus, so the ledger remembers its
 * hash: given twice, also at the same moment, it is used once.
 */
export async function accountOfGrant(tools: ConnectorTools, refreshToken: string): Promise<FocusAccountId> {
  const grantHash = createHash('sha256').update(refreshToken).digest('hex');
  const known = await findAccountByGrant(tools.ledger, grantHash);
  if (known !== null) return stillOpen(tools, known);
  let tokens: FocusTokens;
  try {
    tokens = await atFocus(() => refreshTokens({ ...application(tools), dispatcher, refreshToken }));
  } catch (error) {
    const meanwhile = await rememberedByAnother(tools, grantHash);
    if (meanwhile === null) throw error;
    return meanwhile;
  }
  const { accountId } = await keepTokens(tools, tokens);
  await rememberGrant(tools.ledger, grantHash, accountId, tools.now());
  return accountId;
}

/** Somebody gave the same token at the same moment and was first; their answer needs a moment to be stored. */
async function rememberedByAnother(tools: ConnectorTools, grantHash: string): Promise<FocusAccountId | null> {
  for (let looks = 0; looks < 8; looks += 1) {
    const known = await findAccountByGrant(tools.ledger, grantHash);
    if (known !== null) return known;
    await delay(250);
  }
  return null;
}

async function stillOpen(tools: ConnectorTools, accountId: FocusAccountId): Promise<FocusAccountId> {
  const tokens = await openTokens(tools.ledger, accountId);
  if (tokens === null || tokens.revoked) throw accessRefused();
  return accountId;
}

async function keepTokens(
  tools: ConnectorTools,
  tokens: FocusTokens,
): Promise<{ accountId: FocusAccountId }> {
  const { accountId, timeZone } = await atFocus(() =>
    whoAuthorised(tools.focus.apiUrl, tokens.accessToken, { dispatcher }),
  );
  const now = tools.now();
  await upsertFocusAccount(tools.ledger, accountId, { timeZone }, now);
  await storeTokens(tools.ledger, accountId, tokens, now);
  return { accountId };
}

/** Joins the account to the connection. Another account than before is refused once an entity was chosen. */
export async function authorisedBy(
  tools: ConnectorTools,
  connection: Connection,
  accountId: FocusAccountId,
): Promise<void> {
  const isOther = connection.focusAccountId !== null && connection.focusAccountId !== accountId;
  if (isOther && connection.entityId !== null)
    throw notNow(
      'other-focus-account',
      'This is another Teamleader Focus account than the one of the connection.',
      'Sign in to Focus with the connection’s own account, or begin a new connection.',
    );
  if (connection.focusAccountId !== accountId)
    await updateConnection(tools.ledger, connection.id, { focusAccountId: accountId }, tools.now());
  // The entities are read again, also because a person may have made one in Focus meanwhile.
  await answer(tools, connection, 'focusAuthorised', { entities: null });
}

/** A draft that belongs to an account already known, as an unattended connect needs it. */
export async function draftOf(tools: ConnectorTools, accountId: FocusAccountId): Promise<Connection> {
  await tools.temporal.ensureReachable();
  const connection = await createConnection(tools.ledger, tools.now());
  await authorisedBy(tools, connection, accountId);
  return connection;
}

async function authorisable(tools: ConnectorTools, idText: string): Promise<Connection> {
  const connection = await knownConnection(tools, idText);
  if (connection.state === 'disconnected' || connection.state === 'merged')
    throw notNow(
      'connection-ended',
      'This connection has ended, so there is nothing to authorise.',
      'Begin a new connection; the same entity and administration revive the old one.',
    );
  return connection;
}

/** Our own application at Focus. */
function application(tools: ConnectorTools): { authUrl: string; clientId: string; clientSecret: string } {
  const { authUrl, clientId, clientSecret } = tools.focus;
  if (clientId === null || clientSecret === null)
    throw away(
      'focus-client-missing',
      'This installation has no Teamleader Focus application of its own.',
      'Set FOCUS_CLIENT_ID and FOCUS_CLIENT_SECRET and start the console again.',
    );
  return { authUrl, clientId, clientSecret };
}

/** Errors of the adapter are told apart by their kind, because their classes belong to another room. */
async function atFocus<T>(call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    const kind: unknown = error instanceof Error ? (error as { kind?: unknown }).kind : undefined;
    switch (kind) {
      case 'credentials-refused':
      case 'refused':
        throw accessRefused();
      case 'unreachable':
      case 'rate-limited':
        throw away(
          'focus-unreachable',
          'Teamleader Focus cannot be reached at the moment.',
          'Try again in a minute; FOCUS_API_URL and FOCUS_AUTH_URL say where it is looked for.',
        );
      case 'outcome-unknown':
      case 'unintelligible':
        throw away(
          'focus-answer-lost',
          'Teamleader Focus did not answer intelligibly, so the authorisation may be used up.',
          'Authorise again in the browser.',
        );
      default:
        throw error;
    }
  }
}

function accessRefused(): Refusal {
  return badAnswer(
    'focus-access-refused',
    'Teamleader Focus does not accept this authorisation; it was used before, withdrawn or never given.',
    'Authorise the connection again in the browser with a Focus administrator’s account.',
  );
}
