import { clientAddress, isNear } from '../../platform/limits/client-address.ts';
import type { Ctx, Deps } from './context.ts';

type Bindings = { incoming?: { socket?: { remoteAddress?: string } } };

const warned = new WeakSet<Deps>();

/** The client address of a request, for counting. */
export function addressOf(c: Ctx): string {
  const deps = c.get('deps');
  const { trustedProxies } = deps.app.config;
  const address = (c.env as Bindings | undefined)?.incoming?.socket?.remoteAddress;
  const forwardedFor = c.req.header('x-forwarded-for');
  if (forwardedFor && address && !trustedProxies.length && isNear(address) && !warned.has(deps)) {
    warned.add(deps);
    deps.log.warn({}, 'X-Forwarded-For is ignored: if it is from your proxy, set KRONIKA_TRUSTED_PROXIES');
  }
  return clientAddress({ address, forwardedFor }, trustedProxies);
}
