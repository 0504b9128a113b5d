import { z } from 'zod';
import type { Config } from '../../../platform/config.ts';
import type { Mail } from '../../../platform/mail.ts';

/** What is brought to whoever is to be identified. None of what they wrote is in it: nobody can have us send their words. */
export type Challenge = { link: string; subject: string; text: string };

/**
 * A way to find out who writes (docs/comments.md). It is given what the reader typed, and must bring the link to that
 * person and to nobody else; whoever follows it is the one. It keeps nothing and logs nothing: what it is given lives in
 * memory for as long as it sends.
 */
export type IdentificationMethod<Name extends string = string> = {
  /** In settings and in what is sealed. Its words: `comments.identify.NAME.label`, `.hint`, `.error`. */
  name: Name;
  control: 'email' | 'text';
  autocomplete: string;
  /** What was typed, in the one form in which it is sealed and counted. */
  schema: z.ZodType<string>;
  /** Whether this installation can do it. */
  ready(config: Pick<Config, 'mail'>): boolean;
  /** Throws where it could not be brought there. */
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
    // Loaded when first needed, as the mailer is.
    const { sendMail } = await import('../../../platform/mail.ts');
    const mail: Mail = { to: identity, subject, text: `${text}\n\n${link}\n` };
    await sendMail(config, mail);
  },
};

/** Every way there is. A new one is added here, and its words to the messages. */
export const methods = { email } as const;
export type MethodName = keyof typeof methods;
export const methodNames = Object.keys(methods) as [MethodName, ...MethodName[]];
