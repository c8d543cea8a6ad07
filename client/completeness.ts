/**
 * Whether Focus and Yuki tell the same story for a period, from what was last read of both; and the wish that they be
 * compared again now, which the next run fulfils. Looking costs no call to either system.
 */

import { words, type Language } from '../domain/catalogue.ts';
import { describeCause } from '../domain/cause-texts.ts';
import type { CauseKey } from '../domain/causes.ts';
import type { Difference, Place, Sum } from '../domain/completeness.ts';
import { parseIsoDate, type IsoDate } from '../domain/ids.ts';
import { formatCents } from '../domain/money.ts';
import { readCompleteness, type CompletenessReading } from '../ledger/completeness.ts';
import { paidInFocusOnlyWithin } from '../ledger/paid-in-focus.ts';
import { wishCheck } from '../ledger/completeness-checks.ts';
import type { CompletenessAnswer, DifferenceAnswer } from './completeness-answers.ts';
import { knownConnection, livingConnection } from './lookup.ts';
import { refuseRunUnlessActive, syncNow } from './operating.ts';
import { badAnswer, notNow } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

const foreignShown = 500;
const differencesShown = 1000;

export interface Period {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

export async function completeness(
  tools: ConnectorTools,
  idText: string,
  period: Period,
  language: Language = 'en',
): Promise<CompletenessAnswer> {
  const { id, startDate } = await knownConnection(tools, idText);
  const from = dateGiven('from', period.from) ?? startDate;
  const to = dateGiven('to', period.to);
  if (from === null)
    throw notNow(
      'no-start-date',
      'This connection has no start date yet.',
      'Go on with connecting, or name the first day with “from”.',
    );
  if (to !== null && to < from)
    throw badAnswer(
      'to',
      'The period ends before it begins.',
      'Name a last day that is not before the first.',
    );
  const read = await readCompleteness(tools.ledger, id, { from, to });
  const onlyPaid = await paidInFocusOnlyWithin(tools.ledger, id, { from, to });
  const { completeness: found } = read;
  const sorted = [
    ...found.differences.filter(({ explanation }) => explanation === null),
    ...found.differences.filter(({ explanation }) => explanation !== null),
  ];
  return {
    connectionId: id,
    from,
    to,
    comparedAt: read.comparedAt?.toISOString() ?? null,
    booksReadAt: read.booksReadAt?.toISOString() ?? null,
    underWay: read.isUnderWay,
    complete: read.booksReadAt !== null && found.unexplained === 0,
    focus: found.focus.map(({ currency, sum }) => ({ currency, ...amounts(sum) })),
    parts: found.parts.map(({ place, currency, sum }) => ({
      place: place.kind,
      currency,
      cause: place.kind === 'waiting' ? place.cause : null,
      by: 'by' in place ? place.by : null,
      text: placeText(place, language),
      ...amounts(sum),
    })),
    rates: found.rates.map(({ rate, netCents, vatCents, ...share }) => ({
      ...share,
      rate: rate === null ? null : `${rate / 100}`,
      net: formatCents(netCents),
      vat: formatCents(vatCents),
    })),
    yuki: yukiOf(read),
    paidInFocusOnly: { documents: onlyPaid.documents, amount: formatCents(onlyPaid.amountCents) },
    differences: sorted.slice(0, differencesShown).map((one) => differenceAnswer(one, language)),
    differing: found.differences.length,
    unexplained: found.unexplained,
    unexplainedAmount: formatCents(found.unexplainedCents),
  };
}

function yukiOf({ completeness: found, foreign }: CompletenessReading): CompletenessAnswer['yuki'] {
  return {
    fromFocus: formatCents(found.carried.yukiCents),
    byFocus: formatCents(found.carried.focusCents),
    notReadSince: found.carried.notReadSince,
    foreign: {
      documents: found.foreign.documents,
      gross: formatCents(found.foreign.grossCents),
      sales: foreign.slice(0, foreignShown).map(({ reference, date, grossCents }) => ({
        reference,
        date,
        gross: formatCents(grossCents),
      })),
    },
  };
}

/** Both sides are read again, from this date on, by the run that is answered. */
export async function compareNow(
  tools: ConnectorTools,
  idText: string,
  period: Pick<Period, 'from'>,
): Promise<{ runNumber: number; alreadyRunning: boolean }> {
  const connection = await livingConnection(tools, idText);
  const { id, startDate } = connection;
  const from = dateGiven('from', period.from) ?? startDate;
  refuseRunUnlessActive(connection);
  if (from !== null) await wishCheck(tools.ledger, id, from, tools.now());
  return syncNow(tools, idText);
}

function dateGiven(name: string, text: string | undefined): IsoDate | null {
  if (text === undefined) return null;
  const date = parseIsoDate(text);
  if (date === null)
    throw badAnswer(name, `“${text.slice(0, 20)}” is not a date.`, 'Write a date as 2026-03-31.');
  return date;
}

function amounts({ documents, netCents, vatCents, grossCents }: Sum) {
  return {
    documents,
    net: formatCents(netCents),
    vat: formatCents(vatCents),
    gross: formatCents(grossCents),
  };
}

function placeText(place: Place, language: Language): string {
  if (place.kind === 'waiting')
    return words(language, ({ completeness: texts }) => texts.places.waiting, {
      cause: describeCause(place.cause as CauseKey, place.shown, language).what,
    });
  const by = 'by' in place ? place.by : null;
  return words(language, ({ completeness: texts }) => texts.places[place.kind], {
    named: by !== null,
    by: by ?? '',
  });
}

function differenceAnswer(difference: Difference, language: Language): DifferenceAnswer {
  const { kind, explanation, by, focusCents, yukiCents, differenceCents } = difference;
  const what = words(language, ({ completeness: texts }) => texts.differences[kind]);
  const why = words(language, ({ completeness: texts }) => texts.explanations[explanation ?? 'none'], {
    named: by !== null,
    by: by ?? '',
  });
  return {
    documentId: difference.documentId,
    number: difference.number,
    reference: difference.reference,
    kind,
    focus: formatCents(focusCents),
    yuki: formatCents(yukiCents),
    difference: formatCents(differenceCents),
    explanation,
    text: `${what} ${why}`,
    by,
  };
}
