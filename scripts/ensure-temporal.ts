// Makes sure, before anything needs it, that this machine has a way to Temporal (design.md 9). What it says
// goes to standard error. Standard output carries the path of the binary or the address of the server to other
// programs; a person has read it in the sentence already.

import { ensureTemporal, NoTemporal } from '../tools/temporal/find-binary.ts';

try {
  const way = await ensureTemporal();
  if (!process.stdout.isTTY) process.stdout.write(`${way.kind === 'server' ? way.address : way.path}\n`);
} catch (error) {
  if (!(error instanceof NoTemporal)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
