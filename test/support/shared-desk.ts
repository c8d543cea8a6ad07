// The test runner's side of what a run shares: test files, each a process of its own, ask here over a local
// socket, and the process that makes the parts is started by the first question. Making them is left to
// `shared-services.ts`.

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** The answers that files get, by the name of the service. */
export type SharedServices = {
  /** `uiUrl` is null when the server is one that somebody else runs. */
  temporal: { readonly address: string; readonly uiUrl: string | null };
  /** The embedded database; a server that DATABASE_URL names is for the asker to prefer. */
  database: { readonly url: string };
  bundle: { readonly codePath: string };
};

/** What the process of the services says about one of them. */
export type SharedAnswer =
  { readonly name: string; readonly service: unknown } | { readonly name: string; readonly problem: string };

const main = fileURLToPath(new URL('./shared-services.ts', import.meta.url));

/** Listens on loopback and starts nothing yet; `close` resolves when everything that was made has ended. */
export async function openSharedDesk(): Promise<{ url: string; close(): Promise<void> }> {
  const answers = new Map<string, Promise<SharedAnswer>>();
  let services: ChildProcess | undefined;
  const ask = (name: string): Promise<SharedAnswer> => {
    services ??= startServices();
    const known = answers.get(name);
    if (known !== undefined) return known;
    const fresh = hear(services, name);
    answers.set(name, fresh);
    return fresh;
  };
  const server = createServer((request, response) => {
    request.resume();
    void ask((request.url ?? '/').slice(1)).then((words) => reply(response, words));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      server.close();
      if (services === undefined || services.exitCode !== null || services.signalCode !== null) return;
      const ended = once(services, 'exit');
      services.disconnect();
      await ended;
    },
  };
}

function startServices(): ChildProcess {
  // A group of its own, so that Ctrl-C reaches the runner alone and the services end after the tests.
  return spawn(process.execPath, ['--import', 'tsx', main], {
    cwd: fileURLToPath(new URL('../..', import.meta.url)),
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: true,
  });
}

function hear(services: ChildProcess, name: string): Promise<SharedAnswer> {
  return new Promise((heard) => {
    services.on('message', (words) => {
      if ((words as SharedAnswer).name === name) heard(words as SharedAnswer);
    });
    const gone = (): void => heard({ name, problem: 'The process of the shared services has ended.' });
    services.once('exit', gone).once('error', gone);
    services.send(name, (error) => void (error !== null && gone()));
  });
}

function reply(response: ServerResponse, words: SharedAnswer): void {
  const isThere = 'service' in words;
  response.writeHead(isThere ? 200 : 500, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify(isThere ? words.service : { message: words.problem }));
}
