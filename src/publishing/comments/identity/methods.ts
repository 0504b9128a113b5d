import { z } from 'zod';
import type { Config } from '../../../platform/config/config.ts';
import type { Mail } from '../../../platform/mail/mail.ts';

/**
 * The message to the person who must be identified. It contains nothing of the comment: otherwise anyone could make
 * Kronika send any text to any address.
 */
export type Challenge = { link: string; subject: string; text: string };

/**
 * A way to identify a writer, such as by email (docs/comments.md). The method gets the writer's input, and sends the
 * link to that address. Anyone who follows the link is identified. A method must not store or log the input.
 */
export type IdentificationMethod<Name extends string = string> = {
  /**
   * The method's name, in the settings and in encrypted data. Its texts are `comments.identify.NAME.label`, `.hint` and
   * `.error`.
   */
  name: Name;
  control: 'email' | 'text';
  autocomplete: string;
  /** Checks the input, and converts it to the canonical form that is encrypted and counted. */
  schema: z.core.$ZodType<string>;
  /** Whether this installation can use the method. */
  ready(config: Pick<Config, 'mail'>): boolean;
  /** Sends the link. Throws if sending fails. */
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
    // Like the mailer, this is loaded only when it is first needed.
    const { sendMail } = await import('../../../platform/mail/mail.ts');
    const mail: Mail = { to: identity, subject, text: `${text}\n\n${link}\n` };
    await sendMail(config, mail);
  },
};

/** All methods. To add one, add it here, and its texts to `messages/…/comments.json`. */
export const methods = { email } as const;
export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as [MethodName, ...MethodName[]];
