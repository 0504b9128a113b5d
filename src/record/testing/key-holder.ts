import { randomUUID } from 'node:crypto';
import type { Role } from '../../accounts/tables.ts';
import { newSealKeys } from '../../accounts/secrets.ts';
import { run, type App } from '../../platform/operation.ts';
import { someone } from '../../platform/testing/test-app.ts';
import { sealThing, unseal } from '../protection/seal.ts';
import { haveRecoveryKey } from './recovery-key.ts';

/** Creates an account that has a key, so that items can be sealed for it. */
export async function newKeyHolder(app: App, role: Role) {
  await haveRecoveryKey(app);
  const keys = await newSealKeys('a long enough password');
  const { id } = await app.db.transaction((tx) =>
    tx
      .insertInto('account')
      .values({
        email: `${randomUUID()}@example.org`,
        name: 'N',
        roles: [role],
        password_hash: null,
        disabled_at: null,
        created_at: app.now(),
        seal_recipient: keys.recipient,
        seal_identity: keys.wrapped,
      })
      .returning('id')
      .executeTakeFirstOrThrow(),
  );
  const principal = { ...someone(role), accountId: id };
  return {
    id,
    principal,
    identity: keys.identity,
    seal: (thing: string) => sealThing(app, principal, { thing, for: [id] }),
    sealFor: (thing: string, people: number[]) => sealThing(app, principal, { thing, for: people }),
    sealOn: (on: App, thing: string) => sealThing(on, principal, { thing, for: [id] }),
    unseal: (thing: string) => run(app, unseal, principal, { thing, identity: keys.identity }),
  };
}
