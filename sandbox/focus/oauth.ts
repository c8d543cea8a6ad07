// Focus's OAuth: codes that live ten minutes and work once, access tokens of an hour, refresh tokens that work once
// (focus-api.md 1.2). Decides and remembers; the HTTP side stands in oauth-pages.ts.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../infra/clock.ts';
import type { Switches } from '../infra/switches.ts';
import type { Caller } from './context.ts';
import type { FocusState } from './state.ts';

const codeLifeMs = 10 * 60_000;
const accessLifeMs = 3_600_000;
/** Old tokens are forgotten at this bound; a forgotten token is refused like a revoked one. */
const maximumTokens = 20_000;

export interface TokenPair {
  accessToken: string;
  refreshToken: string;
}

/** A refused token request: RFC 6749 error word, HTTP status, and Focus's hint. */
export class TokenRefusal extends Error {
  readonly word: string;
  readonly status: number;
  readonly hint: string;

  constructor(word: string, status: number, hint: string) {
    super(`${word}: ${hint}`);
    this.word = word;
    this.status = status;
    this.hint = hint;
  }
}

interface Code extends Caller {
  redirectUri: string;
  expiresAt: number;
}
interface Access extends Caller {
  expiresAt: number;
}
interface Refresh extends Caller {
  accessToken: string;
}

export interface OAuth {
  /** Whether the client may send people back to this address. */
  mayRedirect(clientId: string, redirectUri: string): boolean;
  issueCode(clientId: string, redirectUri: string): string;
  /** The caller behind an access token, or null when it is unknown or expired. */
  callerOf(accessToken: string): Caller | null;
  /** Answers a token request; throws TokenRefusal. */
  token(request: Record<string, unknown>): TokenPair & { expiresIn: number };
  /** A pair that is valid at once, made without a round trip. */
  mint(caller: Caller, fixed?: TokenPair): TokenPair;
  /** What a user does who withdraws the integration's access: refresh tokens die, access tokens too when asked. */
  revokeAll(accessToo: boolean): void;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const secret = (): string => randomBytes(32).toString('base64url');

/** An access token looks like a JWT, as Focus's do, and says nothing. */
const accessText = (): string =>
  `${Buffer.from('{"typ":"JWT","alg":"none"}').toString('base64url')}.${secret()}.${secret()}`;

function addressMatches(allowed: string, given: string): boolean {
  if (allowed === given) return true;
  const at = allowed.indexOf(':*');
  if (at < 0) return false;
  const start = allowed.slice(0, at);
  const end = allowed.slice(at + 2);
  if (!given.startsWith(start) || !given.endsWith(end)) return false;
  return /^:\d{1,5}$/.test(given.slice(start.length, given.length - end.length));
}

function bound<T>(map: Map<string, T>): void {
  while (map.size > maximumTokens) map.delete(map.keys().next().value as string);
}

/** A fresh set of codes and tokens for one state. */
export function createOAuth(state: FocusState, clock: Clock, switches: () => Switches): OAuth {
  const codes = new Map<string, Code>();
  const access = new Map<string, Access>();
  const refresh = new Map<string, Refresh>();
  const now = () => clock.now().getTime();

  const mint = (caller: Caller, fixed?: TokenPair): TokenPair => {
    const pair = fixed ?? { accessToken: accessText(), refreshToken: secret() };
    access.set(pair.accessToken, { ...caller, expiresAt: now() + accessLifeMs });
    refresh.set(pair.refreshToken, { ...caller, accessToken: pair.accessToken });
    bound(access);
    bound(refresh);
    return pair;
  };
  const clientOf = (request: Record<string, unknown>) => {
    const client = state.clients.find((one) => one.clientId === request['client_id']);
    if (client === undefined || client.clientSecret !== request['client_secret']) {
      throw new TokenRefusal('invalid_client', 401, 'Client authentication failed');
    }
    return client;
  };
  const exchangeCode = (clientId: string, request: Record<string, unknown>): Caller => {
    const text = textOf(request['code']);
    const code = codes.get(text);
    // Whatever the outcome, a code that was shown once is worth nothing afterwards.
    codes.delete(text);
    const refuse = (hint: string) => new TokenRefusal('invalid_grant', switches().tokenRefusalStatus, hint);
    if (code === undefined || code.clientId !== clientId) {
      throw refuse('Authorization code is unknown or has been used');
    }
    if (code.expiresAt <= now()) throw refuse('Authorization code has expired');
    if (code.redirectUri !== request['redirect_uri']) throw refuse('Invalid redirect URI');
    return { clientId: code.clientId, userId: code.userId };
  };
  const exchangeRefresh = (clientId: string, request: Record<string, unknown>): Caller => {
    const text = textOf(request['refresh_token']);
    const old = refresh.get(text);
    if (old === undefined || old.clientId !== clientId) {
      throw new TokenRefusal('invalid_grant', switches().tokenRefusalStatus, 'Token has been revoked');
    }
    refresh.delete(text);
    if (switches().refreshRevokesAccess) access.delete(old.accessToken);
    return { clientId: old.clientId, userId: old.userId };
  };

  return {
    mayRedirect: (clientId, redirectUri) =>
      state.clients
        .find((client) => client.clientId === clientId)
        ?.redirectUris.some((allowed) => addressMatches(allowed, redirectUri)) ?? false,
    issueCode(clientId, redirectUri) {
      const code = secret();
      const userId = state.users[0]?.id ?? '';
      codes.set(code, { clientId, userId, redirectUri, expiresAt: now() + codeLifeMs });
      bound(codes);
      return code;
    },
    callerOf(accessToken) {
      const found = access.get(accessToken);
      if (found === undefined || found.expiresAt <= now()) return null;
      return { clientId: found.clientId, userId: found.userId };
    },
    token(request) {
      const client = clientOf(request);
      const grants: Record<string, typeof exchangeCode> = {
        authorization_code: exchangeCode,
        refresh_token: exchangeRefresh,
      };
      const word = textOf(request['grant_type']);
      const grant = Object.hasOwn(grants, word) ? grants[word] : undefined;
      if (grant === undefined) {
        throw new TokenRefusal(
          'unsupported_grant_type',
          400,
          'Check that all required parameters have been provided',
        );
      }
      return { ...mint(grant(client.clientId, request)), expiresIn: accessLifeMs / 1000 };
    },
    mint,
    revokeAll(accessToo) {
      refresh.clear();
      codes.clear();
      if (accessToo) access.clear();
    },
  };
}
