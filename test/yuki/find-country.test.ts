/** Which country host opens a company: two real sockets, with the traps that were reported (yuki-api 1.1). */

import { afterEach, describe, expect, test } from 'vitest';
import { findCountry } from '../../yuki/find-country.ts';
import type { FindCountryOptions } from '../../yuki/find-country.ts';
import { answer, envelope, fault, openSoapSocket, rejection } from './soap-socket.ts';
import type { Answering, Reply, SoapSocket } from './soap-socket.ts';

const companyId = '6A0DAAAA-0000-4000-8000-000000000001';
const domainId = 'e957aaaa-0000-4000-8000-000000000001';

const administrationXml = (id: string, active = true): string =>
  `<Administration ID="${id}"><Name>Voorbeeld BV</Name><Country>BE</Country><DomainID>${domainId}</DomainID><Active>${active}</Active></Administration>`;

interface HostPlan {
  authenticate?: Reply;
  administrations?: Reply;
  read?: Reply;
  /** Whether the read succeeds only after SetCurrentDomain. */
  needsDomain?: boolean;
}

const noDatabase = fault('Domain has no active database');

function host(plan: HostPlan): Answering {
  let chosen = false;
  return (call) => {
    switch (call.operation) {
      case 'Authenticate':
        return plan.authenticate ?? answer('Authenticate', 'SESSION-OF-HOST');
      case 'Administrations':
        return (
          plan.administrations ??
          answer(
            'Administrations',
            `<Administrations>${administrationXml(companyId.toLowerCase())}</Administrations>`,
          )
        );
      case 'SetCurrentDomain':
        chosen = true;
        return { body: envelope('<SetCurrentDomainResponse/>') };
      default: {
        const good = answer(call.operation, '<GlAccount><code>700000</code></GlAccount>');
        if (plan.needsDomain === true) return chosen ? good : noDatabase;
        return plan.read ?? good;
      }
    }
  };
}

const sockets: SoapSocket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) await socket.close();
});

async function countries(be: HostPlan, nl: HostPlan, more: Partial<FindCountryOptions> = {}) {
  const [beSocket, nlSocket] = [await openSoapSocket(host(be)), await openSoapSocket(host(nl))];
  sockets.push(beSocket, nlSocket);
  const urls = { be: beSocket.url, nl: nlSocket.url };
  const search = () => findCountry({ urls, accessKey: 'KEY', companyId, timeoutMs: 5_000, ...more });
  return { be: beSocket, nl: nlSocket, search };
}

const keyRefused: HostPlan = { authenticate: fault('Invalid access key') };
const othersOnly: HostPlan = {
  administrations: answer(
    'Administrations',
    `<Administrations>${administrationXml('other')}</Administrations>`,
  ),
};

describe('the country', () => {
  test('is that of the host whose data read succeeds; the id is compared without regard to case (R-ONB-6)', async () => {
    const world = await countries({}, {});
    expect(await world.search()).toMatchObject({
      country: 'be',
      administration: { id: companyId.toLowerCase(), domainId },
      accounts: [{ code: '700000' }],
      session: 'SESSION-OF-HOST',
      chosenDomain: null,
    });
    expect(world.be.operations()).toEqual(['Authenticate', 'Administrations', 'GetGLAccountScheme']);
    expect(world.nl.operations()).toEqual([]);
  });

  test('is not that of a host on which only session and list of administrations succeed', async () => {
    const world = await countries({ read: noDatabase }, {});
    expect(await world.search()).toMatchObject({ country: 'nl', chosenDomain: null });
  });

  test('is found when the other host refuses the key at once', async () => {
    const world = await countries(keyRefused, {});
    expect(await world.search()).toMatchObject({ country: 'nl' });
  });

  test('is found by choosing the domain when no read succeeds without', async () => {
    const world = await countries({ read: noDatabase }, { needsDomain: true });
    expect(await world.search()).toMatchObject({ country: 'nl', chosenDomain: domainId });
    expect(world.nl.operations()).toEqual([
      'Authenticate',
      'Administrations',
      'GetGLAccountScheme',
      'SetCurrentDomain',
      'GetGLAccountScheme',
    ]);
    expect(world.be.operations().length + world.nl.operations().length).toBeLessThanOrEqual(10);
  });

  test('is found while the other host cannot be reached', async () => {
    const world = await countries({}, {});
    await world.be.close();
    expect(await world.search()).toMatchObject({ country: 'nl' });
  });
});

describe('a refusal', () => {
  test('of the key on both hosts is about the key', async () => {
    const world = await countries(keyRefused, keyRefused);
    expect(await world.search()).toEqual({
      refused: 'access-key',
      reachable: [],
      evidence: 'Invalid access key',
    });
  });

  test('of a company that the key does not show names those that it shows (R-ONB-4, S-43)', async () => {
    const world = await countries(othersOnly, keyRefused);
    expect(await world.search()).toMatchObject({
      refused: 'company-unknown',
      reachable: [{ id: 'other' }],
      evidence: null,
    });
  });

  test('of the data read is about the right, and the right host’s words are kept', async () => {
    const world = await countries({ read: fault('No rights') }, { read: noDatabase });
    const found = await world.search();
    expect(found).toMatchObject({ refused: 'no-financial-right', evidence: 'No rights' });
    expect(found.reachable).toHaveLength(1);
  });

  test('of an administration that is not active needs no data read', async () => {
    const inactive = answer(
      'Administrations',
      `<Administrations>${administrationXml(companyId, false)}</Administrations>`,
    );
    const world = await countries({ administrations: inactive }, keyRefused);
    expect(await world.search()).toMatchObject({ refused: 'inactive' });
    expect(world.be.operations()).toEqual(['Authenticate', 'Administrations']);
  });

  test('is not concluded while a host that might decide cannot be asked', async () => {
    const world = await countries(keyRefused, {});
    await world.nl.close();
    expect(await rejection(world.search())).toMatchObject({ name: 'YukiUnreachable', delivery: 'not-sent' });
  });

  test('is not concluded from a fault that will pass', async () => {
    const spent = fault('daily rate limit');
    const plans: [HostPlan, HostPlan] = [{ read: spent }, keyRefused];
    const isPassing = (text: string): boolean => text.includes('rate limit');
    const world = await countries(...plans, { isPassing });
    expect(await rejection(world.search())).toMatchObject({
      name: 'YukiFault',
      faultString: 'daily rate limit',
    });
  });

  test('is not concluded from an unknown fault of Authenticate', async () => {
    const world = await countries({ authenticate: fault('Strange') }, keyRefused);
    expect(await rejection(world.search())).toMatchObject({ name: 'YukiFault', operation: 'Authenticate' });
  });

  test('by the budget stops the search with the budget’s own error', async () => {
    const spent = new Error('Out of calls.');
    const world = await countries({}, {}, { beforeCall: () => Promise.reject(spent) });
    expect(await rejection(world.search())).toBe(spent);
  });
});
