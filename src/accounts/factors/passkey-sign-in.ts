import { z } from 'zod';
import { defineOperation } from '../../platform/operation.ts';
import type { Client } from '../../platform/limits/client-address.ts';
import { lockAccess } from '../access.ts';
import { deviceSchema, rememberDevice } from '../devices.ts';
import { admitPasskey } from '../guesses.ts';
import { sendsMail, emailOwner } from '../mails/account-mail.ts';
import { appendEntries } from '../security-log/append-entry.ts';
import { browserSchema, openSession } from '../sessions.ts';
import { answerSchema, checkPasskey, placeSchema, spendPasskey } from './passkeys.ts';

/**
 * Opens a session with a passkey alone. The device must have checked its owner (PIN, fingerprint), so the passkey
 * counts as two factors.
 *
 * Returns null if the answer is wrong. Returns `'password-first'` if `endAccess` has ended the account's sessions,
 * tokens and links: then the passkey must be used once together with the password before it works alone again. The keys
 * to sealed items stay locked, because they are encrypted with the password.
 * @throws AppError `too_many_attempts`
 */
export const signInWithPasskey = defineOperation({
  name: 'accounts.signInWithPasskey',
  permission: 'anyone',
  onFullDisk: 'runs',
  input: z.object({
    passkey: answerSchema,
    place: placeSchema,
    client: z.custom<Client | null>().default(null),
    device: deviceSchema,
    browser: browserSchema,
  }),
  async prepare({ input, app, at }) {
    const guess = await admitPasskey(app, input.client);
    const answered = await checkPasskey(app, input, { use: 'sign-in', of: null }, at, { person: true });
    return { guess, answered, mails: sendsMail(app) };
  },
  async write({ tx, input, prepared: { answered, mails }, principal: { via }, at }) {
    if (answered) await lockAccess(tx, answered.accountId);
    const used = answered && (await spendPasskey(tx, answered, at));
    if (!used) return null;
    if (used.passwordFirst) return 'password-first' as const;
    const { accountId } = answered;
    await appendEntries(tx, at, [{ event: 'signed-in', by: accountId, via, account: accountId, with: ['passkey'] }]);
    const opened = await openSession(tx, accountId, at, { identity: null, browser: input.browser });
    const device = await rememberDevice(tx, accountId, input.device, at);
    if (!device.known) await emailOwner(tx, mails, { account: accountId, what: 'device', session: opened.id, at });
    return { ...opened, device };
  },
  async cleanUp({ prepared, failed }) {
    if (prepared.answered && !failed) await prepared.guess.right();
  },
});
