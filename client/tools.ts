/**
 * What the verbs need from outside, put together by each process (and by tests) once. No verb opens a
 * connection or reads the environment by itself.
 */

import type { Ledger } from '../ledger/open.ts';
import type { TemporalDoor } from './temporal.ts';

export interface ConnectorTools {
  readonly ledger: Ledger;
  readonly temporal: TemporalDoor;
  readonly focus: {
    readonly apiUrl: string;
    readonly authUrl: string;
    /** Null until somebody has set them; authorisation is refused then. */
    readonly clientId: string | null;
    readonly clientSecret: string | null;
  };
  readonly yuki: { readonly beUrl: string; readonly nlUrl: string };
  /** Origin of the console, to which Focus sends people back. */
  readonly consoleUrl: string;
  /** Origin of the Temporal UI for links; null when none is configured. */
  readonly temporalUiUrl: string | null;
  /** What messages to people can do here. */
  readonly messages: {
    /** Whether a mail server is set. */
    readonly email: boolean;
    /** Whether webhooks may lead into our own network, and without encryption. */
    readonly toPrivate: boolean;
  };
  readonly now: () => Date;
  /** How long one step of an unattended connect may take; 60 seconds unless given. */
  readonly stepWaitMs?: number;
}

/** The page of a workflow in the Temporal UI; null without a configured address. */
export function temporalPage(tools: ConnectorTools, workflowId: string): string | null {
  if (tools.temporalUiUrl === null) return null;
  const namespace = encodeURIComponent(tools.temporal.namespace);
  return `${tools.temporalUiUrl}/namespaces/${namespace}/workflows/${encodeURIComponent(workflowId)}`;
}
