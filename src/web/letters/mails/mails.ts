import { linkKey, tokenFor } from '../../../platform/signing/link-key.ts';
import { asAppError } from '../../../platform/errors.ts';
import type { Log } from '../../../platform/log/log.ts';
import type { Attachment, Mail } from '../../../platform/mail/mail.ts';
import { interfaceLocales, messages, type Translate } from '../../../platform/messages/messages.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { readSignature } from '../../../letters/signing/signature-texts.ts';
import { systemPrincipal, run, type App } from '../../../platform/operation.ts';
import { plainName } from '../../../letters/hosted/schema.ts';
import { acceptsSignatures, type LetterRow } from '../../../letters/hosted/lock-letter.ts';
import type { QueuedMail, WriteMail } from '../../../letters/post/send.ts';
import { recordFailedPdf } from '../../../letters/post/record-failed-pdf.ts';
import type { MailKind, SignatureState } from '../../../letters/tables.ts';
import { loadVersion, type VersionView } from '../../../letters/views/hosted.ts';
import { countSignatures } from '../../../letters/views/signatures.ts';
import type { Log as WebLog } from '../../kit/context.ts';
import { routes, slugify } from '../../routes.ts';
import { hostName } from '../host-name.ts';
import { languageOf, titleIn, type LetterContent } from '../../../letters/hosted/content.ts';

type MailContext = {
  app: App;
  mail: QueuedMail;
  letter: LetterRow;
  number: number;
  version: VersionView;
  key: Buffer;
  site: string;
  host: string;
};

/** Makes a subject one line, of at most 180 UTF-16 code units. */
const oneLine = (text: string): string => plainName(text).slice(0, 180);
const day = (t: Translate, at: Date): string =>
  new Intl.DateTimeFormat(t.tag, { dateStyle: 'long', timeZone: 'UTC' }).format(at);
const wordsIn = (language: string): Translate => messages(interfaceLocales.find((one) => one === language));

/** Creates the PDFs of a published letter for an email, one for each of the letter's languages. */
export type PrintForMail = (app: App, number: number, log?: WebLog) => Promise<Attachment[]>;

/**
 * Writes the emails about letters. They are written when they are sent, not when they are queued, so that their secret
 * links are never stored.
 * @param print creates the PDFs; without it, emails to addressees have none
 */
export const mailsOfLetters =
  (print?: PrintForMail): WriteMail =>
  async (app, mail, log) => {
    const db = app.db.read;
    const row = await db
      .selectFrom('letter')
      .innerJoin('thing', 'thing.id', 'letter.id')
      .selectAll('letter')
      .select('thing.number')
      .where('letter.id', '=', mail.letter_id)
      .where('thing.withdrawn_at', 'is', null)
      .executeTakeFirst();
    const site = app.config.publicUrl;
    if (!row?.version_id || !site) return null;
    const { number, ...letter } = row;
    const around: MailContext = {
      app,
      mail,
      letter,
      number,
      version: await loadVersion(db, row.version_id),
      key: await linkKey(app.config.dataDir),
      site,
      host: await hostName(db, letter),
    };
    if (mail.invitation_id !== null) return invitation(around, mail.invitation_id);
    if (mail.signature_id !== null) return signature(around, mail.signature_id);
    return mail.addressee_id === null
      ? null
      : addressee(around, mail.addressee_id, print && (() => print(app, number, log)), log);
  };

/** Writes the emails about letters, without PDFs. */
export const writeLetterMail = mailsOfLetters();

async function invitation(
  { app, mail, letter, version, key, site, host }: MailContext,
  id: number,
): Promise<Mail | null> {
  const row = await app.db.read.selectFrom('letter_invitation').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row || row.state !== 'invited' || !row.email || !acceptsSignatures(letter, app.now())) return null;
  return {
    to: row.email,
    ...invitationText({
      letter,
      content: version.content,
      organisation: row.organisation,
      language: row.language,
      link: site + routes.signLetter({ token: tokenFor(key, 'invitation', row.nonce) }),
      host,
      reminder: mail.kind === 'reminder',
      changed: version.number > 1 && row.invited_at < version.madeAt ? version : undefined,
    }),
  };
}

/**
 * The text of an invitation or a reminder. Both have the letter's cover note, because people may have skipped the
 * invitation.
 * @param options.changed the current version, if the letter has changed since the organisation was first invited
 */
export function invitationText({
  letter,
  content,
  organisation,
  language,
  link,
  host,
  reminder = false,
  changed,
}: {
  letter: Pick<LetterRow, 'language' | 'deadline' | 'cover_note'>;
  content: LetterContent;
  organisation: string;
  language: string;
  link: string;
  host: string;
  reminder?: boolean;
  changed?: Pick<VersionView, 'number' | 'why'>;
}): { subject: string; text: string } {
  const t = wordsIn(language);
  const title = titleIn(content, languageOf(content, language, letter.language));
  const kind = reminder ? 'reminder' : 'invitation';
  const parts = [
    t(`letters.mail.${kind}`, { organisation, host, title }),
    link,
    changed ? t('letters.mail.new_version', changed) : '',
    letter.deadline ? t('letters.mail.until', { date: day(t, letter.deadline) }) : '',
    letter.cover_note,
    t('letters.mail.own_link'),
    host,
  ];
  return { subject: oneLine(t(`letters.mail.${kind}_subject`, { title })), text: parts.filter(Boolean).join('\n\n') };
}

async function signature(
  { app, mail, letter, number, version, key, site, host }: MailContext,
  id: number,
): Promise<Mail | null> {
  const stored = await app.db.read.selectFrom('letter_signature').selectAll().where('id', '=', id).executeTakeFirst();
  const texts = stored && (await readSignature(new RowKeys(app.config.dataDir), stored));
  if (!stored || !texts?.email) return null;
  const row = { ...stored, ...texts };
  // If the signature's state has changed since the email was queued, the email may no longer be true, so it is not
  // sent.
  if (!validStates(mail.kind).includes(row.state)) return null;
  const t = wordsIn(row.language);
  const title = titleIn(version.content, languageOf(version.content, row.language, letter.language));
  const params = {
    name: row.name,
    title,
    number: version.number,
    hash: version.hash,
    why: version.why,
  };
  const own = `${site}${routes.ownSignature({ token: tokenFor(key, 'own', row.nonce) })}`;
  if (mail.kind === 'known')
    return {
      to: row.email,
      subject: oneLine(t('letters.mail.known_subject', { title })),
      text: `${t('letters.mail.known', params)}\n\n${own}\n\n${t('letters.mail.known_else')}\n\n${host}`,
    };
  if (mail.kind === 'refused') {
    const why = [t(`letters.refusal.${row.refusal ?? 'other'}`), row.refusal_note].filter(Boolean).join(' ');
    return {
      to: row.email,
      subject: oneLine(t('letters.mail.refused_subject', { title })),
      text: `${t('letters.mail.refused', { ...params, why })}\n\n${own}\n\n${host}`,
    };
  }
  if (mail.kind === 'receipt') {
    const page =
      letter.stage === 'published' ? `\n\n${site}${routes.letter({ number, slug: slugify(letter.title) })}` : '';
    return {
      to: row.email,
      subject: oneLine(t('letters.mail.receipt_subject', { title })),
      text: `${t(row.state === 'waiting' ? 'letters.mail.receipt_waiting' : 'letters.mail.receipt', params)}\n\n${own}${page}\n\n${host}`,
    };
  }
  // Anyone could have entered this email address. So the email contains nothing else that they entered. Mail programs
  // would turn web addresses in such input into links (spam).
  const safeParams = { title, number: version.number, hash: version.hash, why: version.why };
  const link = site + routes.confirmSignature({ token: tokenFor(key, 'confirm', row.nonce) });
  const again = mail.kind === 'again';
  return {
    to: row.email,
    subject: oneLine(t(again ? 'letters.mail.again_subject' : 'letters.mail.confirm_subject', { title })),
    text: `${t(again ? 'letters.mail.again' : 'letters.mail.confirm', safeParams)}\n\n${link}\n\n${t('letters.mail.confirm_not_you')}\n\n${host}`,
  };
}

/** The states of a signature in which an email of this kind is still true. */
const validStates = (kind: MailKind): readonly SignatureState[] =>
  kind === 'receipt' || kind === 'known'
    ? ['waiting', 'confirmed']
    : kind === 'refused'
      ? ['refused', 'removed']
      : ['unconfirmed'];

async function addressee(
  { app, mail, letter, number, version, site, host }: MailContext,
  id: number,
  print?: () => Promise<Attachment[]>,
  log?: Log,
): Promise<Mail | null> {
  const row = await app.db.read.selectFrom('letter_addressee').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row?.email || letter.stage !== 'published') return null;
  const t = wordsIn(letter.language);
  const text = version.content.texts.find((one) => one.language === letter.language) ?? version.content.texts[0]!;
  const { confirmed } = await countSignatures(app.db.read, letter.id);
  const body = text.blocks
    .filter((block) => block.type !== 'headline')
    .map((block) =>
      block.type === 'bullet' || block.type === 'item' || block.type === 'number' ? `– ${block.text}` : block.text,
    )
    .join('\n\n');
  const demands = version.content.demands
    .flatMap((demand) => (demand.texts[text.language] ? [`${demand.number}. ${demand.texts[text.language]}`] : []))
    .join('\n');
  const title = titleIn(version.content, text.language);
  // After an error, the PDF is tried once more, because the browser process may have crashed. If that also fails, the
  // email is sent without a PDF, and the desk is notified.
  const attachments = await print?.()
    .catch(() => print())
    .catch(async (error: unknown) => {
      log?.warn({ letter: number, code: asAppError(error).code }, 'letter mailed without its PDF');
      await run(app, recordFailedPdf, systemPrincipal, { mail: mail.id });
    });
  return {
    to: row.email,
    subject: oneLine(title),
    ...(attachments?.length && { attachments }),
    text: [
      [row.salutation, row.name].filter(Boolean).join(' '),
      row.office,
      title,
      body,
      demands,
      t('letters.mail.addressee', { count: confirmed }),
      site + routes.letter({ number, slug: slugify(letter.title) }),
      host,
    ]
      .filter(Boolean)
      .join('\n\n'),
  };
}
