import { isIP } from 'node:net';
import type { Place } from '../../../accounts/factors/passkeys.ts';
import type { Ctx } from '../context.ts';

/**
 * The host in the browser's address, for passkeys. Null for an IP address, because a passkey belongs to a host name. A
 * false Host header helps no attacker, because the browser signs the address that it really shows.
 */
export function placeOf(c: Ctx): Place | null {
  const { publicUrl } = c.get('deps').app.config;
  const asked = c.req.header('host') ?? new URL(c.req.url).host;
  const hostname = URL.canParse(`http://${asked}`) ? new URL(`http://${asked}`).hostname : '';
  if (!hostname || hostname.startsWith('[') || isIP(hostname)) return null;
  if (publicUrl && new URL(publicUrl).host === asked) return { host: hostname, origins: [new URL(publicUrl).origin] };
  // Browsers allow passkeys over plain HTTP only where no one can intercept the connection.
  const plain = hostname === 'localhost' || /\.(localhost|onion)$/.test(hostname);
  return { host: hostname, origins: [`https://${asked}`, ...(plain ? [`http://${asked}`] : [])] };
}
