/**
 * Looks at every part that the connector needs and says for each whether it is well and what cures it. It asks
 * with short time-outs, needs no credentials of tenants, and finds everything it can even when parts are away.
 */

import { sql } from 'kysely';
import { SealError } from '../ledger/sealing.ts';
import { checkSeal } from '../ledger/open.ts';
import { countSealed } from '../ledger/reseal.ts';
import { Refusal, refusalOfDatabase } from './refusal.ts';
import type { DoctorAnswer } from './answers.ts';
import type { ConnectorTools } from './tools.ts';

export type Finding = DoctorAnswer['findings'][number];

export interface DoctorTools extends ConnectorTools {
  /** `postgres://host:port/name` as it is configured; shown without its password. */
  readonly databaseUrl: string;
  /** Names of migrations that are not applied; null when the ledger was never set up. */
  readonly missingMigrations: () => Promise<string[] | null>;
  readonly nodeVersion: string;
}

const reachMs = 5_000;
const clockWarnMs = 2_000;
const clockBadMs = 60_000;

/** Healthy when nothing is bad; warnings are worth reading all the same. */
export async function doctor(tools: DoctorTools): Promise<DoctorAnswer> {
  const groups = await Promise.all([
    Promise.resolve(examineNode(tools.nodeVersion)),
    examineLedger(tools),
    examineTemporal(tools),
    Promise.resolve(examineFocusApplication(tools)),
    examineReach('Teamleader Focus API', tools.focus.apiUrl, 'FOCUS_API_URL'),
    examineReach('Teamleader Focus sign-in', tools.focus.authUrl, 'FOCUS_AUTH_URL'),
    examineReach('Yuki Belgium', tools.yuki.beUrl, 'YUKI_BE_URL'),
    examineReach('Yuki Netherlands', tools.yuki.nlUrl, 'YUKI_NL_URL'),
    Promise.resolve([ok('api token', 'The token that you gave is accepted.')]),
  ]);
  const findings = groups.flat();
  return { healthy: findings.every(({ level }) => level !== 'bad'), findings };
}

function ok(part: string, what: string): Finding {
  return { part, level: 'ok', what, cure: null };
}

function warn(part: string, what: string, cure: string): Finding {
  return { part, level: 'warn', what, cure };
}

function bad(part: string, what: string, cure: string): Finding {
  return { part, level: 'bad', what, cure };
}

function examineNode(version: string): Finding[] {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number);
  const isEnough = major > 20 || (major === 20 && minor >= 19);
  return [
    isEnough
      ? ok('node', `Node ${version}.`)
      : bad('node', `Node ${version} is too old.`, 'Install Node 20.19 or newer.'),
  ];
}

async function examineLedger(tools: DoctorTools): Promise<Finding[]> {
  const where = withoutPassword(tools.databaseUrl);
  const found: Finding[] = [];
  try {
    const { rows } = await sql<{ version: string; now: Date }>`
      select current_setting('server_version') as version, clock_timestamp() as now`.execute(tools.ledger.db);
    const row = rows[0];
    found.push(ok('ledger', `PostgreSQL ${row?.version ?? ''} at ${where}.`));
    if (row !== undefined) found.push(compareClocks(row.now, tools.now()));
    const missing = await tools.missingMigrations();
    found.push(
      missing === null || missing.length > 0
        ? bad(
            'ledger tables',
            missing === null
              ? 'The ledger has no tables yet.'
              : `${missing.length} migration(s) are pending.`,
            'Run “npm run setup”.',
          )
        : ok('ledger tables', 'All migrations are applied.'),
    );
    if (missing?.length === 0) found.push(await examineSeal(tools));
  } catch (error) {
    const refusal = refusalOfDatabase(error);
    if (refusal === null) throw error;
    found.push(bad('ledger', `${refusal.detail} (${where})`, refusal.cure));
  }
  return found;
}

async function examineSeal(tools: DoctorTools): Promise<Finding> {
  try {
    await checkSeal(tools.ledger, tools.now());
    const { sealingKeyId, knownKeyIds } = tools.ledger.seal;
    const texts = await countSealed(tools.ledger);
    const old = [...texts].filter(([keyId]) => keyId !== sealingKeyId);
    if (old.length > 0)
      return warn(
        'sealing keys',
        `Key ${sealingKeyId} seals; ${old.map(([keyId, count]) => `${count} texts need key ${keyId}`).join(', ')}.`,
        'Run “npm run reseal”, and keep the old keys in LEDGER_KEYS until then.',
      );
    const unused = knownKeyIds.filter((keyId) => keyId !== sealingKeyId);
    return unused.length > 0
      ? warn(
          'sealing keys',
          `Every text is sealed under key ${sealingKeyId}; none needs ${unused.join(', ')}.`,
          'Run “npm run reseal” once more when every process has the new key, then take the others out of LEDGER_KEYS.',
        )
      : ok('sealing keys', `Every text is sealed under key ${sealingKeyId}.`);
  } catch (error) {
    if (!(error instanceof SealError)) throw error;
    return bad('sealing keys', error.message, 'Restore the key that sealed the ledger into LEDGER_KEYS.');
  }
}

function compareClocks(theirs: Date, ours: Date): Finding {
  const apart = Math.abs(new Date(theirs).getTime() - ours.getTime());
  const what = `The clocks of console and database are ${(apart / 1000).toFixed(1)} seconds apart.`;
  const cure = 'Let both machines follow a time server (NTP).';
  if (apart > clockBadMs) return bad('clock', what, cure);
  return apart > clockWarnMs ? warn('clock', what, cure) : ok('clock', what);
}

async function examineTemporal(tools: DoctorTools): Promise<Finding[]> {
  const { address, namespace, taskQueue } = tools.temporal;
  try {
    await tools.temporal.ensureReachable();
    const facts = await tools.temporal.facts();
    const workers =
      facts.workflowPollers > 0 && facts.activityPollers > 0
        ? ok('workers', `Workers take from the task queue ${taskQueue}.`)
        : bad(
            'workers',
            `No worker takes from the task queue ${taskQueue}.`,
            'Start one with “npm start -- worker” (or “npm run dev”).',
          );
    return [
      ok('temporal', `Temporal ${facts.serverVersion} at ${address}, namespace ${namespace}.`),
      facts.missingSearchAttributes.length === 0
        ? ok('search attributes', 'All search attributes can be used.')
        : bad(
            'search attributes',
            `Missing: ${facts.missingSearchAttributes.join(', ')}.`,
            'Run “npm run setup” (on Temporal Cloud: add them with its own tools).',
          ),
      workers,
    ];
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return [bad('temporal', error.detail, error.cure)];
  }
}

function examineFocusApplication(tools: DoctorTools): Finding[] {
  return [
    tools.focus.clientId === null
      ? bad(
          'focus application',
          'FOCUS_CLIENT_ID and FOCUS_CLIENT_SECRET are not set, so nobody can connect.',
          'Register an application at Teamleader Focus and set both.',
        )
      : ok('focus application', 'A client id and secret are set.'),
  ];
}

/** Any HTTP answer means that the way there is open; what it says does not matter. */
async function examineReach(part: string, url: string, variable: string): Promise<Finding[]> {
  try {
    const answer = await fetch(url, {
      method: 'GET',
      redirect: 'manual',
      signal: AbortSignal.timeout(reachMs),
    });
    await answer.body?.cancel();
    return [ok(part, `${url} answers.`)];
  } catch (error) {
    const code = ((error as Error).cause as { code?: unknown } | undefined)?.code;
    const why = typeof code === 'string' ? code : (error as Error).name;
    return [
      bad(
        part,
        `${url} does not answer (${why}).`,
        `Check the network of this machine, or correct ${variable}.`,
      ),
    ];
  }
}

function withoutPassword(databaseUrl: string): string {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  return url === null ? 'an unreadable address' : `${url.host}${url.pathname}`;
}
