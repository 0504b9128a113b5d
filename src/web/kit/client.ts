import { isIn } from '../../platform/config/networks.ts';
import { clientAddress, isLocalOrPrivate, type Client } from '../../platform/limits/client-address.ts';
import type { Ctx, Deps } from './context.ts';
import { session } from './desk/session.ts';
import { routes } from '../routes.ts';

type Bindings = { incoming?: { socket?: { remoteAddress?: string } } };

const warned = new WeakSet<Deps>();

/**
 * The client whose budget a request counts against. Null if the request did not come over a connection, because the
 * mirror or a test called the application directly.
 */
export function clientOf(c: Ctx): Client | null {
  const deps = c.get('deps');
  const { trustedProxies, sharedAddresses } = deps.app.config;
  const { incoming } = (c.env ?? {}) as Bindings;
  if (!incoming) return null;
  // The address is undefined if the connection has been closed. All requests without an address share one budget.
  const direct = incoming.socket?.remoteAddress;
  const forwardedFor = c.req.header('x-forwarded-for');
  if (forwardedFor && direct && !trustedProxies.length && isLocalOrPrivate(direct) && !warned.has(deps)) {
    warned.add(deps);
    deps.log.warn({}, 'X-Forwarded-For is ignored: if it is from your proxy, set KRONIKA_TRUSTED_PROXIES');
  }
  const address = clientAddress({ address: direct, forwardedFor }, trustedProxies);
  return { address, shared: isIn(sharedAddresses, address) };
}

/** The IP address of a single reader. Null if many readers share the address, or if there is no client. */
export function ownAddress(c: Ctx): string | null {
  const client = clientOf(c);
  return client && !client.shared ? client.address : null;
}

/** The client or account whose budget a request counts against. `shared`: many people use the same IP address. */
export type Counted = { key: string; account: boolean; shared: boolean };

/**
 * Desk requests count against the account, all others against the client's IP address. Null if the request is not
 * counted.
 */
export async function countedAs(c: Ctx): Promise<Counted | null> {
  const client = clientOf(c);
  if (!client) return null;
  const home = routes.desk.home();
  const who = c.req.path === home || c.req.path.startsWith(`${home}/`) ? await session(c) : null;
  return who
    ? { key: String(who.principal.accountId), account: true, shared: false }
    : { key: client.address, account: false, shared: client.shared };
}
