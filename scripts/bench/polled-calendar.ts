// When the invoices of the polls are from, the newest first: as many on each of 250 days; and which of them are paid.

import type { IsoDate } from '../../domain/ids.ts';

const days = 250;
const lastDay = Date.UTC(2026, 8, 7);
const dayMs = 86_400_000;

/** Of the invoice at this place, counted from 1. */
export function dateOf(place: number, documents: number): IsoDate {
  const day = Math.floor(((place - 1) * days) / documents);
  return new Date(lastDay - day * dayMs).toISOString().slice(0, 10) as IsoDate;
}

/** How many invoices are of this day or later; they are the first ones. */
export function invoicesSince(date: string, documents: number): number {
  const day = Math.floor((lastDay - Date.parse(date)) / dayMs);
  return Math.min(documents, Math.ceil(((day + 1) * documents) / days));
}

/** Customers pay after a month: the place before the first invoice that is paid. */
export function firstSettled(documents: number): number {
  return Math.floor((documents * 30) / days);
}
