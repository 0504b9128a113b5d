import { principalById } from '../accounts/principal-by-id.ts';
import { asAppError } from '../platform/errors.ts';
import { sendMail } from '../platform/mail/mail.ts';
import { interfaceLanguage, messages, type Translate } from '../platform/messages/messages.ts';
import { systemPrincipal, type App, type Principal } from '../platform/operation.ts';
import { loadPublication } from './publication/publication.ts';

/** Errors after which a retry can succeed, because someone has just saved, or something is unreachable or busy. */
const temporary: ReadonlySet<string> = new Set([
  'internal',
  'conflict',
  'reading_busy',
  'database_unreachable',
  'disk_full',
]);

/**
 * Runs what an editor scheduled, in the name of this editor.
 * @param last whether this is the last try, in which a temporary error is a failure too
 * @returns the code of the failure; null if it is done
 * @throws AppError a temporary error, unless it is the last try; the job then runs again
 */
export async function runScheduled(
  { db }: App,
  accountId: number | null,
  last: boolean,
  act: (principal: Principal) => Promise<unknown>,
): Promise<string | null> {
  try {
    await act(accountId === null ? systemPrincipal : await principalById(db.read, accountId, 'system'));
    return null;
  } catch (thrown) {
    const { code } = asAppError(thrown);
    if (!last && temporary.has(code)) throw thrown;
    return code;
  }
}

type FailureMail = { subject: string; text: string; failure: string; path: string };

/**
 * Emails the editor who scheduled something that failed, if email is set up. The desk shows the failure in any case.
 */
export async function mailFailure(
  { db, config }: App,
  accountId: number | null,
  write: (t: Translate) => FailureMail,
): Promise<void> {
  const account =
    accountId === null
      ? undefined
      : await db.read
          .selectFrom('account')
          .select('email')
          .where('id', '=', accountId)
          .where('disabled_at', 'is', null)
          .executeTakeFirst();
  if (!account || !config.mail) return;
  const { publication } = await loadPublication(db.read);
  const { subject, text, failure, path } = write(messages(interfaceLanguage(publication)));
  await sendMail(config, {
    to: account.email,
    subject,
    text: `${text}\n\n${failure}\n\n${config.publicUrl ?? ''}${path}\n`,
  });
}
