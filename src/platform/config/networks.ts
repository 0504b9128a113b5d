import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;
/** IP addresses and networks, each with the length of its prefix in bits (CIDR). */
export type Networks = readonly (readonly [Address, number])[];

/** Reads an address or a network, such as `192.0.2.1` or `2001:db8::/32`; null if the text is neither. */
export function readNetwork(text: string): Networks[number] | null {
  const [address = '', bits, ...more] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  if (!family || more.length || (bits !== undefined && !(/^\d{1,3}$/.test(bits) && Number(bits) <= most))) return null;
  const given = ipaddr.parse(address);
  const plain = ipaddr.process(address);
  const length = Number(bits ?? most);
  // Here, the text is an IPv4 network written as IPv6 (`::ffff:10.0.0.0/104`).
  if (plain.kind() !== given.kind()) return length < 96 ? null : [plain, length - 96];
  return [plain, length];
}

/** Whether an address is in one of the networks. An IPv4 address written as IPv6 counts as IPv4. */
export function isIn(networks: Networks, address: string): boolean {
  if (!isIP(address)) return false;
  const plain = ipaddr.process(address);
  return networks.some(([network, length]) => network.kind() === plain.kind() && plain.match(network, length));
}
