/**
 * The CLI's way to the console: one JSON request at a time with the token, and every refusal as an error that
 * says what is wrong and what to do.
 */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Language } from '../../domain/catalogue.ts';

/** A verb was refused or could not be asked: exit code 1. */
export class Refused extends Error {
  override readonly name = 'Refused';
  readonly type: string;
  readonly cure: string;

  constructor(type: string, detail: string, cure: string) {
    super(detail);
    this.type = type;
    this.cure = cure;
  }
}

/** The command was used wrongly: exit code 2. */
export class WrongUse extends Error {
  override readonly name = 'WrongUse';
}

export interface Api {
  readonly url: string;
  get<T>(path: string): Promise<T>;
  send<T>(method: 'POST' | 'PUT', path: string, body?: unknown): Promise<T>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** Where the console is and the token for it; nothing is made and nothing is asked yet. */
export function openApi(env: Environment, language: Language = 'en'): Api {
  const url = consoleUrl(env);
  return {
    url,
    get: (path) => ask(url, env, language, 'GET', path),
    send: (method, path, body) => ask(url, env, language, method, path, body),
  };
}

function consoleUrl(env: Environment): string {
  const text = env.CONSOLE_URL?.trim() || `http://127.0.0.1:${env.PORT?.trim() || '3000'}`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new Refused(
      'bad-environment',
      'CONSOLE_URL or PORT cannot be used.',
      'Write an origin such as http://127.0.0.1:3000.',
    );
  return text.replace(/\/+$/, '');
}

function token(env: Environment): string {
  const given = env.API_TOKEN?.trim();
  if (given) return given;
  const path = resolve(env.DATA_DIR?.trim() || '.data', 'api-token');
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new Refused(
      'token-missing',
      `There is no token: API_TOKEN is not set and ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'unknown'}).`,
      'Start everything with “npm run dev” first, or set API_TOKEN, or DATA_DIR to the folder of the installation.',
    );
  }
}

async function ask<T>(
  url: string,
  env: Environment,
  language: Language,
  method: string,
  path: string,
  body?: unknown,
): Promise<T> {
  const headers = {
    authorization: `Bearer ${token(env)}`,
    'content-type': 'application/json',
    'accept-language': language,
  };
  let answer: Response;
  try {
    answer = await fetch(`${url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (error) {
    const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
    throw new Refused(
      'console-unreachable',
      `The console at ${url} does not answer${typeof code === 'string' ? ` (${code})` : ''}.`,
      'Start it with “npm run dev” or “npm start -- console”, or correct CONSOLE_URL.',
    );
  }
  const found: unknown = await answer.json().catch(() => null);
  if (answer.ok && found !== null) return found as T;
  throw refusalIn(found, url, answer.status);
}

function refusalIn(found: unknown, url: string, status: number): Refused {
  const { type, detail, cure } = (found ?? {}) as Partial<Record<'type' | 'detail' | 'cure', unknown>>;
  if (typeof type === 'string' && typeof detail === 'string' && typeof cure === 'string')
    return new Refused(type.replace('/problems/', ''), detail, cure);
  return new Refused(
    'not-the-console',
    `What answers at ${url} is not the console (status ${status}).`,
    'Correct CONSOLE_URL.',
  );
}

/** A part of a path that came from a person, so that it cannot become another path. */
export function part(text: string): string {
  // A dot segment would be resolved away by every URL parser, escaped or not.
  if (text === '' || /^\.{1,2}$/.test(text)) throw new WrongUse(`“${text}” is not an id.`);
  return encodeURIComponent(text);
}
