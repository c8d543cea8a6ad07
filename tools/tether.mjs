// Ties another program's life to the process that started this one: `node tether.mjs COMMAND ARGUMENT…`.
// When the starter dies, however it dies, the channel to it closes and the program is ended. It is plain
// JavaScript, so that it costs no compiler in memory beside every program.

import { spawn } from 'node:child_process';

const graceMs = 8_000;
const [command, ...commandArguments] = process.argv.slice(2);
if (command === undefined || process.send === undefined) {
  process.stderr.write('tether.mjs needs a command and a channel to the process that starts it.\n');
  process.exit(2);
}

const child = spawn(command, commandArguments, { stdio: ['ignore', 'inherit', 'inherit'] });

const end = () => {
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
};

child.on('spawn', () => process.send?.({ tetheredPid: child.pid }));
child.on('error', (error) => {
  process.stderr.write(`${command} could not be started: ${error.message}\n`);
  process.exit(127);
});
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGTERM' ? 0 : 1)));
process.on('disconnect', end);
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, end);
