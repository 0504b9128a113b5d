import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { readableTexts } from '../../../letters/signing/signature-texts.ts';
import { RowKeys } from '../../../platform/storage/row-keys.ts';
import { answerInvitation, findInvitation, signInvited } from '../../../letters/signing/answer.ts';
import { acceptsSignatures } from '../../../letters/hosted/lock-letter.ts';
import { inReaderWords, loadHosted, type HostedView, type VersionView } from '../../../letters/views/hosted.ts';
import { withReading } from '../../../record/translations/reading.ts';
import { shownAs } from '../../../letters/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { linkKey } from '../../../platform/signing/link-key.ts';
import { interfaceLocales, messages } from '../../../platform/messages/messages.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { ResponseInstead, publicForm } from '../../kit/pages/form-page.tsx';
import { hostOf } from '../host-name.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { claimsCited, noteText, type NotedText } from '../public/noted.ts';
import { languageOf, titleIn } from '../../../letters/hosted/content.ts';
import { LetterBody, TextLanguages } from '../public/text.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

const text = (limit: number) => z.string().max(limit, 'errors.field.text.long').optional();

const signForm = defineForm({
  name: 'sign',
  limit: 4 * 1_048_576,
  schema: z.object({
    answer: z.enum(['sign', 'declined', 'changes'], 'letters.error.answer'),
    name: text(10_000),
    signer: text(10_000),
    role: text(10_000),
    shown: z.enum(shownAs, 'letters.error.shown').default('named'),
    logo: z.instanceof(File).optional(),
    reason: text(5000),
    hash: z.string().max(64).default(''),
  }),
  fields: {
    answer: {
      kind: 'radio',
      label: 'letters.sign.answer',
      options: (['sign', 'declined', 'changes'] as const).map((value) => ({
        value,
        label: `letters.sign.answer_name.${value}`,
      })),
    },
    name: {
      kind: 'text',
      label: 'letters.sign.name',
      hint: 'letters.sign.name_hint',
      maxLength: 200,
      autocomplete: 'organization',
    },
    signer: { kind: 'text', label: 'letters.sign.signer', maxLength: 200, width: 'half', autocomplete: 'name' },
    role: {
      kind: 'text',
      label: 'letters.sign.role',
      maxLength: 200,
      width: 'half',
      optional: true,
      autocomplete: 'organization-title',
    },
    shown: {
      kind: 'radio',
      label: 'letters.sign.shown',
      options: shownAs.map((value) => ({
        value,
        label: `letters.sign.shown_as.${value}`,
        hint: `letters.sign.shown_hint.${value}`,
      })),
    },
    logo: {
      kind: 'file',
      label: 'letters.sign.logo',
      hint: 'letters.sign.logo_hint',
      accept: 'image/png,image/jpeg,image/webp,image/gif',
      optional: true,
    },
    reason: {
      kind: 'textarea',
      label: 'letters.sign.reason',
      hint: 'letters.sign.reason_hint',
      optional: true,
      rows: 4,
      maxLength: 5000,
    },
    hash: { kind: 'hidden' },
  },
});

export type Read = { letter: HostedView; version: VersionView; noted: NotedText; language: string };

/** Sets the language of the page, if the interface is available in it. */
function setPageLanguage(c: Ctx, language: string): void {
  if (interfaceLocales.some((one) => one === language)) c.set('t', messages(language));
}

/**
 * The letter as a signatory reads it. The query parameter `language` selects the text. If the letter has no text in
 * that language, the text in the language `preferred` is shown, or else the letter's first text.
 * @param open whether the letter must still be open for signatures
 * @throws AppError `letter_closed`, also if the letter was withdrawn or redacted
 */
export async function readToSign(c: Ctx, id: number, preferred: string, open = true): Promise<Read> {
  const { app } = c.get('deps');
  const db = app.db.read;
  const thing = await db
    .selectFrom('thing')
    .select(['id', 'version', 'changed_at', 'example'])
    .where('id', '=', id)
    .where('withdrawn_at', 'is', null)
    .where('redacted_at', 'is', null)
    .executeTakeFirst();
  const stored = thing && (await loadHosted(db, thing, 'desk'));
  if (!stored?.current || (open && !acceptsSignatures(stored.row, app.now()))) throw new AppError('letter_closed');
  const reading = { language: preferred, own: c.get('deps').paper().language };
  const letter = await withReading(reading, () => inReaderWords(db, stored));
  const { content, docs } = stored.current;
  const language = languageOf(content, new URL(c.req.url).searchParams.get('language') ?? undefined, preferred);
  setPageLanguage(c, preferred);
  const noted = noteText(c.get('t'), docs[language]!, await claimsCited(db, docs[language]!));
  return { letter, version: stored.current, noted, language };
}

/**
 * Loads the letter only when the page is rendered, and only once. After a successful submit, the response does not need
 * it.
 */
export function readOnce(c: Ctx, id: number, language: string): () => Promise<Read> {
  let read: Promise<Read> | undefined;
  return () => (read ??= readToSign(c, id, language));
}

/** The page on which an invited organisation reads the letter and answers. Opening the page records nothing. */
export function signPages(web: Router): void {
  publicForm(web, routes.signLetter, {
    load: async ({ c, app, db, params }) => {
      const invitation = await findInvitation(db, await linkKey(app.config.dataDir), params.token, app.now());
      if (!invitation) throw new AppError('link_spent');
      setPageLanguage(c, invitation.language);
      const stored = await db
        .selectFrom('letter_signature')
        .selectAll()
        .where('invitation_id', '=', invitation.id)
        .executeTakeFirst();
      const signed = stored && { ...stored, ...(await readableTexts(new RowKeys(app.config.dataDir), stored)) };
      if (signed && signed.state !== 'unconfirmed')
        throw new ResponseInstead(page(c, <Done title="letters.sign.already" lead="letters.sign.already_lead" />));
      return { invitation, signed, read: readOnce(c, invitation.letter_id, invitation.language) };
    },
    form: signForm,
    values: ({ view: { invitation, signed } }) => ({
      answer: invitation.state === 'invited' ? 'sign' : invitation.state,
      name: signed?.name ?? invitation.organisation,
      signer: signed?.signer,
      role: signed?.role,
      shown: signed?.shown ?? 'named',
      reason: invitation.reason || undefined,
    }),
    derive: async ({ view }) => ({ values: { hash: (await view.read()).version.hash } }),
    save: 'letters.sign.send',
    page: async (form, { params, view: { invitation, signed, read } }) => (
      <SignPage
        read={await read()}
        organisation={invitation.organisation}
        waiting={signed !== undefined}
        token={params.token}
        form={form}
      />
    ),
    submit: async ({ answer, reason, hash, logo, ...said }, { c, run, view, params: { token } }) => {
      if (answer !== 'sign') await run(answerInvitation, { token, answer, reason });
      else
        await run(signInvited, {
          token,
          hash,
          name: said.name ?? '',
          signer: said.signer ?? '',
          role: said.role ?? '',
          shown: said.shown,
          ...(logo?.size && { logo: new Uint8Array(await logo.arrayBuffer()), signal: c.req.raw.signal }),
        });
      const { letter } = await view.read();
      return page(
        c,
        <Done title={`letters.sign.done.${answer}`} lead={`letters.sign.done_lead.${answer}`} of={letter} />,
      );
    },
  });
}

function SignPage({
  read,
  organisation,
  waiting,
  token,
  form,
}: {
  read: Read;
  organisation: string;
  waiting: boolean;
  token: string;
  form: Child;
}) {
  const { t, paper } = useView();
  const { letter, version, language } = read;
  return (
    <DeskPage title={t('letters.sign.title')} styles={['letters.css']} language={t.locale}>
      <div class="letter-sign">
        <p class="lead">
          {t('letters.sign.asked', {
            organisation,
            host: hostOf(letter, paper, t.locale),
          })}
        </p>
        <SignUntil deadline={letter.row.deadline} />
        {waiting ? (
          <Notice title={t('letters.sign.waiting')}>
            <p>{t('letters.sign.waiting_lead')}</p>
          </Notice>
        ) : null}
        <TextLanguages
          content={version.content}
          language={language}
          href={(one) => routes.signLetter({ token }, { language: one })}
        />
        <LetterPaper read={read} />
        {form}
        <p class="muted">{t('letters.sign.privacy')}</p>
      </div>
    </DeskPage>
  );
}

export function SignUntil({ deadline }: { deadline: Date | null }) {
  const { t } = useView();
  if (!deadline) return null;
  const date = new Intl.DateTimeFormat(t.tag, { dateStyle: 'long', timeZone: 'UTC' }).format(deadline);
  return <p class="muted">{t('letters.mail.until', { date })}</p>;
}

/** The text to sign, with the number of its version. */
export function LetterPaper({
  read: { letter, version, noted, language },
  children,
}: {
  read: Read;
  children?: Child;
}) {
  const { t } = useView();
  const title = titleIn(version.content, language);
  return (
    <>
      <section class="letter-paper" aria-label={title}>
        <h2 class="letter-title" lang={foreignTo(t, language)}>
          {title}
        </h2>
        <LetterBody
          content={version.content}
          language={language}
          noted={noted}
          heading={3}
          addressees={letter.addressees}
        />
      </section>
      {children}
      <p class="muted">{t('letters.version_line', { number: version.number, hash: version.hash.slice(0, 16) })}</p>
    </>
  );
}

export function Done({
  title,
  lead,
  of,
}: {
  title: string;
  lead: string;
  /** Set if the title also names the letter's initiator. */ of?: HostedView;
}) {
  const { t, paper } = useView();
  return (
    <DeskPage title={t(title, of && { host: hostOf(of, paper, t.locale) })}>
      <p class="lead">{t(lead)}</p>
    </DeskPage>
  );
}
