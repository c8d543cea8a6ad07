// Proves that the set-up makes namespace and search attributes usable on a server that knows neither, as
// often as one likes, on the real Temporal CLI. Without one the tests are skipped by name.

import { Connection } from '@temporalio/client';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Config } from '../../platform/config.ts';
import { missingSearchAttributes } from '../../platform/search-attributes.ts';
import { SetupError, setUpTemporal } from '../../scripts/setup-steps.ts';
import { startProgram, type ChildProgram } from '../../tools/child-program.ts';
import { freePorts } from '../../tools/free-port.ts';
import { registerSearchAttributes } from '../../tools/search-attributes.ts';
import { findReadyTemporal } from '../../tools/temporal/find-binary.ts';

const { TEMPORAL_ADDRESS: _elsewhere, ...env } = process.env;
const ready = await findReadyTemporal({ env, say: () => {} });
const binary = ready?.kind === 'binary' ? ready.path : '';
const onCli = test.skipIf(binary === '' && process.env.REQUIRE_ALL !== '1');

let server: ChildProgram | undefined;
let address = '';

/** A bare server: no search attributes of ours, only its own namespace. */
beforeAll(async () => {
  if (binary === '') return;
  const [port = 0] = await freePorts(1);
  address = `127.0.0.1:${port}`;
  server = await startProgram(binary, [
    'server',
    'start-dev',
    '--headless',
    '--ip',
    '127.0.0.1',
    '--port',
    String(port),
  ]);
  server.child.stdout?.resume();
  server.child.stderr?.resume();
  await vi.waitFor(async () => (await Connection.connect({ address, connectTimeout: 500 })).close(), {
    timeout: 30_000,
    interval: 50,
  });
}, 60_000);

afterAll(async () => void (await server?.stop()));

const at = (namespace: string, where = address): Pick<Config, 'temporal'> => ({
  temporal: { address: where, namespace, connectionOptions: { address: where }, isLocalDefault: false },
});

onCli(
  'a namespace and its search attributes are made once and usable afterwards (get it: npm run ensure-temporal)',
  async () => {
    const said: string[] = [];
    await setUpTemporal(at('shop'), (sentence) => said.push(sentence));
    await setUpTemporal(at('shop'), (sentence) => said.push(sentence));
    expect(said).toEqual([
      'Temporal: made the namespace shop, retention 30 days.',
      'Temporal: added the search attributes ConnectionId, ConnectionStatus, PauseCause, HoldCause, HeldDocuments, YukiDomain.',
      'Temporal: the caretaker comes every ten minutes.',
      'Temporal: the namespace shop exists.',
      'Temporal: the search attributes are usable.',
      'Temporal: the caretaker’s schedule exists.',
    ]);
    const connection = await Connection.connect({ address });
    expect(await missingSearchAttributes(connection.workflowService, 'shop')).toEqual([]);
    await connection.close();
  },
  120_000,
);

onCli(
  'a search attribute of another type is refused with what is needed',
  async () => {
    const connection = await Connection.connect({ address });
    await connection.operatorService.addSearchAttributes({
      namespace: 'default',
      searchAttributes: { HeldDocuments: 2 },
    });
    await connection.close();
    await expect(setUpTemporal(at('default'), () => {})).rejects.toThrow(
      /The namespace default already has search attributes of another type: HeldDocuments \(Int is needed\)/,
    );
  },
  60_000,
);

test('a server whose attributes come from other tools is left alone, and what is missing is named', async () => {
  const forbidden = () => Promise.reject(Object.assign(new Error('not here'), { code: 12 }));
  const cloud = {
    operatorService: { listSearchAttributes: forbidden, addSearchAttributes: forbidden },
    workflowService: {
      countWorkflowExecutions: ({ query }: { query: string }) =>
        query.startsWith('PauseCause')
          ? Promise.reject(Object.assign(new Error('unknown'), { code: 3 }))
          : Promise.resolve({}),
    },
  } as unknown as Connection;
  expect(await registerSearchAttributes(cloud, 'ns')).toEqual({ kind: 'elsewhere', missing: ['PauseCause'] });
});

test('a Temporal that does not answer is one sentence with what to check', async () => {
  const [port = 0] = await freePorts(1);
  const failure = await setUpTemporal(at('default', `127.0.0.1:${port}`), () => {}).catch(
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(SetupError);
  expect(String(failure)).toMatch(
    /Temporal does not answer at 127\.0\.0\.1:\d+ \(.*\): start it, or check TEMPORAL_\*\.$/,
  );
}, 30_000);
