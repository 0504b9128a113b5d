import { PageSection } from '../../kit/components/page-parts.tsx';
import type { Child } from 'hono/jsx';
import { z } from 'zod';
import {
  confirmSignature,
  dropUnconfirmed,
  findSignature,
  withdrawSignature,
} from '../../../letters/signing/confirm.ts';
import { loadLogos } from '../../../letters/signing/logos.ts';
import { loadVersion } from '../../../letters/views/hosted.ts';
import { AppError } from '../../../platform/errors.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Router } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { titleIn } from '../../../letters/hosted/content.ts';
import { logoOf, sendLogo, SignatureLogo, type LogoShown } from '../public/logo.tsx';
import { VersionDifference } from '../public/text.tsx';
import { LetterPaper, Done, readToSign, type Read } from './sign.tsx';
import { publicForm } from '../../kit/pages/form-page.tsx';

const confirmForm = defineForm({
  name: 'confirm',
  limit: 16_384,
  schema: z.object({ hash: z.string().max(64).default('') }),
  fields: { hash: { kind: 'hidden' } },
});

/**
 * For a signature that was public. It stays in the list as withdrawn. `erase` also deletes what the signatory entered.
 */
const withdrawForm = defineForm({
  name: 'withdraw',
  limit: 16_384,
  schema: z.object({
    sure: z.boolean().refine((sure) => sure, 'publishing.comments.error.sure'),
    erase: z.boolean().default(false),
  }),
  fields: {
    sure: { kind: 'checkbox', label: 'letters.own.sure' },
    erase: { kind: 'checkbox', label: 'letters.own.erase', hint: 'letters.own.erase_hint' },
  },
});

/** For a signature that was never public: it is deleted completely. */
const deleteForm = defineForm({
  name: 'withdraw',
  limit: 16_384,
  schema: withdrawForm.schema,
  fields: { sure: { kind: 'checkbox', label: 'letters.own.sure' } },
});

type Signature = NonNullable<Awaited<ReturnType<typeof findSignature>>>;
type Before = Parameters<typeof VersionDifference>[0]['before'];

/**
 * The pages of the links in emails: one confirms a signature, the other withdraws it. A link alone changes nothing,
 * because some mail servers open all links; each page has a button.
 */
export function confirmPages(web: Router): void {
  publicForm(web, routes.confirmSignature, {
    load: async ({ c, app, db, params: { token } }) => {
      const signature = await findSignature(app, 'confirm', token);
      if (!signature) throw new AppError('link_spent');
      const read = await readToSign(c, signature.letter_id, signature.language);
      const logos = (await loadLogos(db, [signature.id])).get(signature.id) ?? [];
      // If the person signed an earlier version, the page shows what is new in this one.
      const before = signature.version_id === read.version.id ? null : await loadVersion(db, signature.version_id);
      return { signature, read, before, logo: logoOf(logos, routes.signedLogo({ token })) };
    },
    form: confirmForm,
    derive: ({ view }) => ({ values: { hash: view.read.version.hash } }),
    save: 'letters.confirm.send',
    more: [{ intent: 'drop', label: 'letters.confirm.drop' }],
    page: (form, { view }) => <ConfirmPage {...view} form={form} />,
    submit: async ({ hash }, { c, run, params: { token }, intent }) => {
      if (intent === 'drop') {
        await run(dropUnconfirmed, { token });
        return page(c, <Done title="letters.confirm.dropped" lead="letters.own.done_dropped" />);
      }
      const { waits } = await run(confirmSignature, { token, hash });
      return page(
        c,
        <Done title="letters.confirm.done" lead={waits ? 'letters.confirm.done_waits' : 'letters.confirm.done_lead'} />,
      );
    },
  });

  // The logo, which the signatory sees before confirming.
  web.get(routes.signedLogo.pattern, async (c) => {
    const { app } = c.get('deps');
    const signature = await findSignature(app, 'confirm', routes.signedLogo.read(c.req.param()).token);
    const file = signature && (await loadLogos(app.db.read, [signature.id])).get(signature.id)?.at(-1);
    return sendLogo(c, file?.sha256 ?? null, 'no-store');
  });

  publicForm(web, routes.ownSignature, {
    load: async ({ c, app, params }) => {
      const signature = await findSignature(app, 'own', params.token);
      if (!signature) throw new AppError('link_spent');
      return { signature, read: await readToSign(c, signature.letter_id, signature.language, false) };
    },
    form: ({ view: { signature, read } }) =>
      ownMessage(read.letter.stage === 'published', signature.state) === 'published' ? withdrawForm : deleteForm,
    save: 'letters.own.send',
    page: (form, { view }) => <OwnPage {...view} form={form} />,
    submit: async ({ erase }, { c, run, params, view }) => {
      const { shown } = await run(withdrawSignature, { token: params.token, erase });
      const done = view.signature.state === 'removed' ? 'done_erased' : shown ? 'done_shown' : 'done_dropped';
      return page(c, <Done title="letters.own.done" lead={`letters.own.${done}`} />);
    },
  });
}

function SignatureFacts({ signature, logo }: { signature: Signature; logo?: Child }) {
  const { t } = useView();
  return (
    <dl class="facts rows">
      <div>
        <dt>{t('letters.sign.name')}</dt>
        <dd>
          <bdi>{signature.name}</bdi>
          {logo}
        </dd>
      </div>
      {[
        ['letters.sign.signer', signature.signer],
        ['letters.sign.role', signature.role],
        ['letters.sign_on.place', signature.place],
      ].map(([label, said]) =>
        said ? (
          <div>
            <dt>{t(label!)}</dt>
            <dd>
              <bdi>{said}</bdi>
            </dd>
          </div>
        ) : null,
      )}
      <div>
        <dt>{t('letters.sign.shown')}</dt>
        <dd>{t(`letters.sign.shown_as.${signature.shown}`)}</dd>
      </div>
      {signature.refusal ? (
        <div>
          <dt>{t('letters.own.refused')}</dt>
          <dd>
            {t(`letters.refusal.${signature.refusal}`)} <span class="typed">{signature.refusal_note}</span>
          </dd>
        </div>
      ) : null}
    </dl>
  );
}

function ConfirmPage({
  read,
  signature,
  logo,
  before,
  form,
}: {
  read: Read;
  signature: Signature;
  logo: LogoShown | null;
  before: Before | null;
  form: Child;
}) {
  const { t } = useView();
  const { letter, version, language } = read;
  const waits = signature.invitation_id === null && signature.decided_at === null && letter.row.moderation === 'before';
  const title = titleIn(version.content, language);
  return (
    <DeskPage
      title={t(before ? 'letters.confirm.again' : 'letters.confirm.title')}
      styles={['letters.css', 'changes.css']}
    >
      <div class="letter-sign">
        <p class="lead">
          {t(before ? 'letters.confirm.again_lead' : waits ? 'letters.confirm.lead_waits' : 'letters.confirm.lead', {
            title,
          })}
        </p>
        <SignatureFacts signature={signature} logo={logo ? <SignatureLogo logo={logo} /> : null} />
        {before ? (
          <PageSection id="new" title={t('letters.confirm.new')}>
            {version.why ? <p class="typed">{version.why}</p> : null}
            <VersionDifference before={before} after={version} language={language} />
          </PageSection>
        ) : null}
        {form}
        <LetterPaper read={read} />
      </div>
    </DeskPage>
  );
}

/** The message of `letters.own` that says whether readers see a signature. */
const ownMessage = (published: boolean, state: Signature['state']): string =>
  state === 'removed'
    ? 'removed'
    : !published
      ? 'unpublished'
      : state === 'waiting' || state === 'refused' || state === 'unconfirmed'
        ? 'unseen'
        : 'published';

function OwnPage({
  read: { letter, version, language },
  signature,
  form,
}: {
  read: Read;
  signature: Signature;
  form: Child;
}) {
  const { t } = useView();
  return (
    <DeskPage title={t('letters.own.title')}>
      <p class="lead">{t('letters.own.lead', { title: titleIn(version.content, language) })}</p>
      <SignatureFacts signature={signature} />
      <p>{t(`letters.own.${ownMessage(letter.stage === 'published', signature.state)}`)}</p>
      {signature.state === 'withdrawn' && !signature.name ? null : form}
    </DeskPage>
  );
}
