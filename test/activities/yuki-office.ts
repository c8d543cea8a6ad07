// The desk of the activities before the sandbox's Yuki, which is as strict as the vendor and has a switch for what
// nobody outside knows: documents that it accepts, and some that it refuses.

import { createHash } from 'node:crypto';
import type { PreparedIdentity } from '../../activities/prepare.ts';
import type { SalesInvoice } from '../../domain/document.ts';
import type {
  DocumentId,
  FocusCustomerId,
  IsoDate,
  YukiAdministrationId,
  YukiDomainId,
} from '../../domain/ids.ts';
import { cents } from '../../domain/money.ts';
import { storeYukiKey, storeYukiSession, updateConnection } from '../../ledger/connections.ts';
import { findByFocusId, fixReference, noteFound, storePrepared } from '../../ledger/documents.ts';
import { storeAccounts } from '../../ledger/master-data.ts';
import { startSandbox, type Sandbox } from '../../sandbox/start.ts';
import { routeOf } from '../../sandbox/control/routes.ts';
import type { DocumentSnapshot } from '../../sandbox/yuki/snapshot.ts';
import { renderSalesInvoice } from '../../yuki/invoice-xml.ts';
import { summary } from '../support/ledger-documents.ts';
import { joined, openDesk, type Desk, type Joined } from './desk.ts';

export interface Office {
  readonly desk: Desk;
  readonly sandbox: Sandbox;
  /** A connection to the sandbox's administration. */
  join(): Promise<Joined>;
  /** Ready invoices of 121.00 under these numbers; `accounts` says which one is on another ledger account. */
  ready(
    place: Joined,
    numbers: readonly number[],
    accounts?: Readonly<Record<number, string>>,
  ): Promise<DocumentId[]>;
  /** An act of a bookkeeper in this administration. */
  inYuki(act: string, order: Record<string, unknown>): Promise<void>;
  /** What stands in the books under our references. */
  booked(): DocumentSnapshot[];
  close(): Promise<void>;
}

export async function openOffice(): Promise<Office> {
  const sandbox = await startSandbox({ world: 'small' });
  const { beUrl, accessKey, administrationId, domainId } = sandbox.descriptor.yuki;
  const desk = await openDesk({}, { yukiUrl: beUrl });
  const { ledger, clock } = desk;
  return {
    desk,
    sandbox,
    join: async () => {
      const place = await joined(desk);
      const patch = {
        administrationId: administrationId as YukiAdministrationId,
        domainId: domainId as YukiDomainId,
      };
      await updateConnection(ledger, place.connectionId, patch, clock.now);
      await storeYukiKey(ledger, place.connectionId, accessKey, clock.now);
      await storeYukiSession(ledger, place.connectionId, null, null, clock.now);
      // The chart as it was read last: a bookkeeper may have changed it since.
      const chart = ['700000', '704000'].map((code) => ({
        code,
        description: code,
        enabled: true,
        type: null,
        subtype: null,
      }));
      await storeAccounts(ledger, patch.administrationId, chart, clock.now);
      return { ...place, administrationId: patch.administrationId };
    },
    ready: async ({ connectionId }, numbers, accounts = {}) => {
      await noteFound(
        ledger,
        connectionId,
        numbers.map((number) => summary(number)),
        clock.now,
      );
      const ids: DocumentId[] = [];
      for (const number of numbers) {
        const row = await findByFocusId(ledger, connectionId, `invoice-${number}` as never);
        if (row === null) throw new Error('The document was not found.');
        const message = messageOf(number, accounts[number] ?? '700000');
        await fixReference(ledger, row.id, message.identity.reference);
        await storePrepared(ledger, row.id, { ...message, focusUpdatedAt: row.focusUpdatedAt }, clock.now);
        ids.push(row.id);
      }
      return ids;
    },
    inYuki: async (act, order) => {
      const route = routeOf(sandbox.parts, 'POST', `/yuki/${act}`);
      await route.run(route.schema.parse({ administrationId, ...order }) as never);
    },
    booked: () =>
      sandbox.parts
        .yuki()
        .state()
        .be.domains.flatMap(({ administrations }) => administrations)
        .filter(({ id }) => id === administrationId)
        .flatMap(({ documents }) => documents)
        .filter(({ reference }) => reference.startsWith('2026/')),
    close: async () => {
      await sandbox.close();
      await desk.close();
    },
  };
}

function messageOf(number: number, account: string) {
  const reference = `2026/${number}`;
  const fragment = renderSalesInvoice(invoice(reference, account));
  const identity: PreparedIdentity = {
    reference,
    customerCode: 'F1',
    date: '2026-03-01' as IsoDate,
    grossCents: cents(12_100),
    customerId: 'customer-1' as FocusCustomerId,
    accounts: [account],
    vatCodes: ['1/21'],
  };
  return {
    fragment,
    bytes: Buffer.byteLength(fragment),
    fingerprint: createHash('sha256').update(fragment).digest('hex'),
    identity,
    dueDate: '2026-03-31' as IsoDate,
    customerCode: 'F1',
    warnings: [],
  };
}

function invoice(reference: string, account: string): SalesInvoice {
  return {
    reference,
    subject: `Focus ${reference}`,
    paymentMethod: 'ElectronicTransfer',
    paymentId: null,
    purchaseOrderNumber: null,
    date: '2026-03-01' as IsoDate,
    dueDate: '2026-03-31' as IsoDate,
    currency: 'EUR',
    remarks: null,
    contact: {
      code: 'F1',
      fullName: 'Zeep en Zonen BV',
      firstName: null,
      lastName: null,
      countryCode: 'BE',
      city: 'Gent',
      zipcode: '9000',
      addressLine: 'Veldstraat 1',
      email: null,
      website: null,
      phone: null,
      cocNumber: null,
      vatNumber: null,
      contactType: 'Company',
    },
    lines: [
      {
        description: 'Advies maart',
        remarks: null,
        quantity: '1',
        netCents: cents(10_000),
        vatCents: cents(2_100),
        product: {
          description: `Advies ${account}`,
          salesPrice: '100',
          vatPercentage: 2_100,
          vatType: 1,
          vatDescription: 'BTW 21%',
          account,
        },
      },
    ],
  };
}
