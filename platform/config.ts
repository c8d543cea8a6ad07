// The environment, parsed once and loudly: every bad variable is named in one sentence with its cure, never with its
// value, which may be a secret. Files that an installation makes for itself are left to `own-secrets.ts`.

import { resolve } from 'node:path';
import { loadClientConnectConfig, type ClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { madeOnce, newApiToken, newLedgerKeys } from './own-secrets.ts';

/** One key that seals secrets in the ledger; the first of a list seals, all of them open. */
export type LedgerKey = { readonly id: string; readonly key: Uint8Array };

/** Where the ledger is: a PostgreSQL server by its address, or the embedded one by its folder. */
export type DatabaseConfig =
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'embedded'; readonly dataDir: string };

/** Where Temporal is, in the words that both the client's and the worker's connection understand. */
export type TemporalConfig = {
  readonly address: string;
  readonly namespace: string;
  readonly connectionOptions: ClientConnectConfig['connectionOptions'] & { address: string };
  /** True when nothing chose a server, so the local dev server is meant. */
  readonly isLocalDefault: boolean;
};

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

export type Config = {
  readonly focus: {
    readonly apiUrl: string;
    readonly authUrl: string;
    readonly clientId?: string;
    readonly clientSecret?: string;
  };
  readonly yuki: { readonly beUrl: string; readonly nlUrl: string };
  readonly database: DatabaseConfig;
  /** Absolute folder for everything that this installation keeps on disk. */
  readonly dataDir: string;
  readonly ledgerKeys: readonly [LedgerKey, ...LedgerKey[]];
  readonly console: { readonly url: string; readonly port: number };
  readonly apiToken: string;
  readonly messages: {
    /** Null: no message goes by e-mail. */
    readonly mail: { readonly url: string; readonly from: string } | null;
    /** Whether webhooks may lead into our own network. */
    readonly toPrivate: boolean;
  };
  readonly temporal: TemporalConfig;
  readonly logLevel: LogLevel;
  /** Where the worker serves its metrics, and whither its traces go; null: nowhere. */
  readonly metricsPort: number | null;
  readonly tracesTo: string | null;
};

type Environment = Readonly<Record<string, string | undefined>>;

/** The environment cannot be used. The message lists every problem, one sentence a line, without values. */
export class ConfigError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

const address = z.string().transform((text, context) => {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isPlain =
    url !== null && url.search === '' && url.hash === '' && url.username === '' && url.password === '';
  if (!isPlain || !['http:', 'https:'].includes(url.protocol)) {
    context.addIssue({
      code: 'custom',
      message:
        'is not a plain http or https address; write an origin such as https://api.example.com, without query or password.',
    });
    return z.NEVER;
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
});

/** A vendor's address as its documentation shows it ends with a part that every call brings itself. */
const addressWithout = (part: string): z.ZodType<string, string> =>
  address.refine((text) => !text.endsWith(part), `must end before ${part}, which every call adds itself.`);

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'is not a port; write a whole number from 1 to 65535.')
  .transform(Number)
  .refine(
    (number) => number >= 1 && number <= 65_535,
    'is not a port; write a whole number from 1 to 65535.',
  );

const databaseUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol),
    'is not a PostgreSQL address; write postgres://user:password@host:5432/name, or unset it to use the embedded database.',
  );

const keyAdvice =
  'write id:base64 of 32 bytes, several separated by commas (make one with: openssl rand -base64 32).';

const ledgerKeys = z.string().transform((text, context) => {
  const keys: LedgerKey[] = [];
  const refuse = (what: string): never => {
    context.addIssue({ code: 'custom', message: `${what}; ${keyAdvice}` });
    return z.NEVER;
  };
  for (const part of text.split(',')) {
    const [, id, encoded] = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)\s*$/.exec(part) ?? [];
    if (id === undefined || encoded === undefined)
      return refuse(`has an unreadable key in place ${keys.length + 1}`);
    if (keys.some((known) => known.id === id)) return refuse(`uses the key id ${id} twice`);
    keys.push({ id, key: new Uint8Array(Buffer.from(encoded, 'base64')) });
  }
  const [first, ...rest] = keys;
  return first === undefined ? refuse('is empty') : ([first, ...rest] satisfies [LedgerKey, ...LedgerKey[]]);
});

const smtpUrl = z
  .string()
  .refine(
    (text) => URL.canParse(text) && /^smtps?:$/.test(new URL(text).protocol) && new URL(text).hostname !== '',
    'is not the address of a mail server; write smtp://user:password@host:587 or smtps://user:password@host.',
  );

const sender = z
  .string()
  .regex(
    /^(?:[^<>@\r\n]{1,100}<[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/,
    'is not a sender; write an address, or a name and an address in angle brackets.',
  );

const yesOrNo = z
  .enum(['yes', 'no'], { error: 'is neither yes nor no.' })
  .transform((answer) => answer === 'yes');

const apiToken = z
  .string()
  .regex(
    /^[\x21-\x7e]{16,256}$/,
    'is too weak or has spaces; write 16 to 256 visible characters without spaces.',
  );

const variables = z
  .object({
    FOCUS_API_URL: address.default('https://api.focus.teamleader.eu'),
    FOCUS_AUTH_URL: addressWithout('/oauth2').default('https://focus.teamleader.eu'),
    FOCUS_CLIENT_ID: z.string().optional(),
    FOCUS_CLIENT_SECRET: z.string().optional(),
    YUKI_BE_URL: addressWithout('/ws').default('https://api.yukiworks.be'),
    YUKI_NL_URL: addressWithout('/ws').default('https://api.yukiworks.nl'),
    DATABASE_URL: databaseUrl.optional(),
    DATA_DIR: z.string().default('.data'),
    LEDGER_KEYS: ledgerKeys.optional(),
    CONSOLE_URL: address.optional(),
    PORT: port.default(3000),
    API_TOKEN: apiToken.optional(),
    METRICS_PORT: port.optional(),
    OTEL_EXPORTER_OTLP_ENDPOINT: address.optional(),
    SMTP_URL: smtpUrl.optional(),
    MAIL_FROM: sender.optional(),
    WEBHOOKS_TO_PRIVATE: yesOrNo.default(false),
    LOG_LEVEL: z
      .enum(logLevels, { error: `is not a level; write one of ${logLevels.join(', ')}.` })
      .default('info'),
  })
  .superRefine((found, context) => {
    const need = (name: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [name], message });
    if (found.FOCUS_CLIENT_ID !== undefined && found.FOCUS_CLIENT_SECRET === undefined)
      need('FOCUS_CLIENT_SECRET', 'is missing; set it together with FOCUS_CLIENT_ID.');
    if (found.FOCUS_CLIENT_SECRET !== undefined && found.FOCUS_CLIENT_ID === undefined)
      need('FOCUS_CLIENT_ID', 'is missing; set it together with FOCUS_CLIENT_SECRET.');
    if ((found.SMTP_URL === undefined) !== (found.MAIL_FROM === undefined))
      need(
        found.MAIL_FROM === undefined ? 'MAIL_FROM' : 'SMTP_URL',
        'is missing; SMTP_URL and MAIL_FROM are set together.',
      );
  });

type Variables = z.output<typeof variables>;

/**
 * Reads the whole environment (design.md 10). An empty variable counts as unset. With the embedded database,
 * sealing keys and API token that are not given are made once in `DATA_DIR`, readable by the owner only.
 *
 * @throws ConfigError naming every bad or missing variable.
 */
export function loadConfig(env: Environment = process.env): Config {
  const problems: string[] = [];
  const given = Object.fromEntries(
    Object.entries(env).flatMap(([name, text]) =>
      text === undefined || text.trim() === '' ? [] : [[name, text.trim()]],
    ),
  );
  const parsed = variables.safeParse(given);
  if (!parsed.success)
    problems.push(...parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}`));
  problems.push(...missingForServer(given));
  const temporal = readTemporal(given, problems);
  if (!parsed.success || temporal === null || problems.length > 0) throw new ConfigError(problems);
  return compose(parsed.data, temporal);
}

function compose(found: Variables, temporal: TemporalConfig): Config {
  const dataDir = resolve(found.DATA_DIR);
  return {
    focus: {
      apiUrl: found.FOCUS_API_URL,
      authUrl: found.FOCUS_AUTH_URL,
      ...(found.FOCUS_CLIENT_ID === undefined ? {} : { clientId: found.FOCUS_CLIENT_ID }),
      ...(found.FOCUS_CLIENT_SECRET === undefined ? {} : { clientSecret: found.FOCUS_CLIENT_SECRET }),
    },
    yuki: { beUrl: found.YUKI_BE_URL, nlUrl: found.YUKI_NL_URL },
    database:
      found.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir }
        : { kind: 'postgres', url: found.DATABASE_URL },
    dataDir,
    ledgerKeys: found.LEDGER_KEYS ?? ownFile(dataDir, 'ledger-keys', newLedgerKeys, ledgerKeys),
    console: { url: found.CONSOLE_URL ?? `http://127.0.0.1:${found.PORT}`, port: found.PORT },
    apiToken: found.API_TOKEN ?? ownFile(dataDir, 'api-token', newApiToken, apiToken),
    messages: {
      mail:
        found.SMTP_URL === undefined || found.MAIL_FROM === undefined
          ? null
          : { url: found.SMTP_URL, from: found.MAIL_FROM },
      toPrivate: found.WEBHOOKS_TO_PRIVATE,
    },
    temporal,
    logLevel: found.LOG_LEVEL,
    metricsPort: found.METRICS_PORT ?? null,
    tracesTo: found.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  };
}

/** On a server nothing secret is invented: a second container would invent another one. */
function missingForServer(given: Environment): string[] {
  if (given.DATABASE_URL === undefined) return [];
  return [
    ...(given.LEDGER_KEYS === undefined
      ? [`LEDGER_KEYS is missing but required with DATABASE_URL; ${keyAdvice}`]
      : []),
    ...(given.API_TOKEN === undefined
      ? [
          'API_TOKEN is missing but required with DATABASE_URL; write 16 to 256 visible characters without spaces.',
        ]
      : []),
  ];
}

/** The text of a file that this installation made for itself, made now if this is the first start. */
function ownFile<T>(dataDir: string, name: string, make: () => string, schema: z.ZodType<T, string>): T {
  const path = resolve(dataDir, name);
  let text: string;
  try {
    text = madeOnce(path, make);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown';
    throw new ConfigError([
      `DATA_DIR does not let us keep ${path} (${code}); make the folder writable or set another.`,
    ]);
  }
  const parsed = schema.safeParse(text.trim());
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map(
      (issue) => `The file ${path} ${issue.message} Restore it from a backup; do not delete it.`,
    ),
  );
}

/** Temporal's own variables and profile file, as its other tools read them (reference/temporal.md B.13). */
function readTemporal(given: Record<string, string>, problems: string[]): TemporalConfig | null {
  try {
    const { connectionOptions, namespace } = loadClientConnectConfig({ overrideEnvVars: given });
    const serverAddress = connectionOptions.address ?? '127.0.0.1:7233';
    return {
      address: serverAddress,
      namespace: namespace ?? 'default',
      connectionOptions: { ...withoutUndefined(connectionOptions), address: serverAddress },
      isLocalDefault: connectionOptions.address === undefined && connectionOptions.apiKey === undefined,
    };
  } catch (cause) {
    // The first line only: the rest of a parse error quotes the profile file, which may hold an API key.
    const [reason = 'unreadable'] = String(cause instanceof Error ? cause.message : cause).split('\n');
    problems.push(`TEMPORAL_* or its profile file cannot be used (${reason}); correct it or unset it.`);
    return null;
  }
}

/** The connection treats a present but undefined option differently from an absent one. */
function withoutUndefined<T extends object>(options: T): T {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as T;
}
