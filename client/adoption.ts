/**
 * What stood in Yuki before us, for people: customers whose relation is doubtful, and documents that are there
 * already. A named person chooses; nothing here is sent to Yuki (R-CUST-5, R-DIS-3, S-66).
 */

import type { FocusCustomerId } from '../domain/ids.ts';
import { formatCents } from '../domain/money.ts';
import { linkWithSale, reviewAdoption, type AdoptionProposal } from '../ledger/adoption.ts';
import { audit } from '../ledger/audit.ts';
import { openCausesBySubject } from '../ledger/causes.ts';
import type { Connection } from '../ledger/connections.ts';
import { decideDoubt, openDoubts, readDoubtById, type CustomerDoubt } from '../ledger/customer-doubts.ts';
import { openRelations } from '../ledger/relation-candidates.ts';
import type { AdoptionAnswer, AdoptedAnswer, DoubtfulCustomerAnswer } from './adoption-answers.ts';
import { knownConnection, livingConnection } from './lookup.ts';
import type { AdoptOrder, ChooseRelationOrder } from './orders.ts';
import { badAnswer, notNow, Refusal } from './refusal.ts';
import type { ConnectorTools } from './tools.ts';

/** Customers of whom a person has to say which relation they are, the oldest doubt first. */
export async function doubtfulCustomers(
  tools: ConnectorTools,
  idText: string,
): Promise<DoubtfulCustomerAnswer[]> {
  const connection = await knownConnection(tools, idText);
  const place = placeOf(connection);
  if (place === null) return [];
  const doubts = await openDoubts(tools.ledger, place);
  return Promise.all(doubts.map((doubt) => showDoubt(tools, place.domainId, doubt)));
}

async function showDoubt(
  tools: ConnectorTools,
  domainId: NonNullable<Connection['domainId']>,
  { customer, why, candidates, snapshot, openedAt }: CustomerDoubt,
): Promise<DoubtfulCustomerAnswer> {
  const relations = await openRelations(tools.ledger, domainId, candidates);
  const { name, vatNumber, nationalNumber, address } = snapshot;
  return {
    customerId: customer.id,
    kind: customer.kind,
    name,
    vatNumber,
    companyNumber: nationalNumber,
    postcode: address.postalCode,
    city: address.city,
    why,
    since: openedAt.toISOString(),
    candidates: relations.map((one) => ({
      relationId: one.id,
      code: one.code,
      type: one.type,
      name: one.name,
      vatNumber: one.vatNumber,
      companyNumber: one.companyNumber,
      postcode: one.postcode,
      city: one.city,
    })),
  };
}

/** A named person says which relation a customer is, or that he is none of them; his documents then go on. */
export async function chooseRelation(
  tools: ConnectorTools,
  idText: string,
  customerText: string,
  { who, reason, relationId }: ChooseRelationOrder,
): Promise<{ connectionId: string; told: string }> {
  const connection = await livingConnection(tools, idText);
  const place = placeOf(connection);
  const doubt =
    place === null ? null : await readDoubtById(tools.ledger, place, customerText as FocusCustomerId);
  if (place === null || doubt === null) throw unknownCustomer();
  const chosen = relationId === null ? null : relationId.toLowerCase();
  if (chosen !== null && (await openRelations(tools.ledger, place.domainId, [chosen])).length === 0)
    throw badAnswer(
      'unknown-relation',
      'Yuki has no relation with this id, as far as it was read.',
      'Choose one of the relations that are listed for the customer, or say that it is a new one.',
    );
  const decision =
    chosen === null ? { kind: 'new' as const } : { kind: 'relation' as const, relationId: chosen };
  const isFirst = await decideDoubt(tools.ledger, place, doubt.customer, decision, tools.now());
  if (!isFirst)
    throw notNow(
      'customer-decided',
      'Somebody has chosen for this customer before.',
      'Look at the documents of the customer; they go on by themselves.',
    );
  const { id: customerId } = doubt.customer;
  await audit(
    tools.ledger,
    {
      connectionId: connection.id,
      who,
      what: 'relation-chosen',
      params: { customerId, relationId: chosen, reason },
    },
    tools.now(),
  );
  // Other entities of the account may wait for the same customer.
  for (const cause of await openCausesBySubject(tools.ledger, 'customer-doubtful', customerId))
    await tools.temporal.signalHold(cause.connectionId, cause.id, 'changed');
  return { connectionId: connection.id, told: 'relation-chosen' };
}

function unknownCustomer(): Refusal {
  return new Refusal({
    status: 404,
    type: 'unknown-customer',
    title: 'Unknown customer',
    detail: 'No customer with this id is doubtful.',
    cure: 'List the doubtful customers of the connection to see their ids.',
  });
}

/** The documents that stand in Yuki already: what agrees in everything, and what only in part. */
export async function adoption(tools: ConnectorTools, idText: string): Promise<AdoptionAnswer> {
  const connection = await knownConnection(tools, idText);
  const { agreeing, differing, doubtfulCustomers: doubtful } = await reviewAdoption(tools.ledger, connection);
  return {
    agreeing: agreeing.map(showProposal),
    differing: differing.map(showProposal),
    doubtfulCustomers: doubtful,
  };
}

function showProposal(proposal: AdoptionProposal): AdoptionAnswer['agreeing'][number] {
  const { sale } = proposal;
  return {
    documentId: proposal.documentId,
    number: proposal.number,
    state: proposal.state,
    customerCode: proposal.customerCode,
    gross: formatCents(proposal.grossCents),
    disagreements: [...proposal.disagreements],
    inYuki: { reference: sale.reference, date: sale.date, gross: formatCents(sale.grossCents) },
  };
}

/**
 * A named person says that documents stand in Yuki: all that agree in everything, or the named ones, which may differ.
 * They are linked without being sent, and their payments are polled from now on.
 */
export async function adopt(
  tools: ConnectorTools,
  idText: string,
  { who, reason, documents }: AdoptOrder,
): Promise<AdoptedAnswer> {
  const connection = await livingConnection(tools, idText);
  const { agreeing, differing } = await reviewAdoption(tools.ledger, connection);
  const proposals = documents === 'agreeing' ? agreeing : chosenFrom([...agreeing, ...differing], documents);
  const causes = new Set<string>();
  let linked = 0;
  for (const { documentId, sale } of proposals) {
    const done = await linkWithSale(tools.ledger, documentId, sale, { who, reason }, tools.now());
    if (done === null) continue;
    linked += 1;
    if (done.leftCause !== null) causes.add(done.leftCause);
  }
  for (const cause of causes) await tools.temporal.signalHold(connection.id, cause as never, 'changed');
  return { connectionId: connection.id, linked };
}

function chosenFrom(proposals: readonly AdoptionProposal[], ids: readonly string[]): AdoptionProposal[] {
  const byId = new Map(proposals.map((proposal) => [proposal.documentId as string, proposal]));
  return ids.map((id) => {
    const proposal = byId.get(id);
    if (proposal !== undefined) return proposal;
    throw badAnswer(
      'not-proposed',
      `Document ${id.slice(0, 20)} is not among those that stand in Yuki already.`,
      'List the adoption of the connection to see which documents can be linked; nothing was linked.',
    );
  });
}

function placeOf({ domainId, focusAccountId }: Connection) {
  return domainId === null || focusAccountId === null ? null : { domainId, accountId: focusAccountId };
}
