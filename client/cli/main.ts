#!/usr/bin/env -S node --import tsx
/** The `focus-yuki` command: joins the real terminal to the commands. */

import { runCli } from './program.ts';

const line =
  (stream: NodeJS.WriteStream) =>
  (text: string): void =>
    void stream.write(`${text}\n`);

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  out: line(process.stdout),
  err: line(process.stderr),
  progress: process.stderr.isTTY ? process.stderr : null,
  isInteractive: process.stdin.isTTY && process.stdout.isTTY,
});
