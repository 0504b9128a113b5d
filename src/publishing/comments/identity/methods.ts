import { z } from 'zod';
import type { Config } from '../../../platform/config/config.ts';
import type { Mail } from '../../../platform/mail/mail.ts';

/**
 * The message to the person who is to be identified. It contains nothing of the comment: otherwise anyone could make
 * Kronika send their text to any address.
 */
export type Challenge = { link: string; subject: string; text: string };

/**
 * A way to identify a writer (docs/comments.md), such as by email. It gets what the writer entered, and sends the link
 * to that address; whoever follows the link is identified. A method must not store or log the input.
 */
export type IdentificationMethod<Name extends string = string> = {
  /**
   * The method's name in settings and in encrypted data. Its texts are `comments.identify.NAME.label`, `.hint` and
   * `.error`.
   */
  name: Name;
  control: 'email' | 'text';
  autocomplete: string;
  /** Checks the input, and gives it the canonical form in which it is encrypted and counted. */
  schema: z.core.$ZodType<string>;
  /** Whether this installation can use the method. */
  ready(config: Pick<Config, 'mail'>): boolean;
  /** Sends the link. Throws if that fails. */
  send(config: Pick<Config, 'mail'>, identity: string, challenge: Challenge): Promise<void>;
};

const email: IdentificationMethod<'email'> = {
  name: 'email',
  control: 'email',
  autocomplete: 'email',
  schema: z
    .string('publishing.comments.identify.email.error')
    .trim()
    .max(254, 'publishing.comments.identify.email.error')
    .pipe(z.email('publishing.comments.identify.email.error')),
  ready: ({ mail }) => mail !== null,
  async send(config, identity, { link, subject, text }) {
    // Loaded when first needed, like the mailer.
    const { sendMail } = await import('../../../platform/mail/mail.ts');
    const mail: Mail = { to: identity, subject, text: `${text}\n\n${link}\n` };
    await sendMail(config, mail);
  },
};

/** All methods. To add one, add it here and its texts to the messages. */
export const methods = { email } as const;
export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as [MethodName, ...MethodName[]];
