import type { Config } from './config.ts';
import { AppError } from './errors.ts';

/** One mail, in plain text: it is read the same everywhere, and nothing in it can be loaded from elsewhere. */
export type Mail = { to: string; subject: string; text: string; headers?: Readonly<Record<string, string>> };

/** Milliseconds until an SMTP server that doesn't answer counts as unreachable. */
const patience = 20_000;

/**
 * Sends a mail through the installation's SMTP server, and returns once that has taken it.
 * @throws AppError `mail_not_set_up`; `mail_refused` with what the server said
 */
export async function sendMail(config: Pick<Config, 'mail'>, mail: Mail): Promise<void> {
  if (!config.mail) throw new AppError('mail_not_set_up');
  // Loaded when first needed: most of what Kronika does sends no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({ url: config.mail.url, connectionTimeout: patience, greetingTimeout: patience, socketTimeout: patience, disableFileAccess: true, disableUrlAccess: true });
  try {
    await transport.sendMail({ from: config.mail.from, to: mail.to, subject: mail.subject, text: mail.text, headers: { 'Auto-Submitted': 'auto-generated', ...mail.headers } });
  } catch (cause) {
    throw new AppError('mail_refused', { details: { reason: cause instanceof Error ? cause.message : String(cause) }, cause });
  } finally {
    transport.close();
  }
}
