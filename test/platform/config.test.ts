// Proves that the environment is read once, loudly, and never quoted. Expected texts are those of design.md 10.

import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ConfigError, loadConfig } from '../../platform/config.ts';

const key = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'config-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A complete environment of a server, away from any profile file of the person who runs the test. */
const server = (changes: Record<string, string | undefined> = {}): Record<string, string | undefined> => ({
  TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'),
  DATA_DIR: folder,
  DATABASE_URL: 'postgres://ledger:pw-in-url@db.internal:5432/ledger',
  LEDGER_KEYS: `k1:${key(1)}`,
  API_TOKEN: 'a-token-of-enough-length',
  ...changes,
});

function problemsOf(env: Record<string, string | undefined>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  throw new Error('the environment was accepted');
}

test('an empty environment means the real vendors, the embedded ledger and the local dev server', () => {
  const config = loadConfig({ TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), DATA_DIR: folder });
  expect(config.focus).toEqual({
    apiUrl: 'https://api.focus.teamleader.eu',
    authUrl: 'https://focus.teamleader.eu',
  });
  expect(config.yuki).toEqual({ beUrl: 'https://api.yukiworks.be', nlUrl: 'https://api.yukiworks.nl' });
  expect(config.database).toEqual({ kind: 'embedded', dataDir: folder });
  expect(config.console).toEqual({ url: 'http://127.0.0.1:3000', port: 3000 });
  expect(config.temporal).toEqual({
    address: '127.0.0.1:7233',
    namespace: 'default',
    connectionOptions: { address: '127.0.0.1:7233' },
    isLocalDefault: true,
  });
  expect(config.logLevel).toBe('info');
});

test('an embedded installation makes its keys and token once, for the owner only', () => {
  const env = { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), DATA_DIR: folder };
  const first = loadConfig(env);
  const second = loadConfig(env);
  expect(second.apiToken).toBe(first.apiToken);
  expect(Buffer.from(second.ledgerKeys[0].key)).toEqual(Buffer.from(first.ledgerKeys[0].key));
  expect(first.ledgerKeys[0].key).toHaveLength(32);
  for (const name of ['ledger-keys', 'api-token'])
    expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  expect(readFileSync(join(folder, 'api-token'), 'utf8').trim()).toBe(first.apiToken);
});

test('a damaged key file is refused by its path and never replaced', () => {
  const env = { TEMPORAL_CONFIG_FILE: join(folder, 'none.toml'), DATA_DIR: folder };
  writeFileSync(join(folder, 'ledger-keys'), 'k1:c2hvcnQ=\n');
  const [problem] = problemsOf(env);
  expect(problem).toContain(join(folder, 'ledger-keys'));
  expect(problem).not.toContain('c2hvcnQ');
  expect(readFileSync(join(folder, 'ledger-keys'), 'utf8')).toBe('k1:c2hvcnQ=\n');
});

test('a server is refused without sealing keys and token, each in one sentence', () => {
  expect(problemsOf(server({ LEDGER_KEYS: undefined, API_TOKEN: '' }))).toEqual([
    'LEDGER_KEYS is missing but required with DATABASE_URL; write id:base64 of 32 bytes, several separated by commas (make one with: openssl rand -base64 32).',
    'API_TOKEN is missing but required with DATABASE_URL; write 16 to 256 visible characters without spaces.',
  ]);
});

test('every bad variable is named at once and no value is quoted', () => {
  const problems = problemsOf(
    server({
      FOCUS_API_URL: 'ftp://bad-value-1',
      YUKI_BE_URL: 'https://user:bad-value-2@yuki.example',
      DATABASE_URL: 'mysql://root:bad-value-3@db/x',
      LEDGER_KEYS: 'k1:bad-value-4',
      PORT: 'bad-value-5',
      API_TOKEN: 'bad-value-6',
      LOG_LEVEL: 'bad-value-7',
      FOCUS_CLIENT_ID: 'bad-value-8',
    }),
  );
  expect(problems.map((problem) => problem.split(' ')[0]).toSorted()).toEqual([
    'API_TOKEN',
    'DATABASE_URL',
    'FOCUS_API_URL',
    'LEDGER_KEYS',
    'LOG_LEVEL',
    'PORT',
    'YUKI_BE_URL',
  ]);
  expect(problems.join('\n')).not.toContain('bad-value');
});

test('a Focus client id without its secret is refused', () => {
  expect(problemsOf(server({ FOCUS_CLIENT_ID: 'abc' }))).toEqual([
    'FOCUS_CLIENT_SECRET is missing; set it together with FOCUS_CLIENT_ID.',
  ]);
});

test.each([
  ['YUKI_BE_URL', 'https://api.yukiworks.be/ws/', '/ws'],
  ['YUKI_NL_URL', 'https://api.yukiworks.nl/ws', '/ws'],
  ['FOCUS_AUTH_URL', 'https://focus.teamleader.eu/oauth2', '/oauth2'],
])('%s is refused with the part that every call adds itself', (name, text, part) => {
  expect(problemsOf(server({ [name]: text }))).toEqual([
    `${name} must end before ${part}, which every call adds itself.`,
  ]);
});

test('a path in an address is kept in front and a closing slash is dropped', () => {
  const { focus, yuki } = loadConfig(
    server({ FOCUS_API_URL: 'http://127.0.0.1:4001/focus/', YUKI_NL_URL: 'http://127.0.0.1:4002' }),
  );
  expect(focus.apiUrl).toBe('http://127.0.0.1:4001/focus');
  expect(yuki.nlUrl).toBe('http://127.0.0.1:4002');
});

test('several sealing keys keep their order, so the first one seals', () => {
  const { ledgerKeys } = loadConfig(server({ LEDGER_KEYS: `new:${key(2)},old:${key(1)}` }));
  expect(ledgerKeys.map(({ id, key: bytes }) => [id, bytes[0]])).toEqual([
    ['new', 2],
    ['old', 1],
  ]);
  expect(problemsOf(server({ LEDGER_KEYS: `k:${key(2)},k:${key(1)}` }))[0]).toContain(
    'uses the key id k twice',
  );
  expect(problemsOf(server({ LEDGER_KEYS: `k:${Buffer.alloc(31).toString('base64')}` }))[0]).toMatch(
    /^LEDGER_KEYS /,
  );
});

test('the console answers on its own port when no address is given', () => {
  expect(loadConfig(server({ PORT: '4711' })).console).toEqual({ url: 'http://127.0.0.1:4711', port: 4711 });
  for (const bad of ['0', '65536', '80.5', '-1'])
    expect(problemsOf(server({ PORT: bad }))[0]).toMatch(/^PORT /);
});

test('Temporal is chosen by its own variables, an API key switching TLS on', () => {
  const { temporal } = loadConfig(
    server({
      TEMPORAL_ADDRESS: 'ns.acct.tmprl.cloud:7233',
      TEMPORAL_NAMESPACE: 'ns.acct',
      TEMPORAL_API_KEY: 'k',
    }),
  );
  expect(temporal).toMatchObject({
    address: 'ns.acct.tmprl.cloud:7233',
    namespace: 'ns.acct',
    isLocalDefault: false,
  });
  expect(temporal.connectionOptions).toMatchObject({ apiKey: 'k', tls: true });
});

test('a broken Temporal profile file is refused without quoting it', () => {
  const path = join(folder, 'temporal.toml');
  writeFileSync(path, '[profile.default]\napi_key = "quoted-secret\n');
  const [problem] = problemsOf(server({ TEMPORAL_CONFIG_FILE: path }));
  expect(problem).toMatch(/^TEMPORAL_\* or its profile file cannot be used/);
  expect(problem).not.toContain('quoted-secret');
});

test('messages need a mail server and a sender together, and reach no private address unless allowed', () => {
  expect(loadConfig(server()).messages).toEqual({ mail: null, toPrivate: false });
  const mail = { SMTP_URL: 'smtps://user:pw-of-mail@mail.example.com', MAIL_FROM: 'Yuki <yuki@example.com>' };
  expect(loadConfig(server({ ...mail, WEBHOOKS_TO_PRIVATE: 'yes' })).messages).toEqual({
    mail: { url: mail.SMTP_URL, from: mail.MAIL_FROM },
    toPrivate: true,
  });
  expect(problemsOf(server({ SMTP_URL: mail.SMTP_URL }))).toEqual([
    'MAIL_FROM is missing; SMTP_URL and MAIL_FROM are set together.',
  ]);
  const wrong = problemsOf(
    server({ SMTP_URL: 'https://pw-of-mail@mail', MAIL_FROM: 'nobody', WEBHOOKS_TO_PRIVATE: 'true' }),
  );
  expect(wrong.map((line) => line.split(' ')[0])).toEqual(['SMTP_URL', 'MAIL_FROM', 'WEBHOOKS_TO_PRIVATE']);
  expect(wrong.join()).not.toContain('pw-of-mail');
});
