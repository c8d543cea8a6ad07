// One pair of documents compared figure by figure: header, sign, net per ledger account, net and VAT per Yuki VAT
// code, and what has been paid.
import type { Pair } from './pairing.ts';
import type { ComparisonOptions, Difference, Expectation, FocusDocument } from './types.ts';

const told = ({ focus, yuki }: Pair): { focusId: string; reference: string } => ({
  focusId: focus.id,
  reference: yuki.reference,
});

const euros = (cents: number): string => {
  const size = Math.abs(cents);
  return `${cents < 0 ? '-' : ''}${Math.floor(size / 100)}.${String(size % 100).padStart(2, '0')}`;
};

const signOf = (document: FocusDocument): number => (document.kind === 'creditNote' ? -1 : 1);

/** Date, total with its sign, due date, payment reference, currency, and that Yuki sent nothing to the customer. */
export function headerDifferences(pair: Pair): Difference[] {
  const { focus, yuki } = pair;
  const differences: Difference[] = [];
  const tell = (kind: string, expected: string, found: string): void => {
    if (expected !== found) differences.push({ kind, ...told(pair), expected, found });
  };
  const gross = signOf(focus) * focus.grossCents;
  tell('date', focus.date ?? '', yuki.date);
  const flipped = gross !== 0 && Math.sign(gross) === -Math.sign(yuki.grossCents);
  tell(flipped ? 'sign' : 'gross', euros(gross), euros(yuki.grossCents));
  if (pair.linked) return differences;
  tell('currency', focus.currency, yuki.currency);
  if (focus.kind === 'invoice') {
    if (focus.dueOn !== null) tell('due-date', focus.dueOn, yuki.dueDate);
    tell('payment-reference', focus.paymentReference ?? '', yuki.paymentId);
  }
  if (yuki.emailed || yuki.sentToPeppol) tell('sent-to-customer', 'no', 'yes');
  return differences;
}

/** Net per ledger account, and net and VAT per Yuki type and percentage. */
export function amountDifferences(pair: Pair, expectation: Expectation): Difference[] {
  const { focus, yuki } = pair;
  const sign = signOf(focus);
  const accounts = new Map<string, number>();
  const nets = new Map<string, number>();
  const unlinked: Difference[] = [];
  for (const line of focus.lines) {
    if (line.netCents === 0) continue;
    const account =
      line.account ??
      expectation.accounts.find((one) => one.taxRateId === line.taxRateId)?.account ??
      expectation.defaultAccount ??
      'no account intended';
    add(accounts, account, sign * line.netCents);
    const code = expectation.vat.find((one) => one.taxRateId === line.taxRateId);
    if (code === undefined) {
      unlinked.push({ kind: 'vat-rate-not-linked', ...told(pair), expected: line.taxRateId });
    } else add(nets, vatKey(code.yukiType, code.percentage), sign * line.netCents);
  }
  const foundAccounts = new Map<string, number>();
  const foundNets = new Map<string, number>();
  for (const line of yuki.lines) {
    add(foundAccounts, line.account, line.netCents);
    add(foundNets, vatKey(line.vatType, line.vatPercentage), line.netCents);
  }
  const spread = focus.discounted ? focus.lines.length : 0;
  return [
    ...unlinked,
    ...sums(pair, 'net-of-account', accounts, foundAccounts, spread),
    ...sums(pair, 'net-of-vat-code', nets, foundNets, spread),
    ...vatSums(pair, expectation),
  ];
}

const vatKey = (type: number, percentage: number): string => `type ${type}, ${percentage} %`;

function add(map: Map<string, number>, key: string, cents: number): void {
  map.set(key, (map.get(key) ?? 0) + cents);
}

function sums(
  pair: Pair,
  kind: string,
  expected: Map<string, number>,
  found: Map<string, number>,
  spread: number,
): Difference[] {
  return [...new Set([...expected.keys(), ...found.keys()])].flatMap((key) => {
    const wanted = expected.get(key) ?? 0;
    const given = found.get(key) ?? 0;
    if (Math.abs(wanted - given) <= spread) return [];
    return [{ kind, ...told(pair), expected: `${key}: ${euros(wanted)}`, found: `${key}: ${euros(given)}` }];
  });
}

/** Focus tells VAT per rate only, so Yuki's codes of one percentage are added up before they are compared. */
function vatSums(pair: Pair, expectation: Expectation): Difference[] {
  const { focus, yuki } = pair;
  const expected = new Map<string, number>();
  const found = new Map<string, number>();
  for (const tax of focus.taxes)
    add(expected, percentOf(focus, tax.rate, expectation), signOf(focus) * tax.taxCents);
  for (const line of yuki.lines) add(found, `${line.vatPercentage} %`, line.vatCents);
  return sums(pair, 'vat', expected, found, 0);
}

/** The percentage of the code to which the rate is linked; without a line of that rate, the rate itself. */
function percentOf(focus: FocusDocument, rate: number, expectation: Expectation): string {
  const line = focus.lines.find((one) => one.rate === rate);
  const code = expectation.vat.find((one) => one.taxRateId === line?.taxRateId);
  return `${code?.percentage ?? Math.round(rate * 10_000) / 100} %`;
}

/** Focus's payments against the money matched in Yuki; 'reversed' when Yuki took back what Focus has. */
export function paymentDifferences(pair: Pair, options: ComparisonOptions): Difference[] | 'reversed' {
  const { focus, yuki } = pair;
  if (focus.kind !== 'invoice' || focus.grossCents <= 0) return [];
  const paid = focus.payments.reduce((sum, payment) => sum + payment.cents, 0);
  const money = yuki.debtorItem
    ? yuki.settlements
        .filter((one) => one.kind === 'money' || one.kind === 'journal')
        .reduce((sum, one) => sum + one.amountCents, 0)
    : focus.grossCents;
  const capped = Math.min(money, focus.grossCents);
  // Focus never takes more than it still has due, which a credit note lowers (R-PAY-7, R-PAY-8).
  const cappedByCredit = Math.min(money, Math.max(0, focus.grossCents - focus.creditedCents));
  if (paid === capped || paid === cappedByCredit) return [];
  if (options.paidElsewhere?.includes(focus.id) === true) return [];
  if (paid > money && options.reversed?.includes(focus.id) === true) return 'reversed';
  return [{ kind: 'payments', ...told(pair), expected: euros(capped), found: euros(paid) }];
}
