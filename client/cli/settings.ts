/** `settings`: shows by which settings documents are exported, or changes those that are named. */

import { InvalidArgumentError, Option, type Command } from 'commander';
import type { SettingsAnswer } from '../settings-answer.ts';
import type { SettingsOrder } from '../orders.ts';
import { openApi, part } from './api.ts';
import type { Terminal } from './verb.ts';
import { printable, table } from './show.ts';

interface Options {
  readonly currencies?: string[];
  readonly defaultAccount?: string;
  readonly discountAccount?: string;
  readonly account?: Record<string, string | null>;
  readonly paymentMethod?: string;
  readonly creditPaymentMethod?: string;
  readonly paidPaymentMethod?: string;
  readonly paidInFocus?: SettingsOrder['paidInFocus'];
  readonly paidAccount?: string;
  readonly debtorAccount?: string;
  readonly smallDifference?: number;
  readonly promptDiscount?: number;
  readonly originalPdf?: 'on' | 'off';
  readonly syncs?: SettingsOrder['cadence'];
  readonly payments?: SettingsOrder['payments'];
  readonly json?: boolean;
}

/** Gives the command its options and its act. */
export function addSettings(command: Command, terminal: Terminal): void {
  command
    .option('--currencies <codes>', 'currencies that Yuki takes, such as EUR,USD', codes)
    .option('--default-account <code>', 'ledger account of lines that have none; “none” for no default')
    .option(
      '--discount-account <code>',
      'account for discounts on whole documents; “none” leaves them on the lines',
    )
    .option(
      '--account <rate=code>',
      'account of a VAT rate by the rate’s id; “none” takes it away; can be repeated',
      perRate,
    )
    .option('--payment-method <name>', 'Yuki’s payment method for invoices')
    .option('--credit-payment-method <name>', 'the one for credit notes')
    .option(
      '--paid-payment-method <name>',
      'the one for invoices paid before their export; “none” for no own one',
    )
    .addOption(
      new Option(
        '--paid-in-focus <what>',
        'payments that only Focus shows: report them, or send them to Yuki by a journal',
      ).choices(['report', 'journal']),
    )
    .option('--paid-account <code>', 'the account against which a journal puts them; “none” for no account')
    .option('--debtor-account <code>', 'the account of what customers owe, for the journal; “none” for none')
    .option(
      '--small-difference <amount>',
      'what may stay open in Yuki of an invoice that counts as paid, such as 5.00 for bank costs',
      hundredths,
    )
    .option('--prompt-discount <percent>', 'the same for discounts for prompt payment, such as 2', hundredths)
    .addOption(
      new Option('--original-pdf <switch>', 'send the original PDF of Focus along to Yuki').choices([
        'on',
        'off',
      ]),
    )
    .option(
      '--syncs <when>',
      'by itself every night at a time such as 02:00, or every so many minutes: 30m',
      syncs,
    )
    .option(
      '--payments <when>',
      'ask Yuki what was paid, beside the syncs: bank-days, 60m, or with-sync for no more than that',
      payments,
    )
    .action(async (id: string, options: Options) => {
      const api = openApi(terminal.env);
      const path = `/api/connections/${part(id)}/settings`;
      const order = orderOf(options);
      const found =
        Object.keys(order).length === 0
          ? await api.get<SettingsAnswer>(path)
          : await api.send<SettingsAnswer>('PUT', path, order);
      terminal.out(options.json === true ? JSON.stringify(found, null, 2) : showSettings(found));
    });
}

type OfNone = 'defaultAccount' | 'discountAccount' | 'paidPaymentMethod' | 'paidAccount' | 'debtorAccount';

/** “none” takes a choice away; the parser of the command line knows no such thing as null. */
function orderOf(options: Options): SettingsOrder {
  const { currencies, account, paymentMethod, creditPaymentMethod, originalPdf } = options;
  const { smallDifference, promptDiscount } = options;
  const named = <Name extends OfNone>(name: Name) => {
    const text = options[name];
    return text === undefined ? {} : { [name]: orNone(text) };
  };
  return {
    ...named('defaultAccount'),
    ...named('discountAccount'),
    ...named('paidPaymentMethod'),
    ...named('paidAccount'),
    ...named('debtorAccount'),
    ...(options.paidInFocus === undefined ? {} : { paidInFocus: options.paidInFocus }),
    ...(paymentMethod === undefined ? {} : { paymentMethod }),
    ...(creditPaymentMethod === undefined ? {} : { creditPaymentMethod }),
    ...(smallDifference === undefined ? {} : { smallDifferenceCents: smallDifference }),
    ...(promptDiscount === undefined ? {} : { promptDiscount }),
    ...(originalPdf === undefined ? {} : { sendOriginalPdf: originalPdf === 'on' }),
    ...(options.syncs === undefined ? {} : { cadence: options.syncs }),
    ...(options.payments === undefined ? {} : { payments: options.payments }),
    ...(currencies === undefined ? {} : { allowedCurrencies: currencies }),
    ...(account === undefined ? {} : { accountPerRate: account }),
  };
}

function codes(text: string): string[] {
  return text
    .split(',')
    .map((code) => code.trim().toUpperCase())
    .filter((code) => code !== '');
}

/** `5.00` and `2` as whole hundredths. */
function hundredths(text: string): number {
  const [, whole, rest = ''] = /^(\d{1,6})(?:[.,](\d{1,2}))?$/.exec(text) ?? [];
  if (whole === undefined) throw new InvalidArgumentError('Write a number such as 5.00 or 2.');
  return Number(whole) * 100 + Number(rest.padEnd(2, '0'));
}

function syncs(text: string): SettingsOrder['cadence'] {
  const minutes = minutesOf(text);
  if (minutes !== null) return { kind: 'every', minutes };
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(text)) return { kind: 'nightly', at: text };
  throw new InvalidArgumentError('Write a time of the night such as 02:00, or minutes such as 30m.');
}

function payments(text: string): SettingsOrder['payments'] {
  const minutes = minutesOf(text);
  if (minutes !== null) return { kind: 'everyMinutes', minutes };
  if (text === 'bank-days') return { kind: 'bankDays' };
  if (text === 'with-sync') return { kind: 'withSync' };
  throw new InvalidArgumentError('Write bank-days, with-sync, or minutes such as 60m.');
}

/** Minutes from 1 to 1440 written as `60m`; null for anything else. */
function minutesOf(text: string): number | null {
  const minutes = /^\d{1,4}m$/.test(text) ? Number(text.slice(0, -1)) : 0;
  return minutes >= 1 && minutes <= 1440 ? minutes : null;
}

function showSyncs(cadence: SettingsAnswer['cadence']): string {
  return cadence.kind === 'nightly' ? `every night at ${cadence.at}` : `every ${cadence.minutes} minutes`;
}

const paymentWords = {
  bankDays: 'as banks deliver: half-hourly on mornings after working days, hourly by day',
  withSync: 'with the syncs only',
} as const;

function showPayments(cadence: SettingsAnswer['payments']): string {
  return cadence.kind === 'everyMinutes' ? `every ${cadence.minutes} minutes` : paymentWords[cadence.kind];
}

function orNone(text: string): string | null {
  return text === 'none' ? null : text;
}

function perRate(
  text: string,
  before: Record<string, string | null> | undefined,
): Record<string, string | null> {
  const [, rate, code] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (rate === undefined || code === undefined)
    throw new InvalidArgumentError('Write the id of a VAT rate, “=” and an account.');
  return { ...before, [rate]: orNone(code) };
}

const decimal = (hundredth: number): string => (hundredth / 100).toFixed(2);

function showSettings(row: SettingsAnswer): string {
  return [
    `Currencies             ${row.allowedCurrencies.join(', ')}`,
    `Default account        ${row.defaultAccount ?? 'none'}`,
    `Discount account       ${row.discountAccount ?? 'none; the lines bear discounts'}`,
    `Payment method         ${printable(row.paymentMethod)}`,
    `  of credit notes      ${printable(row.creditPaymentMethod)}`,
    `  when paid before     ${printable(row.paidPaymentMethod ?? 'as any other')}`,
    `Paid in Focus only     ${row.paidInFocus === 'journal' ? `sent by a journal, ${row.debtorAccount} against ${row.paidAccount}` : 'reported'}`,
    `Small differences      ${decimal(row.smallDifferenceCents)} may stay open of a paid invoice`,
    `Prompt payment         ${decimal(row.promptDiscount)} % may stay open of a paid invoice`,
    `Original PDF           ${row.sendOriginalPdf ? 'on: sent along to Yuki' : 'off: Yuki makes its own'}`,
    `Syncs by itself        ${showSyncs(row.cadence)}, while automatic sync is on`,
    `Asks what was paid     ${showPayments(row.payments)}`,
    ...(row.vatRates.length === 0
      ? []
      : [
          '',
          table(
            ['VAT rate', 'id', 'account'],
            row.vatRates.map(({ taxRateId, description, account }) => [description, taxRateId, account]),
          ),
        ]),
    ...(row.checkedAgain === 0
      ? []
      : ['', `${row.checkedAgain} documents are checked again by the next sync.`]),
  ].join('\n');
}
