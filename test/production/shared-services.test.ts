// Proves that what the whole test run shares can be used by a file, and that PostgreSQL can be had.
import { expect, test } from 'vitest';
import pg from 'pg';
import { askShared, sharedWorkflowBundle } from '../support/ask-shared.ts';
import { needs } from '../support/skip.ts';
import { openTestTemporal } from '../support/temporal.ts';
import { startOwnPostgres } from '../../tools/postgres.ts';

needs('temporal').test(
  'everyone who asks gets a namespace of their own on the one Temporal server of the run',
  async () => {
    const [one, two] = await Promise.all([openTestTemporal(), openTestTemporal()]);
    expect(one.address).toBe(two.address);
    expect(one.namespace).not.toBe(two.namespace);
    const found = await one.connection.workflowService.countWorkflowExecutions({
      namespace: two.namespace,
      query: 'ConnectionStatus = "paused" AND HeldDocuments > 2',
    });
    expect(Number(found.count)).toBe(0);
    await Promise.all([one.close(), two.close()]);
  },
);

test('the workflows are bundled once and the database of the run answers', async () => {
  const [{ code }, { url }, again] = await Promise.all([
    sharedWorkflowBundle(),
    askShared('database'),
    askShared('database'),
  ]);
  expect(code).toContain('caretaker');
  expect(again.url).toBe(url);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  expect((await client.query('select 1 + 1 as sum')).rows).toEqual([{ sum: 2 }]);
  await client.end();
});

needs('postgres').test(
  'a PostgreSQL server of our own answers, and its folder is gone when it has ended',
  async () => {
    const server = await startOwnPostgres();
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    expect((await client.query('show server_version_num')).rows[0].server_version_num).toMatch(
      /^1[4-9]\d{4}$/,
    );
    const { rows } = await client.query('show data_directory');
    await client.end();
    await server.stop();
    const { existsSync } = await import('node:fs');
    expect(existsSync(rows[0].data_directory)).toBe(false);
  },
);
