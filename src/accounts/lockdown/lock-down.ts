import { run, type App, type Principal } from '../../platform/operation.ts';
import { beginLockdown } from './lockdown.ts';

/** PostgreSQL ended one of two transactions that waited for each other. */
const deadlock = '40P01';

/**
 * Begins the lockdown, whatever else is being written: it deletes in many tables, so it can meet a write that holds what
 * it waits for. @throws AppError `not_permitted`
 */
export async function lockDown(app: App, principal: Principal, why?: string): Promise<{ since: Date }> {
  for (let tries = 1; ; tries++)
    try {
      return await run(app, beginLockdown, principal, {}, why);
    } catch (error) {
      if (tries === 5 || (error as { code?: string }).code !== deadlock) throw error;
    }
}
