import { z } from 'zod';
import { readBackupState } from '../../../platform/backup/last-backup.ts';
import { readSetting, storeSetting } from '../../../platform/database/settings.ts';
import { AppError } from '../../../platform/errors.ts';
import { defineJob } from '../../../platform/jobs/jobs.ts';
import { sendMail } from '../../../platform/mail/mail.ts';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { defineOperation, run, systemPrincipal, type App } from '../../../platform/operation.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { backupLines } from './words.ts';

const setting = 'backups.told';

/**
 * `since` is when a missing backup was first noticed. `told` is the name of the last backup when the email was sent, or
 * `none`.
 */
type MailState = { since?: string; told?: string };

const noteTold = defineOperation({
  name: 'site.noteLateBackup',
  permission: ['system'],
  onFullDisk: 'runs',
  input: z.object({ since: z.string().optional(), told: z.string().optional() }),
  write: ({ tx, input }) => storeSetting(tx, setting, input),
});

/**
 * Emails administrators if there is no recent backup. They get one email until there is a newer backup, and none if no
 * backup was ever made and automatic backups are off.
 */
export const backupAgeJob = defineJob({
  name: 'site.backupAge',
  input: z.object({}),
  everyHours: 1,
  retries: 0,
  // A jump of the clock makes backups look old, so the job does not run then.
  byClock: true,
  async handler({ app, log }) {
    const state = await readBackupState(app);
    if (!state.late || (!state.made && !app.config.backups)) return;
    const before = ((await readSetting(app.db.read, setting)) ?? {}) as MailState;
    const since = before.since ?? app.now().toISOString();
    const note = (told: string | undefined) => run(app, noteTold, systemPrincipal, { since, told });
    // Without any backup, the first one is late after twice the interval between backups.
    if (!state.made && app.now().getTime() - new Date(since).getTime() <= 2 * app.config.backupEvery)
      return void (await note(before.told));
    const about = state.made?.name ?? 'none';
    if (before.told === about) return;
    log.error({ last: state.made ?? null }, 'there is no recent backup');
    if (await mailAdministrators(app, state, log)) await note(about);
  },
});

/** @returns true if at least one email was sent, or if there is no mail server or no one to send it to */
async function mailAdministrators(
  { db, config, now }: App,
  state: Awaited<ReturnType<typeof readBackupState>>,
  log: { warn(fields: object, message: string): void },
): Promise<boolean> {
  if (!config.mail) return true;
  const { publication } = await loadPublication(db.read);
  const accounts = await db.read
    .selectFrom('account')
    .select(['id', 'email', 'language'])
    .where('disabled_at', 'is', null)
    .where((eb) => eb(eb.val('administrator'), '=', eb.fn.any('roles')))
    .execute();
  let sent = 0;
  for (const { id, email, language } of accounts) {
    const t = messages(language ?? interfaceLanguage(publication));
    const text = [...backupLines(t, state, now()), t('site.backups.what_to_do')].join('\n\n');
    try {
      await sendMail(config, { to: email, subject: t('site.backups.mail_subject', { name: publication.name }), text });
      sent++;
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ account: id, code: error.code, reason: error.details['reason'] }, 'an email was not sent');
    }
  }
  // If the mail server is down, no email is sent, and the next run tries again. One wrong address must not make the
  // others get the email again.
  return sent > 0 || accounts.length === 0;
}
