import { AppError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log/log.ts';
import { sendMail } from '../../../platform/mail/mail.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import { markAlertsNotified } from '../../../evidence/watch/mark-notified.ts';
import { loadUnsentAlerts, type UnsentAlert } from '../../../evidence/watch/views.ts';
import { group } from '../../../platform/text/group.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { findingWords } from './words.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { routes } from '../../routes.ts';

/** The maximum number of alerts in one email. Further alerts are only counted. */
const maxAlerts = 30;

/** Emails new alerts to the people who watch the pages. An email that fails is retried after the next check. */
export async function mailFindings(app: App, log: Log): Promise<void> {
  const { config, db } = app;
  if (!config.mail || !config.publicUrl) return;
  const untold = await loadUnsentAlerts(db.read);
  if (untold.length === 0) return;
  const { publication } = await loadPublication(db.read);
  const nobody = untold.filter((one) => one.email === null).map((one) => one.id);
  await run(app, markAlertsNotified, systemPrincipal, { findings: nobody });
  for (const [email, found] of group(
    untold.flatMap((one) => (one.email === null ? [] : [[one.email, one] as const])),
  )) {
    try {
      const t = messages(found[0]!.language ?? interfaceLanguage(publication));
      await sendMail(config, {
        to: email,
        subject: t('evidence.watch.mail.subject', { name: publication.name, count: found.length }),
        text: textOf(t, found, config.publicUrl),
      });
      await run(app, markAlertsNotified, systemPrincipal, { findings: found.map((one) => one.id) });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      log.warn({ code: error.code, reason: error.details['reason'] }, 'an email about watched pages was not sent');
    }
  }
}

function textOf(t: ReturnType<typeof messages>, found: readonly UnsentAlert[], site: string): string {
  const lines = found
    .slice(0, maxAlerts)
    .map((one) =>
      [
        `${t(`evidence.watch.kind.${one.kind}`)}: ${briefTitle(t, one.source)}`,
        findingWords(t, one),
        site + routes.desk.watchFinding({ finding: String(one.id) }),
      ].join('\n'),
    );
  const more = found.length > maxAlerts ? [t('evidence.watch.mail.more', { count: found.length - maxAlerts })] : [];
  return [...lines, ...more, `${t('evidence.watch.mail.end')}\n${site}${routes.desk.watch()}`].join('\n\n');
}
