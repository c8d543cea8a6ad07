// Where the embedded ledger is: the names inside its folder, its address, and who serves it now.

import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { holderOf } from '../lock-folder.ts';

/** The folder in which the process that has the ledger open announces itself. */
export function ledgerLockFolder(dataDir: string): string {
  return join(dataDir, 'ledger-lock');
}

/** The address of the ledger on this machine. There is no password: the port is open to this machine only. */
export function ledgerUrl(port: number): string {
  return `postgres://postgres@127.0.0.1:${port}/postgres`;
}

/** The address at which another process serves the ledger of that folder now, or null when none does. */
export function findRunningLedger(dataDir: string): string | null {
  try {
    return holderOf(ledgerLockFolder(realpathSync(dataDir)))?.note.url ?? null;
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw cause;
  }
}
