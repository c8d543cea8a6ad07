// What a connection was told about its export and its rhythm, with the usual values; kept as JSON in its row.

import { defaultPaymentCadence, type PaymentCadence } from '../domain/cadence.ts';

export type Cadence =
  /** `at` is a local time `HH:MM` in the connection's time zone. */
  { readonly kind: 'nightly'; readonly at: string } | { readonly kind: 'every'; readonly minutes: number };

export interface ConnectionSettings {
  readonly automatic: boolean;
  readonly cadence: Cadence;
  /** How often payments are asked for beside the syncs. */
  readonly payments: PaymentCadence;
  readonly timeZone: string;
  readonly defaultAccount: string | null;
  /** By the id of the Focus VAT rate. */
  readonly accountPerRate: Readonly<Record<string, string>>;
  readonly discountAccount: string | null;
  readonly paymentMethod: string;
  readonly creditPaymentMethod: string;
  /** For invoices that were paid in Focus before their export; null: as any other. */
  readonly paidPaymentMethod: string | null;
  /** What becomes of payments that only Focus shows: told to the bookkeeper, or sent to Yuki by a journal (R-PAY-4). */
  readonly paidInFocus: 'report' | 'journal';
  /** Against which account a journal puts them. */
  readonly paidAccount: string | null;
  /** On which account Yuki keeps what customers owe. */
  readonly debtorAccount: string | null;
  /** What may stay open in Yuki of an invoice that counts as paid whole: bank costs and small differences. */
  readonly smallDifferenceCents: number;
  /** The same for discounts for prompt payment, in hundredths of a percent of the invoice. */
  readonly promptDiscount: number;
  readonly allowedCurrencies: readonly string[];
  /** Whether documents take their original PDF along to Yuki (R-PEP-4). */
  readonly sendOriginalPdf: boolean;
  /** Where integer ids of Focus may come from (R-CUST-5). */
  readonly importedIds: 'none';
  /** Whether documents that stand in Yuki already and agree in everything are linked without being asked (S-66). */
  readonly adoption: 'review' | 'proposed';
}

export const defaultSettings: ConnectionSettings = {
  automatic: false,
  cadence: { kind: 'nightly', at: '02:00' },
  payments: defaultPaymentCadence,
  timeZone: 'Europe/Brussels',
  defaultAccount: null,
  accountPerRate: {},
  discountAccount: null,
  paymentMethod: 'ElectronicTransfer',
  creditPaymentMethod: 'ElectronicTransfer',
  paidPaymentMethod: null,
  paidInFocus: 'report',
  paidAccount: null,
  debtorAccount: null,
  smallDifferenceCents: 0,
  promptDiscount: 0,
  allowedCurrencies: ['EUR'],
  sendOriginalPdf: false,
  importedIds: 'none',
  adoption: 'review',
};
