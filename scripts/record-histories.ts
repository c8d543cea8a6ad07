// Records one history for every way that our workflows go, on a dev server of its own with fake activities, into
// test/replay/histories. Each is scrubbed and replayed before it is kept. Run it when the order of commands changes
// on purpose and no execution of the old order is left; otherwise the change belongs behind a patch.

import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import {
  bundleWorkflowCode,
  DefaultLogger,
  makeTelemetryFilterString,
  NativeConnection,
  Runtime,
  Worker,
} from '@temporalio/worker';
import { dispatching, placeOn, type Place } from '../test/support/workflow-places.ts';
import { fakeActivities, type FakeActivities } from '../test/support/fake-activities.ts';
import { startDevServer } from '../tools/temporal/dev-server.ts';
import { findReadyTemporal } from '../tools/temporal/find-binary.ts';
import { createWorker, workflowsPath } from '../workers/worker.ts';
import { taskQueueName } from '../workflows/workflow-ids.ts';
import { connectionScenarios } from './histories/connection-scenarios.ts';
import { holdScenarios } from './histories/hold-scenarios.ts';
import { runScenarios } from './histories/run-scenarios.ts';
import { scrubbed, type RecordedHistory } from './histories/scrub.ts';

const folder = fileURLToPath(new URL('../test/replay/histories/', import.meta.url));
const identity = 'recorder';

const filter = makeTelemetryFilterString({ core: 'ERROR' });
Runtime.install({
  logger: new DefaultLogger('ERROR', () => {}),
  telemetryOptions: { logging: { filter } },
});

const way = await findReadyTemporal({ say: () => {} });
if (way?.kind !== 'binary')
  throw new Error('Recording needs a Temporal CLI of its own: run “npm run ensure-temporal” once.');
const server = await startDevServer({ binary: way.path, ui: false });
const workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
const connection = await Connection.connect({ address: server.address });
const native = await NativeConnection.connect({ address: server.address });
const client = new Client({ connection, namespace: server.namespace, identity });
const fakes = new Map<string, FakeActivities>();
const worker = await createWorker({
  connection: native,
  namespace: server.namespace,
  taskQueue: taskQueueName,
  activities: dispatching(fakes),
  identity,
  workflowBundle,
});
const running = worker.run();
const recorded = new Map<string, RecordedHistory>();
try {
  const scenarios = [...connectionScenarios, ...runScenarios, ...holdScenarios];
  for (const [index, scenario] of scenarios.entries()) {
    const mark = String(index + 1).padStart(16, '0');
    const place: Place = placeOn(
      { client, taskQueue: taskQueueName },
      fakes,
      fakeActivities(scenario.activities),
      mark,
    );
    const handles = await scenario.play(place, client);
    for (const [name, handle] of Object.entries(handles)) {
      const events = historyToJSON(await handle.fetchHistory());
      const history = scrubbed(handle.workflowId, events);
      await Worker.runReplayHistory({ workflowBundle, replayName: name }, history, history.workflowId);
      recorded.set(name, history);
      process.stdout.write(`${name}: ${history.events.length} events\n`);
    }
  }
} finally {
  worker.shutdown();
  await running;
  await native.close();
  await connection.close();
  await server.stop();
}

await mkdir(folder, { recursive: true });
for (const file of await readdir(folder)) await rm(`${folder}${file}`);
for (const [name, { workflowId, events }] of recorded) {
  // An event a line, so that a change is read as one.
  const lines = events.map((event) => JSON.stringify(event)).join(',\n');
  await writeFile(
    `${folder}${name}.json`,
    `{"workflowId":${JSON.stringify(workflowId)},"events":[\n${lines}\n]}\n`,
  );
}
