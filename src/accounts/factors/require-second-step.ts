import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { administrators, roles, roleSchema, type Role } from '../tables.ts';
import { readSetting, storeSetting } from '../../platform/database/settings.ts';

const name = 'second-step';

const stored = z.object({ roles: z.array(z.enum(roles)) }).catch({ roles: [] });

/** The roles that need a second step to sign in. */
export async function rolesWithSecondStep(db: Reader): Promise<Role[]> {
  return stored.parse(await readSetting(db, name)).roles;
}

/**
 * Sets which roles need a second step. Accounts with such a role that have no second step must set it up before they
 * can do anything else.
 */
export const requireSecondStep = defineOperation({
  name: 'accounts.requireSecondStep',
  permission: administrators,
  proof: true,
  input: z.object({ roles: z.array(roleSchema).default([]) }),
  async write({ tx, input, change }) {
    const before = await rolesWithSecondStep(tx);
    const after = roles.filter((role) => input.roles.includes(role));
    if (before.join() === after.join()) return;
    await storeSetting(tx, name, { roles: after });
    change({
      kind: 'setting',
      thingId: 0,
      action: 'changed',
      before: { secondStepRoles: before },
      after: { secondStepRoles: after },
    });
  },
});
