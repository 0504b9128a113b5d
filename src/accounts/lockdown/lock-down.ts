import { run, type App, type Principal } from '../../platform/operation.ts';
import { beginLockdown } from './lockdown.ts';

/** PostgreSQL's code for a deadlock: it has ended one of two transactions that waited for each other. */
const deadlock = '40P01';

/**
 * Begins the lockdown, and tries again after a deadlock: it deletes from many tables, so it can wait for a write that
 * waits for it. @throws AppError `not_permitted`
 */
export async function lockDown(app: App, principal: Principal, why?: string): Promise<{ since: Date }> {
  for (let tries = 1; ; tries++)
    try {
      return await run(app, beginLockdown, principal, {}, why);
    } catch (error) {
      if (tries === 5 || (error as { code?: string }).code !== deadlock) throw error;
    }
}
