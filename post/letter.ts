// What a delivery is given and what it answers, whichever way it goes.

export interface Letter {
  /** The same at every try; a receiver tells by it that it has the message already. */
  readonly id: string;
  readonly address: string;
  /** The message as it was written, JSON (domain/message-texts.ts). */
  readonly content: string;
  readonly signingSecret: string | null;
}

/** `problem` is a short word for people: never an address, a text of the receiver or a secret. */
export type Delivery = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** The longest that one delivery may take, however the receiver behaves. */
export const longestDelivery = 20_000;
