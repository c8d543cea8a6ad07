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
  readonly originalPdf?: 'on' | 'off';
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
      new Option('--original-pdf <switch>', 'send the original PDF of Focus along to Yuki').choices([
        'on',
        'off',
      ]),
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

/** “none” takes a choice away; the parser of the command line knows no such thing as null. */
function orderOf(options: Options): SettingsOrder {
  const { currencies, account, paymentMethod, creditPaymentMethod, originalPdf } = options;
  const named = <Name extends 'defaultAccount' | 'discountAccount' | 'paidPaymentMethod'>(name: Name) => {
    const text = options[name];
    return text === undefined ? {} : { [name]: orNone(text) };
  };
  return {
    ...named('defaultAccount'),
    ...named('discountAccount'),
    ...named('paidPaymentMethod'),
    ...(paymentMethod === undefined ? {} : { paymentMethod }),
    ...(creditPaymentMethod === undefined ? {} : { creditPaymentMethod }),
    ...(originalPdf === undefined ? {} : { sendOriginalPdf: originalPdf === 'on' }),
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

function showSettings(row: SettingsAnswer): string {
  return [
    `Currencies             ${row.allowedCurrencies.join(', ')}`,
    `Default account        ${row.defaultAccount ?? 'none'}`,
    `Discount account       ${row.discountAccount ?? 'none; the lines bear discounts'}`,
    `Payment method         ${printable(row.paymentMethod)}`,
    `  of credit notes      ${printable(row.creditPaymentMethod)}`,
    `  when paid before     ${printable(row.paidPaymentMethod ?? 'as any other')}`,
    `Original PDF           ${row.sendOriginalPdf ? 'on: sent along to Yuki' : 'off: Yuki makes its own'}`,
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
