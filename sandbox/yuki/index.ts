// The pretend Yuki: two hosts (Belgium and the Netherlands) as request listeners, the acts of the people who work
// in it, and its content as JSON. Whoever uses it opens the sockets.
import type { RequestListener } from 'node:http';
import type { CallLog } from '../infra/call-log.ts';
import type { Clock } from '../infra/clock.ts';
import type { Faults } from '../infra/faults.ts';
import type { Switches } from '../infra/switches.ts';
import { createActs } from './acts.ts';
import type { YukiActs } from './acts.ts';
import { typeDocument } from './by-hand.ts';
import { createListener } from './server.ts';
import { snapshot } from './snapshot.ts';
import type { YukiSnapshot } from './snapshot.ts';
import { YukiState } from './state.ts';
import type { Country } from './state.ts';
import { yukiWorldSchema } from './world.ts';
import type { YukiWorld } from './world.ts';

export type { YukiActs } from './acts.ts';
export type { YukiSnapshot, AdministrationSnapshot, DocumentSnapshot, DomainSnapshot } from './snapshot.ts';
export type { YukiWorld } from './world.ts';

export interface YukiDeps {
  world: { be: YukiWorld; nl: YukiWorld };
  clock: Clock;
  log: CallLog;
  faults: Faults;
  switches: () => Switches;
}

export interface Yuki {
  be: RequestListener;
  nl: RequestListener;
  acts: YukiActs;
  /** Plain JSON, without access keys. */
  state(): { be: YukiSnapshot; nl: YukiSnapshot };
  /** Replaces everything, sessions included; the listeners stay the same. Throws when the world is not right. */
  load(world: { be: YukiWorld; nl: YukiWorld }): void;
}

/** Builds both countries. Throws a ZodError or an Error with a clear sentence when the world is not right. */
export function createYuki(deps: YukiDeps): Yuki {
  const build = (world: YukiWorld, country: Country): YukiState => {
    const state = new YukiState(world, country, deps.clock);
    for (const domain of yukiWorldSchema.parse(world).domains) {
      for (const administration of domain.administrations) {
        const books = state.books(administration.id);
        if (books === null) continue;
        for (const document of administration.documents) typeDocument(state, books, document, 0);
      }
    }
    return state;
  };
  const buildBoth = (world: YukiDeps['world']): { be: YukiState; nl: YukiState } => {
    const both = { be: build(world.be, 'be'), nl: build(world.nl, 'nl') };
    for (const key of both.nl.keys.keys()) {
      if (both.be.keys.has(key)) throw new Error('An access key works in one country only.');
    }
    return both;
  };
  let states = buildBoth(deps.world);
  const listener = (country: Country): RequestListener =>
    createListener({
      state: () => states[country],
      other: () => states[country === 'be' ? 'nl' : 'be'],
      switches: deps.switches,
      log: deps.log,
      faults: deps.faults,
    });
  return {
    be: listener('be'),
    nl: listener('nl'),
    acts: createActs(() => [states.be, states.nl], deps.switches),
    state: () => ({ be: snapshot(states.be, deps.switches()), nl: snapshot(states.nl, deps.switches()) }),
    load(world) {
      states = buildBoth(world);
    },
  };
}
