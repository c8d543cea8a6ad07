// The tables of the messages to people as Kysely sees them: who is told, what was written for them, and which matter
// each message told.

import type { Language } from '../domain/catalogue.ts';
import type { ConnectionId } from '../domain/ids.ts';
import type { Concern, News } from '../domain/messages.ts';
import type { ColumnType, Generated } from 'kysely';

/** Sealed text (sealing.ts). */
type Sealed = string;

export type Channel = 'webhook' | 'email';
/** givenUp: the receiver was away for too long; what it told is told anew. dropped: the recipient was removed. */
export type MessageState = 'waiting' | 'sent' | 'givenUp' | 'dropped';

export interface RecipientsTable {
  id: string;
  connectionId: ConnectionId;
  channel: Channel;
  /** An address names a person, and that of a webhook may itself be a secret. */
  address: Sealed;
  /** Null for e-mail. */
  signingSecret: Sealed | null;
  language: Language;
  about: ColumnType<Concern[], string, string>;
  createdAt: Date;
  removedAt: Date | null;
  failingSince: Date | null;
  quietUntil: Date | null;
  /** A short word of ours for what went wrong the last time. */
  lastProblem: string | null;
}

export interface MessagesTable {
  id: string;
  recipientId: string;
  /** The message as it is sent, JSON: the same bytes at each try. */
  content: string;
  state: MessageState;
  tries: Generated<number>;
  nextTryAt: Date | null;
  writtenAt: Date;
  sentAt: Date | null;
}

export interface ToldMattersTable {
  messageId: string;
  recipientId: string;
  matter: string;
  news: News;
  reminders: number;
}

export interface MessageTables {
  recipients: RecipientsTable;
  messages: MessagesTable;
  toldMatters: ToldMattersTable;
}
