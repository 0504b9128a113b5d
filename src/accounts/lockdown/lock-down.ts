import { run, type App, type Principal } from '../../platform/operation.ts';
import { beginLockdown } from './lockdown.ts';

/** PostgreSQL's code for a deadlock: two transactions waited for each other, and PostgreSQL has ended one of them. */
const deadlock = '40P01';

/**
 * Begins the lockdown, and tries again after a deadlock. The lockdown deletes from many tables while other transactions
 * write, so there can be deadlocks.
 * @throws AppError `not_permitted`
 */
export async function lockDown(app: App, principal: Principal, why?: string): Promise<{ since: Date }> {
  for (let tries = 1; ; tries++)
    try {
      return await run(app, beginLockdown, principal, {}, why);
    } catch (error) {
      if (tries === 5 || (error as { code?: string }).code !== deadlock) throw error;
    }
}
