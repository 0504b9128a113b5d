import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Writing } from '../platform/operation.ts';
import type { Reader, Tx } from '../platform/database/tx.ts';
import { linkKey } from '../platform/signing/link-key.ts';
import { administrators, linkEnd, type LinkPurpose } from './tables.ts';
import { sendsMail, emailOwner } from './mails/account-mail.ts';
import { requireMailedLinks, sendLink } from './mails/link-mail.ts';
import { hashToken, newToken } from './secrets.ts';
import { endAccess } from './sessions.ts';
import { suspendInTeams } from './teams/suspend.ts';

/** Whether Kronika emails a link, instead of giving it to the person who creates it. */
export const mailSchema = z.boolean().default(false);

/**
 * Creates a one-time link. Returns its token, or null if the link is emailed, because the job that sends the email
 * creates a new token.
 */
export async function createLink(
  tx: Tx,
  {
    at,
    token = newToken(),
    ...link
  }: {
    purpose: LinkPurpose;
    account: number | null;
    mail: boolean;
    /** The new address; only for the purpose `email`. */ email?: string;
    /** Default: a random one. */ token?: string;
    at: Date;
  },
): Promise<string | null> {
  const { id } = await tx
    .insertInto('one_time_link')
    .values({
      token_hash: hashToken(token),
      purpose: link.purpose,
      account_id: link.account,
      email: link.email ?? null,
      created_at: at,
      expires_at: linkEnd(link.purpose, at),
      used_at: null,
      mail: link.mail ? 'waiting' : null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  if (!link.mail) return token;
  await sendLink(tx, Number(id));
  return null;
}

/** The token of the setup link that was created at this time. Each process that has the link key can calculate it. */
const setupToken = (key: Buffer, at: Date): string =>
  createHmac('sha256', key).update(`Kronika setup: ${at.toISOString()}`).digest('base64url');

/**
 * The link that creates the first administrator. Earlier links stop working, unless `shared`: then the link of another
 * process is returned, if it is still valid. Returns null if there is an administrator, even if this administrator was
 * only invited and has not set a password yet. Then `kronika account reset` creates a new link.
 */
export const createSetupLink = defineOperation({
  name: 'accounts.createSetupLink',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ shared: z.boolean().default(false) }),
  prepare: async ({ app }) => (app.mark === undefined ? null : await linkKey(app.config.dataDir)),
  async write({ tx, input, prepared: key, at }) {
    await sql`select pg_advisory_xact_lock(hashtext('kronika_setup'))`.execute(tx);
    if (await hasAdministrator(tx)) return null;
    const last = await tx
      .selectFrom('one_time_link')
      .select(['token_hash', 'created_at'])
      .where('purpose', '=', 'setup')
      .where('expires_at', '>', at)
      .where('used_at', 'is', null)
      .executeTakeFirst();
    const known = input.shared && key && last ? setupToken(key, last.created_at) : null;
    if (known && Buffer.from(hashToken(known)).equals(last!.token_hash)) return { token: known };
    await endSetupLinks(tx);
    const token = key ? setupToken(key, at) : newToken();
    return { token: (await createLink(tx, { purpose: 'setup', account: null, mail: false, token, at }))! };
  },
});

/**
 * Ends the link that creates the first administrator. Called whenever an account gets that role. So if two people use
 * the link at the same moment, the second finds it deleted and fails.
 */
export const endSetupLinks = (tx: Tx) => tx.deleteFrom('one_time_link').where('purpose', '=', 'setup').execute();

const hasAdministrator = async (db: Reader): Promise<boolean> =>
  (await db
    .selectFrom('account')
    .select('id')
    .where((eb) => eb(eb.val('administrator'), '=', eb.fn.any('roles')))
    .where('disabled_at', 'is', null)
    .limit(1)
    .executeTakeFirst()) !== undefined;

/**
 * Creates a link for a new password, and ends all access of the account at once. Once the new password is set, the
 * owner can no longer open items that were sealed for the key of the old password.
 */
export const createPasswordLink = defineOperation({
  name: 'accounts.createPasswordLink',
  permission: administrators,
  proof: true,
  endsAccess: ({ input }) => [input.accountId],
  input: z.object({ accountId: z.coerce.number().int().positive(), mail: mailSchema }),
  async prepare({ input, app }) {
    if (input.mail) requireMailedLinks(app.config);
    return { mails: sendsMail(app) };
  },
  async write({ tx, input, prepared, at, change }) {
    const account = await tx
      .selectFrom('account')
      .select(['id', 'disabled_at'])
      .where('id', '=', input.accountId)
      .executeTakeFirst();
    if (!account || account.disabled_at) throw new AppError('not_found');
    await endAccess(tx, account.id, at);
    const token = await createLink(tx, { purpose: 'password', account: account.id, mail: input.mail, at });
    change({ kind: 'account', thingId: account.id, action: 'changed', before: null, after: { passwordLink: true } });
    // An email with the link also reports the event. So the owner gets a separate email only if the link is not
    // emailed.
    if (!input.mail) await emailOwner(tx, prepared.mails, { account: account.id, what: 'link', at });
    return { token };
  },
});

type Reached = { purpose: LinkPurpose; mail: string | null; email_by_administrator: boolean | null };

/**
 * Whether an administrator could use the link: because an administrator handed it over, or because it was emailed to an
 * address that an administrator set.
 */
export const isHandedOver = ({ purpose, mail, email_by_administrator: theirs }: Reached): boolean =>
  mail === null ? purpose === 'password' || purpose === 'join' : purpose !== 'join' && theirs === true;

/** The columns of an account that a new password changes. */
export type NewSecrets = { password_hash: string; seal_recipient: string; seal_identity: Uint8Array };

/** Marks a link as used. If two requests use a link at the same moment, only one of them gets true. */
export async function takeLink(tx: Tx, id: number, at: Date): Promise<boolean> {
  const taken = await tx
    .updateTable('one_time_link')
    .set({ used_at: at })
    .where('id', '=', id)
    .where('used_at', 'is', null)
    .executeTakeFirst();
  return taken.numUpdatedRows > 0n;
}

/**
 * Sets the password that the owner of an account chose with a link, and ends all access that the account had. The owner
 * can no longer open items that were sealed for the key of the old password.
 */
export async function setPasswordByLink(
  { tx, at, change }: Pick<Writing<unknown, unknown>, 'tx' | 'at' | 'change'>,
  {
    account,
    purpose,
    handedOver,
    secrets,
    mails,
  }: {
    account: number;
    purpose: LinkPurpose;
    /** See `isHandedOver`. */ handedOver: boolean;
    secrets: NewSecrets;
    mails: boolean;
  },
): Promise<void> {
  await endAccess(tx, account, at);
  await tx
    .updateTable('account')
    .set((eb) => ({ ...secrets, password_handed_over: handedOver, version: eb('version', '+', 1) }))
    .where('id', '=', account)
    .execute();
  if (handedOver) {
    await tx.updateTable('team_member').set({ confirmed_at: null }).where('account_id', '=', account).execute();
    await suspendInTeams({ tx, at, change }, account, mails);
  }
  const password = purpose === 'recovery' ? 'recovered' : 'set';
  change({ kind: 'account', thingId: account, action: 'changed', before: null, after: { password } });
  if (purpose !== 'join') await emailOwner(tx, mails, { account, what: 'reset', at });
}

/** The link with this token, and its account; null if it can no longer be used. */
export async function findLink(db: Reader, token: string, at: Date) {
  const link = await db
    .selectFrom('one_time_link')
    .leftJoin('account', 'account.id', 'one_time_link.account_id')
    .select([
      'one_time_link.id',
      'one_time_link.purpose',
      'one_time_link.account_id',
      'one_time_link.expires_at',
      'one_time_link.used_at',
      'one_time_link.mail',
      'one_time_link.email as new_email',
      'account.email',
      'account.name',
      'account.disabled_at',
      'account.email_by_administrator',
    ])
    .where('one_time_link.token_hash', '=', hashToken(token))
    .executeTakeFirst();
  if (!link || link.used_at || link.expires_at <= at || link.disabled_at) return null;
  if (link.purpose === 'setup' && (await hasAdministrator(db))) return null;
  return link;
}

export const findAccountByEmail = (db: Reader, email: string) =>
  db
    .selectFrom('account')
    .selectAll()
    .where((eb) => eb(eb.fn<string>('lower', ['email']), '=', email.trim().toLowerCase()))
    .executeTakeFirst();
