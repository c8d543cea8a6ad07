// Support for the tests of the pretend Focus: a running sandbox and plain fetch calls, as any client would make them.
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { namedWorld } from '../../sandbox/worlds/index.ts';

export interface Desk {
  sandbox: Sandbox;
  url: string;
  /** POSTs a JSON body with the world's access token. */
  call(operation: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** The parsed body of a call that succeeds. */
  ask<T = Answer>(operation: string, body?: unknown): Promise<T>;
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- answers are compared, not computed with
export type Answer = { data: any; meta?: any; errors?: any };

/** A sandbox for a test file; the world is loaded afresh before every test. */
export function focusDesk(world = 'small'): Desk {
  const desk = {} as Desk;
  beforeAll(async () => {
    desk.sandbox = await startSandbox({ world });
    desk.url = desk.sandbox.descriptor.focus.apiUrl;
  });
  beforeEach(() => desk.sandbox.parts.load(namedWorld(world)));
  afterAll(() => desk.sandbox.close());
  desk.call = (operation, body = {}, headers = {}) =>
    fetch(`${desk.url}/${operation}`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${desk.sandbox.descriptor.focus.accessToken}`,
        'Content-Type': 'application/json',
        ...headers,
      },
      body: JSON.stringify(body),
    });
  desk.ask = async (operation, body) => {
    const response = await desk.call(operation, body);
    if (response.status >= 300)
      throw new Error(`${operation} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as never;
  };
  desk.control = async (method, path, body) => {
    const response = await fetch(`${desk.sandbox.controlUrl}${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } }),
    });
    if (!response.ok)
      throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as never;
  };
  return desk;
}
