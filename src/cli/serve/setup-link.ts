import { createSetupLink } from '../../accounts/links.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';

/** The link that creates the first administrator; null if there is an administrator. */
export async function setupLink(app: App, address: string): Promise<string | null> {
  const made = await run(app, createSetupLink, systemPrincipal, {});
  return made && address + routes.setup({ token: made.token });
}
