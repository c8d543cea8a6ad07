/**
 * One turn of the onboarding: looks at what has been answered, performs the next harmless reads, and says what
 * to ask next. Answers stand in the ledger before the workflow is told, so every step can be repeated (design 3).
 */

import { assertThat } from '../domain/assert.ts';
import { describeCause } from '../domain/cause-texts.ts';
import type { CauseKey } from '../domain/causes.ts';
import type { Durations } from '../domain/durations.ts';
import type { YukiDomainId } from '../domain/ids.ts';
import { proposeAccounts, proposeVatLinks } from '../domain/vat-proposals.ts';
import { audit } from '../ledger/audit.ts';
import {
  emptyOnboarding,
  findByTriple,
  mergeInto,
  openYukiKey,
  readOnboarding,
  setConnectionState,
  storeYukiSession,
  updateConnection,
  writeOnboarding,
  type Connection,
  type OnboardingView,
} from '../ledger/connections.ts';
import { decideEntityTag } from '../ledger/entity-tags.ts';
import { readAccounts, readTaxRates, readVatCodes, storeAccounts } from '../ledger/master-data.ts';
import { forgetSalesReading } from '../ledger/yuki-sales.ts';
import { recogniseYukiText } from '../domain/yuki-messages.ts';
import { YukiFault } from '../yuki/errors.ts';
import { findCountry } from '../yuki/find-country.ts';
import { checkSalesRight } from '../yuki/sales.ts';
import { joinedConnection, knownConnection, scheduleNext } from './connection-record.ts';
import { openFocus } from './focus-desk.ts';
import type { Activities, OnboardingTurn } from './interface.ts';
import { readFocusMasterData, readYukiMasterData } from './master-data.ts';
import { durationsOf, type Tools } from './tools.ts';
import { openYuki } from './yuki-desk.ts';

type Step = Exclude<OnboardingView['step'], 'checking' | 'done'>;

export function onboardingActivities(tools: Tools): Pick<Activities, 'takeOnboardingStep'> {
  return {
    takeOnboardingStep: async ({ connectionId }) => {
      const connection = await knownConnection(tools, connectionId);
      if (connection.mergedInto !== null) return { kind: 'merged', into: connection.mergedInto };
      const turn = new Turn(tools, connection, await durationsOf(tools));
      return await turn.take((await readOnboarding(tools.ledger, connectionId)) ?? emptyOnboarding);
    },
  };
}

class Turn {
  private view: OnboardingView = emptyOnboarding;
  private readonly tools: Tools;
  private connection: Connection;
  private readonly durations: Durations;

  constructor(tools: Tools, connection: Connection, durations: Durations) {
    this.tools = tools;
    this.connection = connection;
    this.durations = durations;
  }

  /** Goes as far as the answers reach. */
  async take(before: OnboardingView): Promise<OnboardingTurn> {
    this.view = { ...before, problem: null };
    const { connection } = this;
    if (connection.focusAccountId === null) return await this.ask('focusAuthorised');
    if (this.view.entities === null) await this.readEntities(connection.focusAccountId);
    if (connection.entityId === null) return await this.ask('chooseEntity');
    if (!this.view.entities?.some(({ id }) => id === connection.entityId))
      return await this.askAgain(
        'chooseEntity',
        { entityId: null, entityName: null },
        'This entity does not exist in the Focus account.',
        'Choose one of the entities listed.',
      );
    if (!connection.hasYukiKey || connection.companyIdTyped === null) return await this.ask('giveYukiAccess');
    if (connection.administrationId === null) {
      const ended = await this.findAdministration(connection.companyIdTyped);
      if (ended !== null) return ended;
    }
    if (!connection.administrationConfirmed) return await this.ask('confirmAdministration');
    if (connection.startDate === null) return await this.ask('chooseStartDate');
    if (!connection.mappingsConfirmed) {
      await this.propose();
      return await this.ask('confirmMappings');
    }
    if (!connection.automaticDecided) return await this.ask('switchAutomatic');
    return await this.finish();
  }

  private async readEntities(focusAccountId: NonNullable<Connection['focusAccountId']>): Promise<void> {
    const focus = openFocus(this.tools, { id: this.connection.id, focusAccountId }, this.durations);
    this.view = { ...this.view, entities: (await focus.api.entities()).map((entity) => ({ ...entity })) };
  }

  /** Region and administration by a real data read; null when the onboarding may go on. */
  private async findAdministration(companyId: string): Promise<OnboardingTurn | null> {
    const { tools, connection, durations } = this;
    const accessKey = await openYukiKey(tools.ledger, connection.id);
    if (accessKey === null) return await this.ask('giveYukiAccess');
    const found = await findCountry({
      urls: tools.yuki,
      accessKey,
      companyId,
      timeoutMs: durations.wireTimeout,
      ...(tools.dispatcher === undefined ? {} : { dispatcher: tools.dispatcher }),
      isPassing: (text) => recogniseYukiText(text)?.cause === 'quota-used',
    });
    this.view = { ...this.view, reachable: found.reachable.map(({ id, name }) => ({ id, name })) };
    if ('refused' in found) return await this.refuseYukiAccess(found.refused);

    const { administration, country } = found;
    const { focusAccountId, entityId } = connection;
    assertThat(
      focusAccountId !== null && entityId !== null,
      'The steps before Yuki’s access have been taken.',
    );
    const twin = await findByTriple(tools.ledger, focusAccountId, entityId, administration.id);
    if (twin !== null && twin.id !== connection.id) return await this.join(twin);

    const now = tools.clock();
    const domainId = administration.domainId ?? (administration.id as string as YukiDomainId);
    const known = {
      administrationId: administration.id,
      administrationName: administration.name,
      domainId,
      country,
    };
    await updateConnection(tools.ledger, connection.id, known, now);
    this.connection = await knownConnection(tools, connection.id);
    await storeYukiSession(
      tools.ledger,
      connection.id,
      found.session,
      new Date(now.getTime() + durations.sessionLife),
      now,
    );
    await storeAccounts(tools.ledger, administration.id, [...found.accounts], now);
    this.view = {
      ...this.view,
      accountsCount: found.accounts.length,
      administration: {
        id: administration.id,
        name: administration.name,
        country: administration.country,
        vatNumber: administration.vatNumber,
        domainId,
      },
    };
    return await this.proveSalesRight();
  }

  /** A harmless read of the Sales service; the module itself shows only at the first document (R-ONB-2). */
  private async proveSalesRight(): Promise<OnboardingTurn | null> {
    const { tools, connection, durations } = this;
    const { administrationId } = connection;
    assertThat(administrationId !== null, 'The administration has been found.');
    try {
      const yuki = await openYuki(tools, connection, durations, 'fresh');
      await checkSalesRight(yuki.services, administrationId);
      return null;
    } catch (error) {
      if (!(error instanceof YukiFault)) throw error;
      const recognised = recogniseYukiText(error.faultString);
      const cause: CauseKey = recognised?.cause === 'module-off' ? 'module-off' : 'yuki-right-missing';
      await updateConnection(
        tools.ledger,
        connection.id,
        { administrationId: null, companyIdTyped: null },
        tools.clock(),
      );
      const { what, how } = describeCause(cause, 'Sales');
      return await this.ask('giveYukiAccess', { cause, what, how });
    }
  }

  private async refuseYukiAccess(
    refused: 'access-key' | 'company-unknown' | 'no-financial-right' | 'inactive',
  ): Promise<OnboardingTurn> {
    const path = 'In Yuki: Settings > Integrations > Web services.';
    const problems = {
      'access-key': {
        cause: 'yuki-access',
        what: 'Yuki refuses the access key, in Belgium and in the Netherlands.',
        how: `Copy the key again. ${path}`,
      },
      'company-unknown': {
        cause: 'administration-gone',
        what: 'The key does not reach an administration with this company id.',
        how: `Compare the company id with the administrations that the key reaches. ${path}`,
      },
      'no-financial-right': {
        cause: 'yuki-right-missing',
        what: 'The access key may not read ledger accounts.',
        how: `Give the key all web services. ${path}`,
      },
      inactive: {
        cause: 'administration-gone',
        what: 'The administration is not active in Yuki.',
        how: 'Activate the administration in Yuki, or give the id of another.',
      },
    } as const;
    const { what, how, cause } = problems[refused];
    await updateConnection(
      this.tools.ledger,
      this.connection.id,
      { companyIdTyped: null },
      this.tools.clock(),
    );
    return await this.ask('giveYukiAccess', { cause, what, how });
  }

  /** This entity and administration are connected already: that connection takes what is newer, and revives. */
  private async join(twin: Connection): Promise<OnboardingTurn> {
    const { tools, connection } = this;
    const now = tools.clock();
    await mergeInto(tools.ledger, connection.id, twin.id, now);
    const sleeps = twin.state === 'disconnected' || twin.state === 'stopped';
    // Nobody has been asked about it since: it looks first, and sends when a person says so (R-ONB-8, S-68).
    const asleep = { awaitsFirstSync: true, settings: { ...twin.settings, automatic: false } };
    if (twin.state === 'disconnected') await updateConnection(tools.ledger, twin.id, asleep, now);
    if (sleeps) await setConnectionState(tools.ledger, twin.id, 'active', now);
    await audit(
      tools.ledger,
      { connectionId: twin.id, who: 'connector', what: sleeps ? 'revived' : 'connectedAgain', params: {} },
      now,
    );
    await tools.door.startConnectionIfMissing(twin.id);
    await writeOnboarding(
      tools.ledger,
      connection.id,
      { ...this.view, step: 'done', useInstead: twin.id },
      now,
    );
    return { kind: 'merged', into: twin.id };
  }

  /** Fetches what is needed to link VAT rates and choose accounts, and proposes both (R-ONB-7). */
  private async propose(): Promise<void> {
    const { tools, durations } = this;
    const connection = await joinedConnection(tools, this.connection.id);
    const { ledger } = tools;
    await readYukiMasterData(tools, connection, durations, 'fresh');
    await readFocusMasterData(tools, connection, durations);
    const taxRates = await readTaxRates(ledger, connection.focusAccountId, connection.entityId);
    const vatCodes = await readVatCodes(ledger, connection.administrationId);
    const accounts = await readAccounts(ledger, connection.administrationId);
    const proposed = proposeVatLinks(taxRates, vatCodes, connection.country);
    this.view = {
      ...this.view,
      taxRates: [...taxRates],
      vatCodes: [...vatCodes],
      proposedVatLinks: [...proposed.links],
      unlinkedTaxRates: [...proposed.unlinked],
      accountsCount: accounts.length,
      proposedAccounts: proposeAccounts(taxRates, accounts, connection.country),
    };
  }

  private async finish(): Promise<OnboardingTurn> {
    const { tools, durations } = this;
    const now = tools.clock();
    const connection = await joinedConnection(tools, this.connection.id);
    await decideEntityTag(tools.ledger, connection, now);
    // Another entity may have read the books long ago; what stands there today decides for this one (R-DIS-3).
    await forgetSalesReading(tools.ledger.db, connection.administrationId);
    if (!connection.settings.automatic)
      await updateConnection(tools.ledger, connection.id, { awaitsFirstSync: true }, now);
    await setConnectionState(tools.ledger, connection.id, 'active', now);
    await scheduleNext(tools, connection, durations);
    await writeOnboarding(tools.ledger, connection.id, { ...this.view, step: 'done' }, now);
    await audit(
      tools.ledger,
      { connectionId: connection.id, who: 'connector', what: 'connected', params: {} },
      now,
    );
    return { kind: 'ready', yukiDomain: connection.domainId, automatic: connection.settings.automatic };
  }

  private async ask(step: Step, problem: OnboardingView['problem'] = null): Promise<OnboardingTurn> {
    this.view = { ...this.view, step, problem };
    await writeOnboarding(this.tools.ledger, this.connection.id, this.view, this.tools.clock());
    return { kind: 'ask', step, problem: problem === null ? null : `${problem.what} ${problem.how}` };
  }

  private async askAgain(
    step: Step,
    forget: Parameters<typeof updateConnection>[2],
    what: string,
    how: string,
  ): Promise<OnboardingTurn> {
    await updateConnection(this.tools.ledger, this.connection.id, forget, this.tools.clock());
    return await this.ask(step, { cause: step, what, how });
  }
}
