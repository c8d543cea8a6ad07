/**
 * Who is told by message about a connection: shown, added, tried out and removed by a person. Addresses are checked
 * where they are given, because a message that cannot leave helps nobody.
 */

import { composeTrial } from '../domain/message-texts.ts';
import { audit } from '../ledger/audit.ts';
import { writeMessage } from '../ledger/messages.ts';
import {
  addRecipient,
  listRecipients,
  mostRecipients,
  removeRecipient,
  type Recipient,
} from '../ledger/recipients.ts';
import { refusedAddress, type AddressRefusal } from '../post/addresses.ts';
import { knownConnection, livingConnection } from './lookup.ts';
import type { RecipientOrder } from './orders.ts';
import type { AddedRecipientAnswer, RecipientAnswer } from './recipient-answers.ts';
import { badAnswer, notNow, Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

export async function recipients(tools: ConnectorTools, idText: string): Promise<RecipientAnswer[]> {
  const { id } = await knownConnection(tools, idText);
  return (await listRecipients(tools.ledger, id)).map(shown);
}

/** Said twice it is the same recipient; language and concerns are those said last. */
export async function addRecipientTo(
  tools: ConnectorTools,
  idText: string,
  order: RecipientOrder,
): Promise<AddedRecipientAnswer> {
  const connection = await livingConnection(tools, idText);
  const { language, about } = order;
  const place = placeOf(tools, order.address);
  const wished = { ...place, language, about: [...new Set(about)] };
  const added = await addRecipient(tools.ledger, connection.id, wished, tools.now());
  if (added === null)
    throw notNow(
      'too-many-recipients',
      `This connection has ${mostRecipients} recipients already.`,
      'Remove one first, or let one address pass messages on.',
    );
  const { recipient, signingSecret } = added;
  const params = { recipient: recipient.id, channel: place.channel, language, about: wished.about };
  await audit(
    tools.ledger,
    { connectionId: connection.id, who: 'api', what: 'recipient added', params },
    tools.now(),
  );
  return { recipient: shown(recipient), signingSecret };
}

export async function removeRecipientOf(
  tools: ConnectorTools,
  idText: string,
  recipientId: string,
): Promise<RecipientAnswer[]> {
  const connection = await knownConnection(tools, idText);
  if (!(await removeRecipient(tools.ledger, connection.id, recipientId, tools.now())))
    throw unknownRecipient();
  await audit(
    tools.ledger,
    {
      connectionId: connection.id,
      who: 'api',
      what: 'recipient removed',
      params: { recipient: recipientId },
    },
    tools.now(),
  );
  return (await listRecipients(tools.ledger, connection.id)).map(shown);
}

/** Writes a message that says nothing but that messages arrive; it leaves with the next round. */
export async function tryRecipient(
  tools: ConnectorTools,
  idText: string,
  recipientId: string,
): Promise<RecipientAnswer> {
  const connection = await livingConnection(tools, idText);
  const known = await listRecipients(tools.ledger, connection.id);
  const recipient = known.find(({ id }) => id === recipientId);
  if (recipient === undefined) throw unknownRecipient();
  const link = `${tools.consoleUrl}/connections/${connection.id}`;
  const { language } = recipient;
  const name = connection.entityName ?? connection.id;
  const isWritten = await writeMessage(
    tools.ledger,
    recipientId,
    (id) => composeTrial({ id, connectionId: connection.id, name, language, link }, tools.now()),
    tools.now(),
  );
  if (!isWritten)
    throw notNow(
      'message-waits',
      'A message to this recipient is under way already.',
      'Wait until it has arrived; the list of recipients tells when something is wrong.',
    );
  return shown(recipient);
}

const addressCures: Readonly<Record<AddressRefusal, string>> = {
  'not an address': 'Write an e-mail address, or an address that begins with https://.',
  'not encrypted': 'Write an address that begins with https://, or let the operator set WEBHOOKS_TO_PRIVATE.',
  'private address':
    'Write an address that the internet can reach, or let the operator set WEBHOOKS_TO_PRIVATE.',
};

function placeOf(tools: ConnectorTools, text: string): { channel: Recipient['channel']; address: string } {
  if (!/^https?:/i.test(text)) {
    const address = text.replace(/^mailto:/i, '');
    if (!tools.messages.email)
      throw badAnswer(
        'no-mail-server',
        'No mail server is set, so nothing can be sent to an e-mail address.',
        'Let the operator set SMTP_URL and MAIL_FROM, or give the https address of a webhook.',
      );
    if (!/^[^\s<>@,;:"()[\]\\]{1,64}@(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}$/i.test(address))
      throw badAnswer('bad-address', 'This is no e-mail address.', addressCures['not an address']);
    return { channel: 'email', address };
  }
  const refusal = refusedAddress(text, tools.messages.toPrivate);
  if (refusal !== null)
    throw badAnswer('bad-address', `The address cannot be used: ${refusal}.`, addressCures[refusal]);
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    throw badAnswer(
      'bad-address',
      'The address has a name or password in it.',
      'Leave them out: each message is signed instead.',
    );
  url.hash = '';
  return { channel: 'webhook', address: url.href };
}

/** The path of a webhook is often a secret, so that its origin alone is shown. */
function shown(recipient: Recipient): RecipientAnswer {
  const { id, channel, address, language, about, createdAt, failingSince, lastProblem } = recipient;
  return {
    id,
    channel,
    address: channel === 'email' ? address : `${new URL(address).origin}/…`,
    language,
    about: [...about],
    since: createdAt.toISOString(),
    failingSince: failingSince?.toISOString() ?? null,
    problem: lastProblem,
  };
}

function unknownRecipient(): Refusal {
  return new Refusal({
    status: 404,
    type: 'unknown-recipient',
    title: 'Unknown recipient',
    detail: 'This connection has no recipient with this id.',
    cure: 'List the recipients of the connection to see their ids.',
  });
}
