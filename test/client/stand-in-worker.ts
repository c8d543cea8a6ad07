/**
 * A worker for the stand-in workflows, whose one activity plays the onboarding: it looks at the answers in the
 * ledger, pretends to have read Focus and Yuki, and writes down what comes next.
 */

import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Activities, OnboardingTurn } from '../../activities/interface.ts';
import { describeCause } from '../../domain/cause-texts.ts';
import type {
  ConnectionId,
  FocusEntityId,
  FocusTaxRateId,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import {
  findByTriple,
  getConnection,
  mergeInto,
  openYukiKey,
  readOnboarding,
  setConnectionState,
  updateConnection,
  writeOnboarding,
  type OnboardingView,
} from '../../ledger/connections.ts';
import { storeAccounts, storeTaxRates, storeVatCodes } from '../../ledger/master-data.ts';
import type { Ledger } from '../../ledger/open.ts';
import type { TestTemporal } from '../support/temporal.ts';

export const entityId = 'aaaaaaaa-0000-0000-0000-000000000001' as FocusEntityId;
export const otherEntityId = 'aaaaaaaa-0000-0000-0000-000000000002' as FocusEntityId;
export const taxRateId = 'bbbbbbbb-0000-0000-0000-000000000021' as FocusTaxRateId;
export const companyId = 'cccccccc-0000-0000-0000-000000000001' as YukiAdministrationId;
export const administrationName = 'De Linde BV';
export const goodKey = 'a-good-access-key';

const now = (): Date => new Date();

// A worker tells its whole life on standard error otherwise.
Runtime.install({ logger: new DefaultLogger('WARN') });

export async function startStandIns(
  temporal: TestTemporal,
  ledger: Ledger,
): Promise<{ stop: () => Promise<void> }> {
  const connection = await NativeConnection.connect({ address: temporal.address });
  const activities: Pick<Activities, 'takeOnboardingStep'> = {
    takeOnboardingStep: ({ connectionId }) => look(ledger, connectionId),
  };
  const worker = await Worker.create({
    connection,
    namespace: temporal.namespace,
    taskQueue: temporal.taskQueue,
    workflowsPath: fileURLToPath(new URL('./fake-workflows.ts', import.meta.url)),
    activities,
  });
  const running = worker.run();
  return {
    stop: async () => {
      worker.shutdown();
      await running;
      await connection.close();
    },
  };
}

const found: Omit<OnboardingView, 'step' | 'problem'> = {
  entities: [
    { id: entityId, name: 'De Linde', vatNumber: 'BE0123456749', active: true },
    { id: otherEntityId, name: 'Archived', vatNumber: null, active: false },
  ],
  administration: null,
  reachable: [{ id: companyId, name: administrationName }],
  taxRates: [{ id: taxRateId, rate: 2100, description: '21%' }],
  vatCodes: [],
  proposedVatLinks: [
    { taxRateId, vatType: 1, percentage: 2100, country: null, vatDescription: null, nature: 'domestic' },
  ],
  unlinkedTaxRates: [],
  accountsCount: 2,
  proposedAccounts: { accountPerRate: { [taxRateId]: '700000' }, defaultAccount: '700000' },
  useInstead: null,
};

async function look(ledger: Ledger, id: ConnectionId): Promise<OnboardingTurn> {
  const connection = await getConnection(ledger, id);
  const view = await readOnboarding(ledger, id);
  if (connection === null) throw new Error('The connection is not in the ledger.');
  const say = async (
    step: OnboardingView['step'],
    more: Partial<OnboardingView> = {},
  ): Promise<OnboardingTurn> => {
    await writeOnboarding(
      ledger,
      id,
      { ...found, ...view, entities: found.entities, problem: null, ...more, step },
      now(),
    );
    return { kind: 'ask', step, problem: more.problem?.cause ?? null };
  };
  const { focusAccountId } = connection;
  if (focusAccountId === null) return say('focusAuthorised');
  if (connection.entityId === null) return say('chooseEntity');
  const key = await openYukiKey(ledger, id);
  if (key === null) return say('giveYukiAccess');
  if (key !== goodKey)
    return say('giveYukiAccess', { problem: { cause: 'yuki-access', ...describeCause('yuki-access', '') } });
  const administration = {
    id: companyId,
    name: administrationName,
    country: 'BE',
    vatNumber: null,
    domainId: 'dddddddd-0000-0000-0000-000000000001' as YukiDomainId,
  };
  if (connection.administrationId === null) {
    const other = await findByTriple(ledger, focusAccountId, connection.entityId, companyId);
    if (other !== null && other.id !== id) {
      await mergeInto(ledger, id, other.id, now());
      await setConnectionState(ledger, other.id, 'active', now());
      return { kind: 'merged', into: other.id };
    }
    const { domainId } = administration;
    await updateConnection(
      ledger,
      id,
      { administrationId: companyId, domainId, country: 'be', administrationName },
      now(),
    );
  }
  if (!connection.administrationConfirmed) return say('confirmAdministration', { administration });
  if (connection.startDate === null) return say('chooseStartDate', { administration });
  if (!connection.mappingsConfirmed) {
    await storeMasterData(ledger, connection.entityId, focusAccountId);
    return say('confirmMappings', { administration });
  }
  if (!connection.automaticDecided) return say('switchAutomatic', { administration });
  await say('done', { administration });
  await setConnectionState(ledger, id, 'active', now());
  return { kind: 'ready', yukiDomain: administration.domainId, automatic: connection.settings.automatic };
}

async function storeMasterData(
  ledger: Ledger,
  entity: FocusEntityId,
  account: Parameters<typeof storeTaxRates>[1],
): Promise<void> {
  await storeTaxRates(ledger, account, entity, [{ id: taxRateId, rate: 2100, description: '21%' }], now());
  await storeAccounts(
    ledger,
    companyId,
    [
      { code: '700000', description: 'Sales', enabled: true, type: null, subtype: null },
      { code: '700500', description: 'Old sales', enabled: false, type: null, subtype: null },
    ],
    now(),
  );
  await storeVatCodes(
    ledger,
    companyId,
    [
      {
        description: 'BTW 21%',
        type: 1,
        typeDescription: null,
        percentage: 2100,
        country: null,
        startDate: null,
        endDate: null,
      },
    ],
    now(),
  );
}
