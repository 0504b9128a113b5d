import { createSetupLink } from '../../accounts/links.ts';
import { house as theHouse, run, type House } from '../../platform/operation.ts';
import { routes } from '../../web/routes.ts';

/** The link that makes the first administrator; null once anybody has an account. */
export async function setupLink(house: House, address: string): Promise<string | null> {
  const made = await run(house, createSetupLink, theHouse, {});
  return made && address + routes.setup({ token: made.token });
}
