// The command `npm run sandbox`: starts the sandbox alone and prints one JSON line with everything a client of the
// real services needs. Ends at once on SIGTERM and SIGINT.
import { parseArgs } from 'node:util';
import { startSandbox, type SandboxOptions } from './start.ts';
import { worldNames } from './worlds/index.ts';

const usage =
  'Usage: npm run --silent sandbox -- [--world NAME|FILE.json] [--port-focus N] [--port-yuki-be N] ' +
  `[--port-yuki-nl N] [--port-control N]. Worlds: ${worldNames.join(', ')}.`;

function port(text: string | undefined, flag: string): number {
  if (text === undefined) return 0;
  const value = /^\d{1,5}$/.test(text) ? Number(text) : -1;
  if (value < 0 || value > 65_535)
    throw new Error(`--${flag} wants a port from 0 to 65535, not "${text}". ${usage}`);
  return value;
}

function readOptions(args: string[]): SandboxOptions {
  const flags = ['world', 'port-focus', 'port-yuki-be', 'port-yuki-nl', 'port-control'] as const;
  let values: Partial<Record<(typeof flags)[number], string>>;
  try {
    const options = Object.fromEntries(flags.map((flag) => [flag, { type: 'string' as const }]));
    values = parseArgs({ args, options, allowPositionals: false, strict: true }).values;
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message.split('. ')[0] : String(error)}. ${usage}`, {
      cause: error,
    });
  }
  return {
    world: values.world ?? 'small',
    ports: {
      focus: port(values['port-focus'], 'port-focus'),
      yukiBe: port(values['port-yuki-be'], 'port-yuki-be'),
      yukiNl: port(values['port-yuki-nl'], 'port-yuki-nl'),
      control: port(values['port-control'], 'port-control'),
    },
  };
}

// Held answers and open lines must not keep the process: a signal ends it at once, nothing here needs saving.
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => process.exit(0));
// A reader that closes its pipe after the first line is no reason to die.
process.stdout.on('error', () => undefined);

try {
  const { descriptor } = await startSandbox(readOptions(process.argv.slice(2)));
  process.stdout.write(`${JSON.stringify(descriptor)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
