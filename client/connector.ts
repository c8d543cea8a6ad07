/**
 * The verbs of the connector, one object for every door. Each refuses with a `Refusal` that says what is wrong
 * and what to do; how verbs are asked for and shown is left to the doors.
 */

import * as adoption from './adoption.ts';
import * as authorisation from './authorisation.ts';
import { connect } from './connect.ts';
import { doctor, type DoctorTools } from './doctor.ts';
import * as documents from './documents.ts';
import { confirmMappings } from './mappings.ts';
import * as completeness from './completeness.ts';
import * as dryRun from './dry-run.ts';
import { findings } from './findings.ts';
import { hearNews } from './news.ts';
import * as onboarding from './onboarding.ts';
import * as operating from './operating.ts';
import * as reading from './reading.ts';
import * as recipients from './recipients.ts';
import * as resolving from './resolving.ts';
import { changeSettings, settings } from './settings.ts';
import type { ConnectorTools } from './tools.ts';

type Verb<Rest extends unknown[], Answer> = (tools: ConnectorTools, ...rest: Rest) => Answer;

/** Builds the verbs over tools that stay open for as long as the process that owns them. */
export function createConnector(tools: DoctorTools) {
  const bind =
    <Rest extends unknown[], Answer>(verb: Verb<Rest, Answer>) =>
    (...rest: Rest): Answer =>
      verb(tools, ...rest);
  return {
    beginConnection: bind(authorisation.beginConnection),
    authoriseInBrowser: bind(authorisation.authoriseInBrowser),
    completeAuthorization: bind(authorisation.completeAuthorization),
    authoriseByRefreshToken: bind(authorisation.authoriseByRefreshToken),
    chooseEntity: bind(onboarding.chooseEntity),
    giveYukiAccess: bind(onboarding.giveYukiAccess),
    confirmAdministration: bind(onboarding.confirmAdministration),
    chooseStartDate: bind(onboarding.chooseStartDate),
    moveStartDate: bind(onboarding.moveStartDate),
    confirmMappings: bind(confirmMappings),
    switchAutomatic: bind(onboarding.switchAutomatic),
    settings: bind(settings),
    changeSettings: bind(changeSettings),
    recipients: bind(recipients.recipients),
    addRecipient: bind(recipients.addRecipientTo),
    removeRecipient: bind(recipients.removeRecipientOf),
    tryRecipient: bind(recipients.tryRecipient),
    connect: bind(connect),
    listConnections: bind(reading.listConnections),
    connectionStatus: bind(reading.connectionStatus),
    runs: bind(reading.runs),
    runSummary: bind(reading.runSummary),
    holds: bind(reading.holds),
    findings: bind(findings),
    completeness: bind(completeness.completeness),
    compareNow: bind(completeness.compareNow),
    audit: bind(reading.auditTrail),
    documents: bind(documents.documents),
    document: bind(documents.document),
    doubtfulCustomers: bind(adoption.doubtfulCustomers),
    chooseRelation: bind(adoption.chooseRelation),
    adoption: bind(adoption.adoption),
    adopt: bind(adoption.adopt),
    syncNow: bind(operating.syncNow),
    dryRun: bind(dryRun.dryRun),
    dryRunReport: bind(dryRun.dryRunReport),
    dryRunDocuments: bind(dryRun.dryRunDocuments),
    retry: bind(operating.retry),
    retryHold: bind(operating.retryHold),
    pause: bind(operating.pause),
    resume: bind(operating.resume),
    disconnect: bind(operating.disconnect),
    resolveDocument: bind(resolving.resolveDocument),
    resolveHold: bind(resolving.resolveHold),
    hearNews: bind(hearNews),
    doctor: () => doctor(tools),
  };
}

export type Connector = ReturnType<typeof createConnector>;
