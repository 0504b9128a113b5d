import { createSetupLink } from '../../accounts/links.ts';
import { runningProcesses } from '../../platform/one-data-directory.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';

/**
 * The link to the page that creates the first administrator; null if there is an administrator. Each start of the
 * server makes a new link. If other server processes are already running, all of them have the same link.
 */
export async function setupLink(app: App, address: string): Promise<string | null> {
  const shared = app.mark !== undefined && (await runningProcesses(app.db)).length > 1;
  const made = await run(app, createSetupLink, systemPrincipal, { shared });
  return made && address + routes.setup({ token: made.token });
}
