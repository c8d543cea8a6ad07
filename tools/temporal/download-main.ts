// A process that makes the SDK download the Temporal CLI into a folder: it starts the SDK's local test
// server from a download, which is the only public door to it, and stops that server at once.
// Usage: download-main.ts VERSION FOLDER

import { TestWorkflowEnvironment } from '@temporalio/testing';

const [version, downloadDir] = process.argv.slice(2);
if (version === undefined || downloadDir === undefined)
  throw new Error('usage: download-main.ts VERSION FOLDER');

try {
  const local = await TestWorkflowEnvironment.createLocal({
    server: { executable: { type: 'cached-download', version, downloadDir } },
  });
  await local.teardown();
  process.exit(0);
} catch (cause) {
  process.stderr.write(`${String(cause).split('\n')[0]?.slice(0, 300)}\n`);
  process.exit(1);
}
