// Proves that a log line never carries what its key calls a secret, however deep it stands.

import { expect, test } from 'vitest';
import { createLog } from '../../platform/log.ts';

function logged(fields: object): { text: string; line: Record<string, unknown> } {
  let text = '';
  const log = createLog({ name: 'test', destination: { write: (chunk: string) => void (text += chunk) } });
  log.info(fields, 'said');
  return { text, line: JSON.parse(text) as Record<string, unknown> };
}

test('a line is JSON with its level in words, a time and the speaker', () => {
  expect(logged({ documents: 3 }).line).toMatchObject({
    level: 'info',
    name: 'test',
    documents: 3,
    msg: 'said',
  });
});

test('secrets are removed by the name of their key at any depth', () => {
  const { text } = logged({
    accessToken: 's3cret-1',
    yuki: { accessKey: 's3cret-2', list: [{ client_secret: 's3cret-3' }] },
    headers: { Authorization: 's3cret-4' },
    DATABASE_URL: 's3cret-5',
  });
  expect(text).not.toContain('s3cret');
  expect(text.match(/\[removed\]/g)).toHaveLength(5);
});

test('an error keeps its message and cause, but neither its extra fields nor a bearer token', () => {
  const error = Object.assign(
    new Error('refused Bearer abcdefgh12345', { cause: new Error('socket closed') }),
    {
      code: 'ECONNRESET',
      request: { body: 's3cret' },
    },
  );
  const { text, line } = logged({ err: error });
  expect(line.err).toMatchObject({ type: 'Error', code: 'ECONNRESET', cause: { message: 'socket closed' } });
  expect(text).not.toMatch(/s3cret|abcdefgh12345/);
});
