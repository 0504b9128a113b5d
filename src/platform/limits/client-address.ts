import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { isIn, type Networks } from '../config/networks.ts';
import type { Budget } from './counters.ts';

/** Where a request came from: the address of the connection, and the header that proxies add. */
export type Connection = { address: string | undefined; forwardedFor?: string | undefined };

/** The sender of a request, for rate limits. */
export type Client = {
  /** An IPv4 address, or an IPv6 network (/64). Never store, log or show it. */
  address: string;
  /** Whether many people share the address, such as the readers of an onion service. */
  shared: boolean;
};

/** The budget of a shared address is this many times as large as that of any other address. */
const sharedBy = 50;

/** The budget of a client: larger if many people share its address. */
export const forClient = (budget: Budget, { shared }: Pick<Client, 'shared'>): Budget =>
  shared ? { ...budget, quota: budget.quota * sharedBy } : budget;

/**
 * The address to which a rate limit applies; empty if there is none. If the connection comes from a trusted proxy,
 * this is the last address in X-Forwarded-For that is not a trusted proxy. The addresses before it are ignored, because
 * the client may have made them up. An IPv6 network (/64) counts as one address.
 */
export function clientAddress({ address = '', forwardedFor = '' }: Connection, trusted: Networks): string {
  let client = address;
  const forwarded = forwardedFor.split(',');
  while (forwarded.length && isIn(trusted, client)) {
    const before = withoutPort(forwarded.pop()!.trim());
    if (!isIP(before)) break;
    client = before;
  }
  return asCounted(client);
}

/** Removes the port, which some proxies add: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
const withoutPort = (text: string): string =>
  /^\[([^\]]*)\](?::\d+)?$/.exec(text)?.[1] ?? /^([\d.]+):\d+$/.exec(text)?.[1] ?? text;

function asCounted(address: string): string {
  if (!isIP(address)) return '';
  const plain = ipaddr.process(address);
  return plain.kind() === 'ipv6' ? `${ipaddr.IPv6.networkAddressFromCIDR(`${withoutZone(plain)}/64`)}` : `${plain}`;
}

const withoutZone = (address: { toString(): string }): string => address.toString().split('%', 1)[0]!;

/** Whether an address is on this machine or in a private network, where proxies usually are. */
export const isLocalOrPrivate = (address: string): boolean =>
  isIP(address) !== 0 && ['loopback', 'private', 'uniqueLocal', 'linkLocal'].includes(ipaddr.process(address).range());
