import { z } from 'zod';
import { administrators, emailSchema } from '../../../accounts/tables.ts';
import { findAccountByEmail } from '../../../accounts/links.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { defineOperation } from '../../../platform/operation.ts';
import { refSchema } from '../../refs.ts';
import type { Thing } from '../../things.ts';
import { findSealable, updateSinceSealed } from '../seal.ts';
import { decryptContent, encryptContent, recipientsOf, replaceCiphertext, type Content } from '../sealed-content.ts';
import { requireRecoveryKey, lockCurrentKey } from './recovery-key.ts';
import { rebuildKey } from './rebuild-key.ts';
import { sharesInput } from './test-shares.ts';

/**
 * Opens a sealed item with shares of the recovery key. This is recorded as a change.
 * @throws AppError `not_found`, `not_sealed`, `recovery_shares`; `recovery_not_for_this` if the item was sealed before
 * there was a recovery key
 */
export const openWithShares = defineOperation({
  name: 'record.openWithShares',
  permission: administrators,
  publicItems: 'unseen',
  proof: true,
  onFullDisk: 'runs',
  input: z.object({ thing: refSchema, shares: sharesInput }),
  async prepare({ input, app }) {
    const opened = await open(app.db.read, input);
    await updateSinceSealed(app.db.read, opened.content, opened.thing.id);
    return opened;
  },
  async write({ prepared: { thing, content }, change }) {
    change({ kind: thing.kind, thingId: thing.id, action: 'opened', before: null, after: { recovery: true } });
    return content;
  },
});

/**
 * Opens a sealed item with shares of the recovery key, and encrypts it for one more person. This is needed if a named
 * person has lost their password, or all named people have left.
 * @throws AppError as `openWithShares`; `invalid_input` if the person has no key; `conflict` if the item was encrypted
 * again meanwhile
 */
export const sealForAnother = defineOperation({
  name: 'record.sealForAnother',
  permission: administrators,
  publicItems: 'unseen',
  proof: true,
  input: z.object({ thing: refSchema, shares: sharesInput, person: emailSchema }),
  async prepare({ input, app }) {
    const account = await findAccountByEmail(app.db.read, input.person);
    if (!account?.seal_recipient || account.disabled_at)
      throw new AppError('invalid_input', { fields: [{ path: 'person', message: 'errors.field.seal.noKey' }] });
    const { thing, content, old } = await open(app.db.read, input);
    const recovery = await requireRecoveryKey(app.db.read);
    const recipients = new Set([...(await recipientsOf(app.db.read, thing.id)), account.seal_recipient]);
    const ciphertext = await encryptContent(content, [...recipients, recovery.recipient]);
    return {
      thing,
      person: { account_id: account.id, recipient: account.seal_recipient },
      again: { thingId: thing.id, old, ciphertext, recovery: recovery.id },
    };
  },
  async write({ tx, prepared: { thing, person, again }, change }) {
    await lockCurrentKey(tx, again.recovery);
    if (!(await replaceCiphertext(tx, again))) throw new AppError('conflict');
    await tx
      .insertInto('sealed_for')
      .values({ thing_id: thing.id, ...person })
      .onConflict((at) => at.columns(['thing_id', 'account_id']).doUpdateSet({ recipient: person.recipient }))
      .execute();
    change({
      kind: thing.kind,
      thingId: thing.id,
      action: 'opened',
      before: null,
      after: { recovery: true, for: [person.account_id] },
    });
  },
});

async function open(
  db: Reader,
  input: { thing: string; shares: readonly string[] },
): Promise<{ thing: Thing; content: Content; old: Uint8Array }> {
  const thing = await findSealable(db, input.thing);
  const row = await db
    .selectFrom('sealed_content')
    .select(['ciphertext', 'recovery_key_id'])
    .where('thing_id', '=', thing.id)
    .executeTakeFirst();
  if (!row) throw new AppError('not_sealed');
  if (row.recovery_key_id === null) throw new AppError('recovery_not_for_this');
  const { identity } = await rebuildKey(db, input.shares, (key) => key.id === row.recovery_key_id);
  return { thing, content: await decryptContent(row.ciphertext, identity), old: row.ciphertext };
}
