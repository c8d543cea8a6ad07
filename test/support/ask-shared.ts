// How a test file gets at the services that its whole run shares (`shared-services.ts`, `shared-desk.ts`).

import { readFile } from 'node:fs/promises';
import { get } from 'node:http';
import { inject } from 'vitest';
import type { SharedServices } from './shared-desk.ts';

/** Resolves when the service is there; the first file that asks waits until it is made. */
export async function askShared<Name extends keyof SharedServices>(
  name: Name,
): Promise<SharedServices[Name]> {
  const { status, text } = await fetchText(`${inject('sharedServices')}/${name}`);
  const body = JSON.parse(text) as SharedServices[Name] | { message: string };
  if (status !== 200) throw new Error((body as { message: string }).message);
  return body as SharedServices[Name];
}

/** The workflows, bundled once for the whole run, as `createWorker` takes them. */
export async function sharedWorkflowBundle(): Promise<{ code: string }> {
  const { codePath } = await askShared('bundle');
  return { code: await readFile(codePath, 'utf8') };
}

/** Plain HTTP of Node, because tests may replace `fetch`. */
function fetchText(url: string): Promise<{ status: number; text: string }> {
  return new Promise((done, failed) => {
    get(url, { agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (part: string) => (text += part));
      response.once('end', () => done({ status: response.statusCode ?? 0, text }));
      response.once('error', failed);
    }).once('error', failed);
  });
}
