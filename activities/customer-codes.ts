/**
 * The code of a document's customer: the one that was decided, else the one of the relation that it is in Yuki, else
 * our own. What is doubtful is left to a person, and nothing is written to Yuki here (R-CUST-3, -5, -11, -12, S-57).
 */

import type { CauseFinding } from '../domain/causes.ts';
import { ownCustomerCode } from '../domain/customers.ts';
import type { CustomerRef, FocusCustomer, FocusDocument } from '../domain/document.ts';
import { matchRelation, type RelationSeeker } from '../domain/relations.ts';
import {
  codeOfRelation,
  CodeTaken,
  decideCustomer,
  findCustomer,
  storeSnapshot,
  type CustomerDecision,
  type CustomerRecord,
} from '../ledger/customers.ts';
import { forgetDoubt, openDoubt, readDoubt, type CustomerDoubt } from '../ledger/customer-doubts.ts';
import { openRelations, relationCandidates, type FoundCandidate } from '../ledger/relation-candidates.ts';
import { readOrBlame, type Read } from './blame.ts';
import type { JoinedConnection } from './connection-record.ts';
import { adoptionOf, ownDecision, recordOf, stillUncodable, type Doubt } from './customer-decisions.ts';
import type { FocusDesk } from './focus-desk.ts';
import { makeRelationsReady } from './relations.ts';
import type { Tools } from './tools.ts';
import type { YukiDesk } from './yuki-desk.ts';

export type CustomerAnswer =
  | {
      readonly kind: 'decided';
      readonly code: string;
      /** The relation in Yuki, where it is known. */
      readonly relationId: string | null;
      /** Null when Focus no longer has it. */
      readonly customer: FocusCustomer | null;
      readonly id: CustomerRef['id'];
    }
  | { readonly kind: 'doubtful'; readonly id: CustomerRef['id'] }
  /** Focus shows it in a way that we cannot read. */
  | { readonly kind: 'unreadable'; readonly finding: CauseFinding }
  /** Focus no longer has it, and without the document there is nothing to look for it by. */
  | { readonly kind: 'needsDocument' };

type Invoicee = FocusDocument['invoicee'];

/** Who the customers of one page of documents are; each is read from Focus once in a run. */
export class CustomerDesk {
  private readonly answers = new Map<string, CustomerAnswer>();
  private isReady = false;
  /** How many were read from Focus. */
  customersRead = 0;

  private readonly tools: Tools;
  private readonly connection: JoinedConnection;
  private readonly focus: FocusDesk;
  private readonly openYuki: () => Promise<YukiDesk>;
  private readonly freshSince: Date;

  constructor(
    tools: Tools,
    connection: JoinedConnection,
    {
      focus,
      openYuki,
      freshSince,
    }: {
      readonly focus: FocusDesk;
      readonly openYuki: () => Promise<YukiDesk>;
      /** Customers and relations read before this moment are read again. */
      readonly freshSince: Date;
    },
  ) {
    this.tools = tools;
    this.connection = connection;
    this.focus = focus;
    this.openYuki = openYuki;
    this.freshSince = freshSince;
  }

  /** `invoicee` is what the document says of the customer, once it was read. */
  async of(ref: CustomerRef, invoicee: Invoicee | null): Promise<CustomerAnswer> {
    const key = `${ref.kind}/${ref.id}`;
    const answered = this.answers.get(key);
    if (answered !== undefined) return answered;
    const answer = await this.find(ref, invoicee);
    if (answer.kind !== 'needsDocument') this.answers.set(key, answer);
    return answer;
  }

  /** Whether a person was asked about this customer in this run already, so that his other documents need no reading. */
  async isDoubtful({ kind, id }: CustomerRef): Promise<boolean> {
    const answered = this.answers.get(`${kind}/${id}`);
    if (answered !== undefined) return answered.kind === 'doubtful';
    const doubt = await readDoubt(this.tools.ledger, this.place(), { kind, id });
    return doubt !== null && doubt.decision === null && this.isFresh(doubt.readAt);
  }

  async isDecided({ kind, id }: CustomerRef): Promise<boolean> {
    if (this.answers.get(`${kind}/${id}`)?.kind === 'decided') return true;
    const { domainId, focusAccountId } = this.connection;
    return (await findCustomer(this.tools.ledger, domainId, focusAccountId, { kind, id })) !== null;
  }

  private async find(ref: CustomerRef, invoicee: Invoicee | null): Promise<CustomerAnswer> {
    const { ledger } = this.tools;
    const { domainId, focusAccountId } = this.connection;
    const known = await findCustomer(ledger, domainId, focusAccountId, ref);
    if (known?.readAt && this.isFresh(known.readAt))
      return decided(ref, known, known.unknownInFocus ? null : known.snapshot);
    const doubt = known === null ? await readDoubt(ledger, this.place(), ref) : null;
    const isStillDoubtful = doubt !== null && doubt.decision === null && this.isFresh(doubt.readAt);
    if (isStillDoubtful) return { kind: 'doubtful', id: ref.id };
    const read = await this.read(ref);
    if ('finding' in read) return { kind: 'unreadable', finding: read.finding };
    const customer = read.found;
    if (customer !== null && customer.id !== ref.id) return await this.followMerge(ref, known, customer);
    if (known !== null) {
      await storeSnapshot(ledger, domainId, focusAccountId, ref, customer, this.tools.clock());
      return decided(ref, known, customer);
    }
    if (customer === null && invoicee === null) return { kind: 'needsDocument' };
    return await this.decide(ref, customer, invoicee, doubt);
  }

  /** Focus answers with the survivor of a merge: both are one relation from now on (R-CUST-12). */
  private async followMerge(
    ref: CustomerRef,
    known: CustomerRecord | null,
    survivor: FocusCustomer,
  ): Promise<CustomerAnswer> {
    const { ledger } = this.tools;
    const { domainId, focusAccountId } = this.connection;
    const now = this.tools.clock();
    const survivorRef = { kind: ref.kind, id: survivor.id };
    let standing = await findCustomer(ledger, domainId, focusAccountId, survivorRef);
    if (known !== null) await storeSnapshot(ledger, domainId, focusAccountId, ref, null, now);
    if (standing === null && known !== null) {
      const { code, relationId } = known;
      await this.adopt(survivorRef, {
        code,
        relationId,
        matchedBy: 'merged',
        shared: true,
        toBeCoded: false,
      });
      standing = await findCustomer(ledger, domainId, focusAccountId, survivorRef);
    }
    if (standing === null) {
      const doubt = await readDoubt(ledger, this.place(), survivorRef);
      return await this.decide(survivorRef, survivor, null, doubt);
    }
    await storeSnapshot(ledger, domainId, focusAccountId, survivorRef, survivor, now);
    return decided(survivorRef, standing, survivor);
  }

  private async decide(
    ref: CustomerRef,
    customer: FocusCustomer | null,
    invoicee: Invoicee | null,
    doubt: CustomerDoubt | null,
  ): Promise<CustomerAnswer> {
    const { ledger } = this.tools;
    const { domainId, focusAccountId } = this.connection;
    const record = customer ?? recordOf(ref, invoicee);
    const decision =
      (await this.chosenByPerson(ref, doubt)) ??
      stillUncodable(doubt, await this.match(ref, record, customer === null));
    if ('why' in decision) {
      await openDoubt(ledger, this.place(), record, decision, this.tools.clock());
      return { kind: 'doubtful', id: ref.id };
    }
    const { code, relationId } = await this.adopt(ref, decision);
    if (doubt !== null && doubt.decision === null) await forgetDoubt(ledger, this.place(), ref);
    await storeSnapshot(ledger, domainId, focusAccountId, ref, customer, this.tools.clock());
    return { kind: 'decided', code, relationId, customer, id: ref.id };
  }

  /** Null when nobody chose, or the chosen relation is gone. */
  private async chosenByPerson(
    ref: CustomerRef,
    doubt: CustomerDoubt | null,
  ): Promise<CustomerDecision | null> {
    const decision = doubt?.decision ?? null;
    if (decision === null) return null;
    if (decision.kind === 'new') return ownDecision(ref, 'person');
    const { domainId } = this.connection;
    const [relation] = await openRelations(this.tools.ledger, domainId, [decision.relationId]);
    if (relation === undefined) {
      await forgetDoubt(this.tools.ledger, this.place(), ref);
      return null;
    }
    return adoptionOf(ref, relation, 'person');
  }

  private async match(
    ref: CustomerRef,
    record: FocusCustomer,
    gone: boolean,
  ): Promise<CustomerDecision | Doubt> {
    await this.makeReady();
    const seeker: RelationSeeker = {
      kind: ref.kind,
      name: record.name,
      vatNumber: record.vatNumber,
      companyNumber: record.nationalNumber,
      address: record.address,
      ownCode: ownCustomerCode(ref),
      gone,
    };
    const { domainId, focusAccountId: accountId } = this.connection;
    const found = await relationCandidates(this.tools.ledger, { domainId, accountId }, ref, seeker);
    const candidates: FoundCandidate[] = [];
    for (const candidate of found) candidates.push(await this.withOwnerInFocus(candidate));
    const match = matchRelation(seeker, candidates);
    switch (match.kind) {
      case 'none':
        return ownDecision(ref, null);
      case 'sure':
        return adoptionOf(
          ref,
          match.candidate.relation,
          match.candidate.owner === 'gone' ? 'merged' : match.by,
        );
      case 'doubtful':
        return { why: match.why, candidates: match.candidates.map(({ relation }) => relation.id) };
    }
  }

  /** A relation of a customer whom Focus no longer has may be that of the customer with whom it was merged. */
  private async withOwnerInFocus(candidate: FoundCandidate): Promise<FoundCandidate> {
    const { ownedBy } = candidate;
    if (candidate.owner !== 'other' || ownedBy === null) return candidate;
    const read = await this.read(ownedBy);
    if ('finding' in read) return candidate;
    const owner = read.found;
    return owner === null || owner.id !== ownedBy.id ? { ...candidate, owner: 'gone' } : candidate;
  }

  /** Keeps the decision; a code that another customer has is shared with him, because it is one relation. */
  private async adopt(
    ref: CustomerRef,
    decision: CustomerDecision,
  ): Promise<{ code: string; relationId: string | null }> {
    const { domainId, focusAccountId } = this.connection;
    const { ledger } = this.tools;
    const keep = (one: CustomerDecision) =>
      decideCustomer(ledger, domainId, focusAccountId, ref, one, this.tools.clock());
    // A relation that is to be coded for another customer gets his code, and only one.
    const standing =
      decision.toBeCoded && decision.relationId !== null
        ? await codeOfRelation(ledger, domainId, decision.relationId)
        : null;
    if (standing !== null) return await keep({ ...decision, code: standing, shared: true });
    try {
      return await keep(decision);
    } catch (error) {
      if (!(error instanceof CodeTaken) || decision.relationId === null) throw error;
      return await keep({ ...decision, shared: true });
    }
  }

  /** Relations and the owners of their old codes are known before anybody is called new. */
  private async makeReady(): Promise<void> {
    if (this.isReady) return;
    const { tools, connection, focus, freshSince } = this;
    await makeRelationsReady(tools, connection, focus, freshSince, this.openYuki);
    this.isReady = true;
  }

  /** One that cannot be read is to blame alone, and its documents wait. */
  private async read(ref: CustomerRef): Promise<Read<FocusCustomer | null>> {
    const { api } = this.focus;
    const read = await readOrBlame(api, () => api.customer(ref), {
      key: 'customer-unreadable',
      subject: ref.id,
    });
    if ('found' in read) this.customersRead += 1;
    return read;
  }

  private isFresh(at: Date): boolean {
    return at.getTime() >= this.freshSince.getTime();
  }

  private place() {
    return { domainId: this.connection.domainId, accountId: this.connection.focusAccountId };
  }
}

function decided(ref: CustomerRef, known: CustomerRecord, customer: FocusCustomer | null): CustomerAnswer {
  return { kind: 'decided', code: known.code, relationId: known.relationId, customer, id: ref.id };
}
