// Which network addresses a webhook may lead to. A tenant writes the receiver's address, so by default it must not
// reach into the network in which the worker stands.

import { lookup as resolveName } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** Not reachable from the public internet, or reserved (IANA's special-purpose registries). */
const notPublic = new BlockList();
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  notPublic.addSubnet(network, prefix, 'ipv4');

/** Of the newer addresses only the global unicast ones are public, without tunnels that lead to older ones. */
const globalUnicast = new BlockList();
globalUnicast.addSubnet('2000::', 3, 'ipv6');
const tunnels = new BlockList();
for (const [network, prefix] of [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
] as const)
  tunnels.addSubnet(network, prefix, 'ipv6');

/** Whether this is an IP address that anybody on the internet could reach; false for anything else. */
export function isPublicAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '');
  const family = isIP(plain);
  if (family === 4) return !notPublic.check(plain, 'ipv4');
  if (family === 6) return globalUnicast.check(plain, 'ipv6') && !tunnels.check(plain, 'ipv6');
  return false;
}

export type AddressRefusal = 'not an address' | 'not encrypted' | 'private address';

/** Why this address is not called; null when it may be. */
export function refusedAddress(address: string, toPrivate: boolean): AddressRefusal | null {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'not an address';
  if (toPrivate) return null;
  if (url.protocol !== 'https:') return 'not encrypted';
  const isFigures = /^[\d.]+$|^\[/.test(url.hostname);
  return isFigures && !isPublicAddress(url.hostname) ? 'private address' : null;
}

/** A name led to no address that may be called. */
export class PrivateAddress extends Error {
  override readonly name = 'PrivateAddress';
  readonly code = 'EPRIVATE';
}

/**
 * Resolves a name for one connection and leaves out what is not public. It is asked by the socket itself, so that a
 * name cannot lead elsewhere between a check and the call. An address in figures is never asked for: that is refused before (`refusedAddress`).
 */
export const publicOnly: LookupFunction = (name, options, callback) => {
  resolveName(name, { ...options, all: true }, (error, found) => {
    if (error !== null) return callback(error, '', 0);
    const open = found.filter(({ address }) => isPublicAddress(address));
    const [first] = open;
    if (first === undefined) return callback(new PrivateAddress(`${name} has no public address`), '', 0);
    if (options.all === true) return callback(null, open, 0);
    return callback(null, first.address, first.family);
  });
};
