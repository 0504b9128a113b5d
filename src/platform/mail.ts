import type { Config } from './config.ts';
import { AppError } from './errors.ts';

export type Attachment = { filename: string; content: Uint8Array; contentType: string };

/** One mail, in plain text: it is read the same everywhere, and nothing in it can be loaded from elsewhere. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  headers?: Readonly<Record<string, string>>;
  attachments?: readonly Attachment[];
  /** Hexadecimal digits by which a report of its delivery names it: part of its Message-ID, its envelope's id, and of the address that such reports come to. The same mail sent twice has the same. */
  mark?: string;
};

/** Milliseconds until an SMTP server that doesn't answer counts as unreachable. */
const patience = 20_000;

/** A connection to the installation's SMTP server, for several mails. */
export type Mailer = {
  /**
   * Returns once the server has taken the mail.
   * @throws AppError `mail_refused` with what the server said; `code`: of its answer, 0 where it gave none
   */
  send(mail: Mail): Promise<void>;
  close(): void;
};

/** @throws AppError `mail_not_set_up` */
export async function openMailer(config: Pick<Config, 'mail'>): Promise<Mailer> {
  const { mail: set } = config;
  if (!set) throw new AppError('mail_not_set_up');
  // Loaded when first needed: most of what Kronika does sends no mail.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: set.url,
    pool: true,
    maxConnections: 1,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const host = /@([\w.-]+)/.exec(set.from)?.[1] ?? 'localhost';
  return {
    async send({ to, subject, text, headers, attachments, mark }) {
      try {
        await transport.sendMail({
          from: set.from,
          to,
          subject,
          text,
          ...(mark && {
            messageId: `<${mark}@${host}>`,
            // Three ways for a report to name it; which of them comes back is up to the servers on its way.
            ...(set.bounces && { envelope: { from: set.bounces.replace('@', `+${mark}@`), to } }),
            dsn: { id: mark, return: 'headers', notify: 'failure', recipient: to },
          }),
          ...(attachments && {
            attachments: attachments.map(({ content, ...one }) => ({ ...one, content: Buffer.from(content) })),
          }),
          headers: { 'Auto-Submitted': 'auto-generated', ...headers },
        });
      } catch (cause) {
        const code = (cause as { responseCode?: number }).responseCode ?? 0;
        throw new AppError('mail_refused', {
          details: { reason: cause instanceof Error ? cause.message : String(cause), code },
          cause,
        });
      }
    },
    close: () => transport.close(),
  };
}

/**
 * Sends a mail through the installation's SMTP server, and returns once that has taken it.
 * @throws AppError `mail_not_set_up`; `mail_refused` with what the server said
 */
export async function sendMail(config: Pick<Config, 'mail'>, mail: Mail): Promise<void> {
  const mailer = await openMailer(config);
  try {
    await mailer.send(mail);
  } finally {
    mailer.close();
  }
}
