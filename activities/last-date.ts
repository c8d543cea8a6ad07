/** Until when the books are read: documents may be dated ahead of today. */

import { localDate } from '../domain/cadence.ts';
import type { IsoDate } from '../domain/ids.ts';
import type { Tools } from './tools.ts';

const yearMs = 366 * 24 * 60 * 60_000;

export function lastDate(tools: Pick<Tools, 'clock'>): IsoDate {
  return localDate(new Date(tools.clock().getTime() + yearMs));
}
