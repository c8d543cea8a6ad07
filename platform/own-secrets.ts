// Secrets that an embedded installation makes for itself at its first start. It leaves their meaning to
// `config.ts`; its promise is that processes starting at the same moment all read the same text.

import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/**
 * The text of the file, made and stored with mode 0600 if it does not exist yet. The file appears whole or
 * not at all, and the first of several processes wins for all of them.
 *
 * @throws the file system's error when the folder cannot be written.
 */
export function madeOnce(path: string, make: () => string): string {
  const known = readIfThere(path);
  if (known !== null) return known;
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  try {
    chmodSync(draft, 0o600);
    linkSync(draft, path);
  } catch (cause) {
    // Another process was first, and its file is the one that counts.
    if ((cause as NodeJS.ErrnoException).code !== 'EEXIST') throw cause;
  } finally {
    rmSync(draft, { force: true });
  }
  return readFileSync(path, 'utf8');
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}

/** One sealing key in the form of `LEDGER_KEYS`; its id carries nothing but "the first one". */
export function newLedgerKeys(): string {
  return `k1:${randomBytes(32).toString('base64')}`;
}

/** A token for the API, 256 bits, in letters that need no quoting in a shell. */
export function newApiToken(): string {
  return randomBytes(32).toString('base64url');
}
