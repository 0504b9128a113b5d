import type { Child } from 'hono/jsx';
import { z } from 'zod';
import { acceptsOpenSignatures } from '../../../letters/hosted/lock-letter.ts';
import { titleIn } from '../../../letters/hosted/content.ts';
import { countSignature } from '../../../letters/signing/gate.ts';
import { openSignature, signersOf } from '../../../letters/signing/sign-open.ts';
import { shownAs, unconfirmedDays } from '../../../letters/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { ownAddress } from '../../kit/client.ts';
import type { Router } from '../../kit/context.ts';
import { Field } from '../../kit/forms/fields.tsx';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { publicForm } from '../../kit/pages/form-page.tsx';
import { hostOf } from '../host-name.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { CountWords } from '../public/hosted.tsx';
import { TextLanguages } from '../public/text.tsx';
import { signaturesOf } from './gather.ts';
import { Done, LetterPaper, SignUntil, readOnce, type Read } from './sign.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The name of an invisible field that only bots fill in. */
const honeypot = 'website';

const fields = {
  kind: { kind: 'radio', label: 'letters.sign_on.kind', inline: true },
  organisation: {
    kind: 'text',
    label: 'letters.sign_on.organisation',
    hint: 'letters.sign_on.organisation_hint',
    maxLength: 200,
    autocomplete: 'organization',
  },
  name: { kind: 'text', label: 'letters.sign_on.name', maxLength: 200, autocomplete: 'name', width: 'half' },
  role: {
    kind: 'text',
    label: 'letters.sign_on.role',
    maxLength: 200,
    autocomplete: 'organization-title',
    optional: true,
    width: 'half',
  },
  place: { kind: 'text', label: 'letters.sign_on.place', maxLength: 100, optional: true },
  email: {
    kind: 'email',
    label: 'letters.sign_on.email',
    hint: 'letters.sign_on.email_hint',
    maxLength: 254,
    autocomplete: 'email',
  },
  shown: {
    kind: 'radio',
    label: 'letters.sign.shown',
    options: shownAs.map((value) => ({
      value,
      label: `letters.sign.shown_as.${value}`,
      hint: `letters.sign_on.shown_hint.${value}`,
    })),
  },
  hash: { kind: 'hidden' },
} as const satisfies Fields;

const signOnForm = defineForm({
  name: 'sign-on',
  limit: 65_536,
  schema: openSignature.safeExtend({ hash: z.string().max(64).default('') }),
  fields,
});

/** @param kinds who may sign: people, organisations or both; the form asks for the kind only if there are two */
function formFor(kinds: readonly string[]): typeof signOnForm {
  const { kind, organisation, ...others } = fields;
  const shownFields: Fields = {
    ...(kinds.length > 1
      ? { kind: { ...kind, options: kinds.map((value) => ({ value, label: `letters.sign_on.kind_name.${value}` })) } }
      : { kind: { kind: 'hidden' } }),
    ...(kinds.includes('organisation') && { organisation: { ...organisation, optional: kinds.length > 1 } }),
    ...others,
  };
  return { ...signOnForm, fields: shownFields };
}

/** The page on which anyone can sign without an invitation. Its responses do not reveal who has already signed. */
export function signOnPages(web: Router): void {
  publicForm(web, routes.signOn, {
    load: async ({ c, app, db, t, params }) => {
      const now = app.now();
      const found = await lookUpAddress(db, 'letter', params.number, 'desk');
      if (found.is !== 'here')
        throw new AppError(found.is === 'erased' || found.is === 'withdrawn' ? 'gone' : 'not_found');
      const letter = await db
        .selectFrom('letter')
        .selectAll()
        .where('id', '=', found.thing.id)
        .executeTakeFirstOrThrow();
      if (!acceptsOpenSignatures(letter, now))
        throw new AppError(letter.stage === 'published' ? 'letter_closed' : 'not_found');
      c.header('Cache-Control', 'no-store');
      return { letter, now, kinds: signersOf(letter.open_to), read: readOnce(c, letter.id, t.locale) };
    },
    form: ({ view }) => formFor(view.kinds),
    values: ({ view }) => ({ kind: view.kinds[0], shown: 'named' }),
    derive: async ({ view }) => ({ values: { hash: (await view.read()).version.hash } }),
    save: 'letters.sign_on.send',
    fields: ({ t, form }) => (
      <>
        <div class="all-fields">
          <div class="fields">
            {Object.keys(form.fields).map((name) => (
              <Field at={name} />
            ))}
          </div>
        </div>
        <p class="trap" aria-hidden="true">
          <label for={`field-${honeypot}`}>{t('letters.sign_on.trap')}</label>{' '}
          <input id={`field-${honeypot}`} type="text" name={honeypot} tabindex={-1} autocomplete="off" />
        </p>
      </>
    ),
    page: async (form, { view }) => <SignOnPage read={await view.read()} form={form} />,
    submit: async (said, { c, t, app, params, values, view: { letter } }) => {
      const thanks = page(c, <Done title="letters.sign.done.sign" lead="letters.sign_on.done_lead" />);
      if (values[honeypot]) return thanks;
      const counted = await countSignature(
        app.counters,
        { id: String(letter.id), hourly: letter.hourly },
        said.email,
        ownAddress(c),
      );
      if (counted === 'full') throw new AppError('letter_busy');
      if (counted === 'often') return thanks;
      const outcome = await signaturesOf(app)({ ...said, letter: params.number, language: t.locale });
      if (outcome !== 'asked') throw new AppError(outcome === 'closed' ? 'letter_closed' : 'conflict');
      return thanks;
    },
  });
}

function SignOnPage({ read, form }: { read: Read; form: Child }) {
  const { t, paper } = useView();
  const { letter, version, language } = read;
  const { number } = letter.brief;
  const title = titleIn(version.content, language);
  return (
    <DeskPage title={title} titleLanguage={foreignTo(t, language)} styles={['letters.css']} language={t.locale}>
      <div class="letter-sign">
        <p class="lead">
          {t('letters.sign_on.lead', { host: hostOf(letter, paper, t.locale) })}{' '}
          <a href="#sign-on-form">{t('letters.sign_on.to_form')}</a>
        </p>
        <SignUntil deadline={letter.row.deadline} />
        <TextLanguages
          content={version.content}
          language={language}
          href={(one) => routes.signOn({ number }, { language: one })}
        />
        <LetterPaper read={read}>
          <CountWords letter={letter} />
        </LetterPaper>
        <h2 id="sign-on-form">{t('letters.sign_on.title')}</h2>
        <p class="muted">
          {t('letters.sign_on.privacy', { days: unconfirmedDays })}{' '}
          <a href={routes.privacy()}>{t('kit.foot.privacy')}</a>
        </p>
        {form}
      </div>
    </DeskPage>
  );
}
