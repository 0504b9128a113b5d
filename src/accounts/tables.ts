import type { Generated } from 'kysely';
import { z } from 'zod';
import type { InterfaceLocale } from '../platform/messages/messages.ts';
import type { Principal } from '../platform/operation.ts';

/** The roles of accounts. One account can have several. docs/decisions/0151 says what each role may do. */
export const roles = ['editor', 'monitor', 'lawyer', 'officer', 'administrator', 'desk-reader'] as const;
export type Role = (typeof roles)[number];
export const roleSchema = z.enum(roles);

/*
 * Lists of roles that can run an operation. Only editors can change what readers see, whichever list an operation names
 * (record/permissions.ts).
 */
/** Everyone with an account. */
export const desk = roles;
/** People who work on the record, and on articles and letters. */
export const filing = ['editor', 'monitor'] as const;
/** People who work on court files, laws and requests, and give advice on drafts. */
export const legal = ['editor', 'monitor', 'lawyer'] as const;
/** People who decide what is published. */
export const editors = ['editor'] as const;
/**
 * Whether someone decides what is published: an editor, or the system, which does only what an editor has decided or
 * switched on. A program that uses an editor's token counts as an editor only if the token has the scope to publish.
 */
export const isEditor = (who: Pick<Principal, 'roles' | 'cannotPublish'> | null): boolean =>
  who !== null &&
  !who.cannotPublish &&
  (who.roles.includes('system') || editors.some((role) => who.roles.includes(role)));
/** People who answer when someone asks about their own data. */
export const redacting = ['editor', 'officer'] as const;
/** People who run the installation. */
export const administrators = ['administrator'] as const;
/** People who watch how accounts are used. */
export const oversight = ['administrator', 'officer'] as const;
/** The job that deletes what is past its retention period, and people who do not want to wait for this job. */
export const upkeep = ['system', 'administrator', 'officer'] as const;
/** The system, which publishes the sample data at the first start, and editors, who can publish it later. */
export const sampling = ['system', 'editor'] as const;

/**
 * How many hours a one-time link of each purpose can be used. `setup`: creates the first administrator; `join`: an
 * invitation; `password`: a new password, created by an administrator; `recovery`: a new password, which the owner
 * asked for; `email`: confirms a new email address.
 */
const linkHours = { setup: 24, join: 7 * 24, password: 24, recovery: 1, email: 24 } as const;
export type LinkPurpose = keyof typeof linkHours;
export const linkEnd = (purpose: LinkPurpose, from: Date): Date =>
  new Date(from.getTime() + linkHours[purpose] * 3_600_000);

declare module '../platform/database/tables.ts' {
  interface Tables {
    account: {
      id: Generated<number>;
      email: string;
      name: string;
      password_hash: string | null;
      roles: Role[];
      disabled_at: Date | null;
      created_at: Date;
      version: Generated<number>;
      /** Whether an administrator set the current email address and the owner has not confirmed it. */
      email_by_administrator: Generated<boolean>;
      /**
       * Whether an administrator could have used the link that set the password, for example because the administrator
       * handed over the link.
       */
      password_handed_over: Generated<boolean>;
      seal_recipient: string | null;
      seal_identity: Uint8Array | null;
      language: Generated<InterfaceLocale | null>;
    };
    session: {
      id: Generated<number>;
      token_hash: Uint8Array;
      account_id: number;
      created_at: Date;
      expires_at: Date;
      csrf: string;
      proven_at: Date | null;
      /** The name of the browser, such as “Firefox, Linux”; empty if unknown. */
      browser: string;
      /** The last use, noted at most once a minute. */
      used_at: Date;
      /**
       * When the lock screen of the desk locked the session. Null if it is not locked, or was unlocked afterwards. A
       * session is also locked after some time without use (`isLocked`).
       */
      locked_at: Generated<Date | null>;
    };
    one_time_link: {
      token_hash: Uint8Array;
      id: Generated<number>;
      purpose: LinkPurpose;
      account_id: number | null;
      created_at: Date;
      expires_at: Date;
      used_at: Date | null;
      /** The state of the email with the link; null if its creator hands the link over. */
      mail: Generated<'waiting' | 'sent' | 'failed' | null>;
      mail_at: Generated<Date | null>;
      /**
       * If the email failed: the status code of the mail server, or 0 if there is none, for example because the server
       * did not answer.
       */
      mail_code: Generated<number | null>;
      /** Only for the purpose `email`: the new email address; once the link is used, the former one. */
      email: Generated<string | null>;
    };
    known_device: { token_hash: Uint8Array; account_id: number; expires_at: Date };
  }
}

export const emailSchema = z
  .string()
  .trim()
  .min(1, 'errors.field.email.missing')
  .max(254, 'errors.field.email.bad')
  .pipe(z.email('errors.field.email.bad'));
export const nameSchema = z.string().trim().min(1, 'errors.field.name.missing').max(120, 'errors.field.name.long');
/**
 * A new password. Its length matters; there are no rules about kinds of characters (NIST SP 800-63B,
 * docs/decisions/0141). `requireGoodPassword` refuses what is easy to guess.
 */
export const passwordSchema = z.string().min(12, 'errors.field.password.short').max(1024, 'errors.field.password.long');
/** The publication's names, which a password must not contain. */
export const publicationSchema = z.array(z.string()).default([]);
