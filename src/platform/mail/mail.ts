import { BlockList, isIP } from 'node:net';
import type { Config } from '../config/config.ts';
import { AppError } from '../errors.ts';
import { Counter } from '../metrics/metrics.ts';

export type Attachment = { filename: string; content: Uint8Array; contentType: string };

/** One email. It is plain text, so that it looks the same everywhere and loads nothing. */
export type Mail = {
  to: string;
  subject: string;
  text: string;
  headers?: Readonly<Record<string, string>>;
  attachments?: readonly Attachment[];
  /**
   * Hexadecimal digits by which Kronika recognises reports about this email. They are part of its Message-ID, its
   * envelope id, and its envelope sender. If the email is sent again, it keeps its mark.
   */
  mark?: string;
};

export const mailsCounted = new Counter<'result'>(
  'kronika_mails_total',
  'Emails that the mail server accepted or refused. A refused one may be tried again, and then counts again.',
  [{ result: 'accepted' }, { result: 'refused' }],
);

/** The timeout for each response of the SMTP server, in milliseconds. */
const patience = 20_000;

const near = new BlockList();
for (const [network, bits] of [
  ['127.0.0.0', 8],
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
] as const)
  near.addSubnet(network, bits, 'ipv4');
near.addSubnet('::1', 128, 'ipv6');
near.addSubnet('fc00::', 7, 'ipv6');

/**
 * Whether the connection to a mail server must be encrypted. It need not be on this machine, in a private network, and
 * for names without a dot, as in a network of containers. Elsewhere, someone on the line could hide that the server
 * offers encryption, and read the password and the emails.
 */
export function needsEncryption(url: string): boolean {
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  const version = isIP(host);
  return version ? !near.check(host, version === 6 ? 'ipv6' : 'ipv4') : host.includes('.');
}

/** A connection to the SMTP server, for several emails. */
export type Mailer = {
  /**
   * Returns once the server has accepted the email.
   * @throws AppError `mail_refused` with the server's response; `code`: its status code, 0 if there was none
   */
  send(mail: Mail): Promise<void>;
  /** Connects and signs in, without sending anything. @throws AppError `mail_refused` */
  verify(): Promise<void>;
  close(): void;
};

/** @throws AppError `mail_not_set_up` */
export async function openMailer(config: Pick<Config, 'mail'>): Promise<Mailer> {
  const { mail: set } = config;
  if (!set) throw new AppError('mail_not_set_up');
  // Loaded when first needed, because most work sends no email.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url: set.url,
    // A parameter of the URL, `?requireTLS=false`, overrides this.
    requireTLS: needsEncryption(set.url),
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
            // The mark is sent as Message-ID, as envelope sender, and as envelope id (DSN), because it depends on the
            // mail servers which of them a report contains.
            ...(set.bounces && { envelope: { from: set.bounces.replace('@', `+${mark}@`), to } }),
            dsn: { id: mark, return: 'headers', notify: 'failure', recipient: to },
          }),
          ...(attachments && {
            attachments: attachments.map(({ content, ...one }) => ({ ...one, content: Buffer.from(content) })),
          }),
          headers: { 'Auto-Submitted': 'auto-generated', ...headers },
        });
        mailsCounted.add({ result: 'accepted' });
      } catch (cause) {
        mailsCounted.add({ result: 'refused' });
        throw refusal(cause);
      }
    },
    async verify() {
      await transport.verify().catch((cause: unknown) => {
        throw refusal(cause);
      });
    },
    close: () => transport.close(),
  };
}

const refusal = (cause: unknown): AppError =>
  new AppError('mail_refused', {
    details: {
      reason: cause instanceof Error ? cause.message : String(cause),
      code: (cause as { responseCode?: number }).responseCode ?? 0,
    },
    cause,
  });

/** Checks that the SMTP server accepts the connection and the password. @throws AppError like `sendMail` */
export async function checkMailServer(config: Pick<Config, 'mail'>): Promise<void> {
  const mailer = await openMailer(config);
  try {
    await mailer.verify();
  } finally {
    mailer.close();
  }
}

/**
 * Sends an email through the SMTP server, and returns once the server has accepted it.
 * @throws AppError `mail_not_set_up`; `mail_refused` with the server's response
 */
export async function sendMail(config: Pick<Config, 'mail'>, mail: Mail): Promise<void> {
  const mailer = await openMailer(config);
  try {
    await mailer.send(mail);
  } finally {
    mailer.close();
  }
}
