import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { AppError } from '../../platform/errors.ts';
import { dropEnd } from '../../platform/text/drop-end.ts';

/**
 * The kind of network of an IP address. Only `public` addresses may be fetched. For all others, the kind is the reason
 * why the address is refused. An IPv6 address that contains an IPv4 one (mapped, 6to4, NAT64, Teredo, ISATAP) has the
 * kind of this IPv4 address.
 */
export type AddressKind =
  | 'public'
  | 'unspecified'
  | 'loopback'
  | 'private'
  | 'link_local'
  | 'unique_local'
  | 'carrier_nat'
  | 'multicast'
  | 'broadcast'
  | 'reserved'
  | 'platform'
  | 'zoned'
  | 'invalid';

/** Finds all addresses of a host name, as text. Throws or finds none if the name is unknown. */
export type Resolve = (hostname: string) => Promise<string[]>;

const kinds: Record<string, AddressKind> = {
  unspecified: 'unspecified',
  loopback: 'loopback',
  private: 'private',
  linkLocal: 'link_local',
  deprecatedSiteLocal: 'private',
  uniqueLocal: 'unique_local',
  carrierGradeNat: 'carrier_nat',
  multicast: 'multicast',
  broadcast: 'broadcast',
};

// This looks like a public address, but inside Azure's network, Azure's own agent answers at it.
const platformAddresses = new Set(['168.63.129.16']);

/** The kind of network of `address` (dotted IPv4, or IPv6 without brackets). */
export function addressKind(address: string): AddressKind {
  if (isIP(address) === 4) return kindOfV4(ipaddr.IPv4.parse(address));
  if (isIP(address) !== 6) return 'invalid';
  const parsed = ipaddr.IPv6.parse(address);
  // A zone id names a network interface of this machine. Addresses on the web have none.
  if (parsed.zoneId !== undefined && parsed.zoneId !== null) return 'zoned';
  return kindOfV6(parsed);
}

function kindOfV4(address: ipaddr.IPv4): AddressKind {
  if (platformAddresses.has(address.toString())) return 'platform';
  const range = address.range();
  return range === 'unicast' ? 'public' : (kinds[range] ?? 'reserved');
}

function kindOfV6(address: ipaddr.IPv6): AddressKind {
  const inside = v4Inside(address);
  if (inside.length) return inside.map(kindOfV4).find((kind) => kind !== 'public') ?? 'public';
  const range = address.range();
  if (range !== 'unicast') return kinds[range] ?? 'reserved';
  // Of the remaining addresses, only 2000::/3 is assigned as unicast space (RFC 4291, IANA).
  return address.match(ipaddr.IPv6.parse('2000::'), 3) ? 'public' : 'reserved';
}

const nat64 = ipaddr.IPv6.parse('64:ff9b::');

/** The IPv4 addresses that an IPv6 address leads to or through. */
function v4Inside(address: ipaddr.IPv6): ipaddr.IPv4[] {
  const bytes = address.toByteArray();
  const at = (offset: number, flip = 0): ipaddr.IPv4 =>
    new ipaddr.IPv4(bytes.slice(offset, offset + 4).map((byte) => byte ^ flip));
  if (address.isIPv4MappedAddress()) return [at(12)];
  if (address.match(nat64, 96)) return [at(12)];
  const range = address.range();
  if (range === '6to4') return [at(2)];
  // RFC 4380: a Teredo address contains the server's IPv4 address unchanged, and the client's with inverted bits.
  if (range === 'teredo') return [at(4), at(12, 0xff)];
  // RFC 5214, ISATAP: …:0:5efe:a.b.c.d. One bit of the interface id says whether the address is global. It is ignored
  // here.
  const isatap = (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
  return isatap && range === 'unicast' ? [at(12)] : [];
}

/** A URL's host for comparison and lookup: in lower case, without brackets and final dot. */
export function bareHost(hostname: string): string {
  return dropEnd(hostname.toLowerCase().replace(/^\[|\]$/g, ''), /\./);
}

/**
 * Reads the hosts of `KRONIKA_ALLOW_PRIVATE` (as comma-separated text, or as a list): names and addresses, each with or
 * without a port. Returns names in lower case and Punycode, and addresses in normal form.
 * @throws AppError `config_invalid` naming the entry that is not a host
 */
export function parseAllowPrivate(entries: string | readonly string[] | undefined): string[] {
  const parts = typeof entries === 'string' ? entries.split(',') : (entries ?? []);
  return parts
    .map((part) => part.trim())
    .filter(Boolean)
    .map(parseAllowed);
}

function parseAllowed(entry: string): string {
  const refuse = (reason: string): never => {
    throw new AppError('config_invalid', {
      details: { name: 'KRONIKA_ALLOW_PRIVATE', reason: `“${entry}” ${reason}` },
    });
  };
  if (entry.includes('*')) return refuse('has a wildcard; list each host by its name');
  if (/[\s/@?#\\]/.test(entry))
    return refuse('is more than a host; write a host or host:port, without http:// or a path');
  const bracketed = isIP(entry) === 6 ? `[${entry}]` : entry;
  const [, host = '', port] = /^(.*?)(?::(\d+))?$/.exec(bracketed) ?? [];
  if (port !== undefined && (Number(port) < 1 || Number(port) > 65535)) return refuse('has a port outside 1–65535');
  if (!host || !URL.canParse(`http://${host}/`)) return refuse('is not a host');
  const url = new URL(`http://${host}/`);
  if (url.port) return refuse('is not a host');
  return port === undefined ? bareHost(url.hostname) : joinPort(bareHost(url.hostname), Number(port));
}

const joinPort = (host: string, port: number): string => (host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`);

/** The port of a URL's connection. */
export function portOf(url: URL): number {
  return url.port ? Number(url.port) : url.protocol === 'https:' ? 443 : 80;
}

/** Whether the parsed allow list has a URL's host (`byName`), or this host with this port (`byPort`). */
export function allowance(url: URL, allowed: readonly string[]): { byName: boolean; byPort: boolean } {
  const host = bareHost(url.hostname);
  return { byName: allowed.includes(host), byPort: allowed.includes(joinPort(host, portOf(url))) };
}

const systemResolve: Resolve = async (hostname) =>
  (await lookup(hostname, { all: true })).map(({ address }) => address);

/**
 * The addresses of a URL's host, after a check of all of them. If any is not public, the host is refused, unless the
 * parsed allow list has the host (or host:port). The caller must connect to these addresses without another lookup,
 * because its result may differ (DNS rebinding).
 * @throws AppError `fetch_dns`, `fetch_private_address` (details: host, kind)
 */
export async function checkedAddresses(
  url: URL,
  allowed: readonly string[],
  resolve: Resolve = systemResolve,
): Promise<string[]> {
  const host = bareHost(url.hostname);
  const addresses = await addressesOf(host, resolve);
  const { byName, byPort } = allowance(url, allowed);
  if (byName || byPort) return addresses;
  const bad = addresses.map(addressKind).find((kind) => kind !== 'public');
  if (bad) throw new AppError('fetch_private_address', { details: { host, kind: bad } });
  return addresses;
}

async function addressesOf(host: string, resolve: Resolve): Promise<string[]> {
  if (isIP(host)) return [host];
  // RFC 6761: these names always mean this machine, so no resolver is asked.
  if (host === 'localhost' || host.endsWith('.localhost')) return ['127.0.0.1', '::1'];
  const addresses = await resolve(host).catch((cause: unknown) => {
    throw new AppError('fetch_dns', { details: { host }, cause });
  });
  const usable = [...new Set(addresses)];
  if (!usable.length) throw new AppError('fetch_dns', { details: { host } });
  return usable;
}
