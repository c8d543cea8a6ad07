// Structured logging for every process. It owns the shape of a log line and removes what looks like a
// secret by the name of its key; what is worth saying is left to the caller, who logs ids and counts only.

import { pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from './config.ts';

export type Log = Logger;

const secretKey =
  /token|secret|password|passphrase|authori[sz]ation|cookie|access_?key|api_?key|ledger_?keys|session_?id|private_?key|credentials|database_?url/i;
const deepest = 6;

/**
 * A logger of JSON lines on standard error (standard output belongs to a command's answer), unless a
 * destination is given. `name` says which process or room speaks.
 */
export function createLog(options: { name: string; level?: LogLevel; destination?: DestinationStream }): Log {
  return pino(
    {
      name: options.name,
      level: options.level ?? 'info',
      timestamp: pino.stdTimeFunctions.isoTime,
      // Errors are described by the formatter below; pino's own way would copy every field they carry.
      serializers: { err: (error: unknown) => error },
      formatters: {
        level: (label) => ({ level: label }),
        log: (line) => withoutSecrets(line, 0) as Record<string, unknown>,
      },
    },
    options.destination ?? pino.destination(2),
  );
}

/** A copy of the value in which secrets are replaced; errors become their name, message, code and cause. */
function withoutSecrets(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return withoutBearer(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth >= deepest) return '[deeper]';
  if (value instanceof Error) return describeError(value, depth);
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) return value.map((part) => withoutSecrets(part, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [
      key,
      secretKey.test(key) && part !== null && part !== undefined
        ? '[removed]'
        : withoutSecrets(part, depth + 1),
    ]),
  );
}

/** An error's own extra fields stay out, because libraries hang requests with their headers on them. */
function describeError(error: Error, depth: number): Record<string, unknown> {
  const code = (error as { code?: unknown }).code;
  return {
    type: error.name,
    message: withoutBearer(error.message),
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(error.stack === undefined ? {} : { stack: withoutBearer(error.stack) }),
    ...(error.cause === undefined ? {} : { cause: withoutSecrets(error.cause, depth + 1) }),
  };
}

function withoutBearer(text: string): string {
  return text.replace(/\b(Bearer|Basic)\s+[A-Za-z0-9._~+/=-]{8,}/g, '$1 [removed]');
}
