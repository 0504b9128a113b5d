import { askPermission } from '../../../requests/permissions/ask-permission.ts';
import { loadPermissions, type PermissionView } from '../../../requests/permissions/load-permissions.ts';
import { linkDays } from '../../../requests/permissions/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { linksToOne, spend, type Budget } from '../../../platform/limits/counters.ts';
import { sendMail } from '../../../platform/mail/mail.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run, type App, type Principal } from '../../../platform/operation.ts';
import { type Publication } from '../../../publishing/publication/publication.ts';
import { namedIn } from '../../kit/publication.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { routes } from '../../routes.ts';

/** The rate limit for emails of one account: 30 at once, and then one every 48 minutes. */
const mailsOfAccount: Budget = { name: 'permission-mails', quota: 30, window: 86_400 };

/**
 * The result of a request for a permission: the one-time link for the answer, and whether it was emailed. `problem` is
 * the error if the email failed.
 */
export type RequestResult = { link: string; version: number; mailed: boolean; problem: AppError | null };

/**
 * Whether a request can be emailed: this needs a mail server, a public address of the site, and the person's email
 * address.
 */
export const canMail = (app: App, one: PermissionView): boolean =>
  Boolean(app.config.mail && app.config.publicUrl && one.contact);

/** The message key that says why a request cannot be emailed. */
export const whyNoMail = (app: App): string =>
  app.config.mail && app.config.publicUrl ? 'requests.permission.ask_no_address' : 'requests.permission.ask_no_mail';

/**
 * Requests a permission: creates the one-time link and, with `mail`, emails it with the permission's wording. If the
 * email fails, the link is still valid.
 * @throws AppError `invalid_input` if the request cannot be emailed
 */
export async function askFor(
  app: App,
  principal: Principal | null,
  one: PermissionView,
  options: {
    version: string | number;
    mail: boolean;
    paper: Publication;
    origin: string;
    locale: string;
    why?: string;
  },
): Promise<RequestResult> {
  if (options.mail && !canMail(app, one))
    throw new AppError('invalid_input', { fields: [{ path: 'mail', message: whyNoMail(app) }] });
  if (options.mail) {
    // There are two rate limits: for the recipient and for the sender.
    await spend(app.counters, linksToOne, `permission ${one.contact!.toLowerCase()}`);
    await spend(app.counters, mailsOfAccount, String(principal?.accountId ?? 0));
  }
  const { token, version } = await run(
    app,
    askPermission,
    principal,
    { permission: one.ref, version: options.version },
    options.why,
  );
  const link = (app.config.publicUrl ?? options.origin) + routes.permission({ token });
  if (!options.mail) return { link, version, mailed: false, problem: null };
  const say = messages(one.language ?? options.locale);
  const paper = namedIn(options.paper, say.locale).name;
  const text = [one.wording, say('requests.public.permission.mail_link', { days: linkDays }), link, paper].join('\n\n');
  try {
    await sendMail(app.config, {
      to: one.contact,
      subject: say('requests.public.permission.mail_subject', { paper }),
      text,
    });
    return { link, version, mailed: true, problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { link, version, mailed: false, problem: error };
  }
}

/** A permission by its ref. @throws AppError `not_found` */
export async function permissionOfRef(app: App, ref: string): Promise<PermissionView> {
  const parsed = parseRef(ref);
  const thing = parsed?.kind === 'permission' ? await findThing(app.db.read, 'permission', parsed.number) : undefined;
  const [one] = thing ? await loadPermissions(app.db.read, { ids: [thing.id] }) : [];
  if (!one) throw new AppError('not_found');
  return one;
}
