import { z } from 'zod';
import { AppError } from '../platform/errors.ts';
import { defineJob, sendJob } from '../platform/jobs/jobs.ts';
import type { Client } from '../platform/limits/client-address.ts';
import { defineOperation, run, systemPrincipal } from '../platform/operation.ts';
import { deviceSchema, isKnownDevice } from './devices.ts';
import { admitRecovery, admitRecoveryMail } from './guesses.ts';
import { createLink, findAccountByEmail } from './links.ts';
import { canMailLinks } from './mails/link-mail.ts';
import { appendEntries } from './security-log/append-entry.ts';
import { emailSchema } from './tables.ts';

const askedSchema = z.object({
  /** The account's id; 0 if no account has the address. */
  account: z.number().int().nonnegative(),
  /** Whether the person has signed in in this browser before. */
  known: z.boolean(),
});

/**
 * Creates the link that is emailed, and ends earlier ones. Does nothing if there is no such account, if the account is
 * closed or its owner has not joined, or if the owner got too many of these emails recently.
 */
const prepareRecovery = defineOperation({
  name: 'accounts.prepareRecovery',
  permission: ['system'],
  input: askedSchema,
  async prepare({ input, app }) {
    const account = await app.db.read
      .selectFrom('account')
      .select('id')
      .where('id', '=', input.account)
      .where('disabled_at', 'is', null)
      .where('password_hash', 'is not', null)
      .executeTakeFirst();
    return account && (await admitRecoveryMail(app, input)) ? account.id : null;
  },
  async write({ tx, prepared: account, at }) {
    if (account === null) return;
    await tx
      .deleteFrom('one_time_link')
      .where('account_id', '=', account)
      .where('purpose', '=', 'recovery')
      .where('used_at', 'is', null)
      .execute();
    await createLink(tx, { purpose: 'recovery', account, mail: true, at });
    await appendEntries(tx, at, [{ event: 'recovery-asked', by: null, via: 'web', account }]);
  },
});

export const recoveryJob = defineJob({
  name: 'accounts.recovery',
  input: askedSchema,
  handler: ({ app, input }) => run(app, prepareRecovery, systemPrincipal, input),
});

/**
 * Called when someone says that they have forgotten their password. If there is an account with this email address, its
 * owner gets an email with a link. If there is no such account, the response is the same and takes the same time,
 * because everything else happens in a job.
 * @throws AppError `mail_not_set_up`, `too_many_attempts`
 */
export const askRecovery = defineOperation({
  name: 'accounts.askRecovery',
  permission: 'anyone',
  input: z.object({
    email: emailSchema,
    client: z.custom<Client | null>().default(null),
    device: deviceSchema,
  }),
  async prepare({ input: { email, client, device }, app, at }) {
    if (!canMailLinks(app.config)) throw new AppError('mail_not_set_up');
    await admitRecovery(app, client);
    return { known: device !== undefined && (await isKnownDevice(app.db.read, device, email.toLowerCase(), at)) };
  },
  async write({ tx, input, prepared: { known } }) {
    const account = await findAccountByEmail(tx, input.email);
    await sendJob(tx, recoveryJob, { account: account?.id ?? 0, known });
  },
});
