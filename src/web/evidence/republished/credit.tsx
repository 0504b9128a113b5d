import { z } from 'zod';
import { acceptCredit } from '../../../evidence/republished/decide.ts';
import { findAgency, loadCredit } from '../../../evidence/republished/credit-queue.ts';
import { interfaceLanguage, messages } from '../../../platform/messages/messages.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import { routes } from '../../routes.ts';
import { termOptions } from '../../record/forms/values.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { AboutPage, CreditHow } from './parts.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';

const form = defineForm({
  name: 'credit',
  schema: z
    .object({
      origin: z
        .string('evidence.origins.error.story')
        .regex(/^(?:new|source\/[1-9]\d{0,15})$/, 'evidence.origins.error.story'),
      title: z.string().max(500, 'errors.field.text.long').optional(),
      published: z.string().max(100, 'errors.field.text.long').optional(),
      kind: z.enum(termKeys('derivation'), 'errors.field.kind.missing').default('republishes'),
      basis: z.string().max(2000, 'errors.field.text.long').optional(),
      why: z.string().max(2000, 'errors.field.text.long').optional(),
    })
    .refine((input) => input.origin !== 'new' || input.title, {
      path: ['title'],
      message: 'errors.field.title.missing',
    }),
  fields: {
    origin: { kind: 'radio', label: 'evidence.origins.form.story' },
    title: {
      kind: 'text',
      label: 'evidence.origins.form.story_title',
      hint: 'evidence.origins.form.story_title_hint',
      optional: true,
    },
    published: {
      kind: 'date',
      label: 'record.desk.source.published',
      hint: 'kit.date.hint',
      optional: true,
      width: 'half',
    },
    kind: { kind: 'select', label: 'record.desk.source.how', options: termOptions('derivation'), width: 'half' },
    basis: {
      kind: 'text',
      label: 'record.desk.source.basis',
      hint: 'evidence.origins.form.basis_hint',
      optional: true,
    },
    why: { kind: 'text', label: 'record.desk.why', hint: 'record.desk.why_hint', optional: true },
  },
});

/** The page about an agency credit, on which people select or add the agency's story that the source republishes. */
export const creditPages: Pages = (web) => {
  formPage(web, routes.desk.originCredit, {
    load: async ({ db, params }) => {
      const credited = await loadCredit(db, params.number);
      return { ...credited, known: await findAgency(db, credited) };
    },
    form,
    title: ({ t, view }) => t('evidence.origins.credit.title', { agency: view.credit.agency.name }),
    crumb: 'evidence.origins.credit.crumb',
    crumbs: ({ t }) => [{ label: t('evidence.origins.title'), href: routes.desk.origins({ show: 'credits' }) }],
    values: ({ c, t, view: { page, credit, known, written } }) => {
      // Readers will see the text in `basis`, so it is in the publication's language, not in that of the account.
      const words = messages(interfaceLanguage(c.get('deps').paper()));
      return {
        origin: known.stories.find((story) => story.ofCopies)?.brief.ref ?? 'new',
        title: briefTitle(t, page.brief),
        published: page.published ?? '',
        kind: credit.how === 'based-on' ? 'compiles' : 'republishes',
        basis: written
          ? words('evidence.origins.form.basis_credit', { written: written.slice(0, 200) })
          : words('evidence.origins.form.basis_hidden', { agency: credit.agency.name }),
      };
    },
    options: ({ t, view: { credit, known } }) => ({
      origin: [
        ...known.stories.map(({ brief, published, ofCopies }) => ({
          value: brief.ref!,
          text: [
            briefTitle(t, brief),
            published && edtfWords(t, published).text,
            ofCopies ? t('evidence.origins.form.of_copies') : null,
          ]
            .filter(Boolean)
            .join(' · '),
        })),
        {
          value: 'new',
          text: t(known.actor ? 'evidence.origins.form.new_story' : 'evidence.origins.form.new_agency', {
            agency: credit.agency.name,
          }),
        },
      ],
    }),
    save: 'evidence.origins.form.accept',
    paths: [[/^(?:origin\.make|filing\.sources\.0|sources\.0)\./, '']],
    home: () => routes.desk.origins({ show: 'credits' }),
    body: (drawn, { t, may, params, view }) => (
      <>
        <p class="lead">
          <BriefLine brief={view.page.brief} />
        </p>
        <AboutPage page={view.page} />
        <CreditHow view={view} />
        {view.state !== 'open' ? (
          <Notice title={t(`evidence.origins.state.${view.state}`)}>{view.reason ? <p>{view.reason}</p> : null}</Notice>
        ) : may(acceptCredit) ? (
          <Section id="decide" title={t('evidence.origins.credit.decide')}>
            {drawn}
            <p>
              <a href={routes.desk.originDismiss({ what: 'credits', number: params.number })}>
                {t('evidence.origins.dismiss_credit')}
              </a>
            </p>
          </Section>
        ) : null}
      </>
    ),
    submit: async ({ origin, title, published, kind, basis, why }, { run, params, view: { page, credit, known } }) => {
      const make = {
        make: {
          kind: 'agency-wire',
          title: title!,
          publisher: known.actor?.ref ?? '#agency',
          published,
          language: page.language ?? undefined,
          addresses: [],
          visibility: 'desk' as const,
        },
        ...(known.actor
          ? {}
          : {
              agency: {
                kind: 'outlet' as const,
                names: credit.agency.names
                  .slice(0, 2)
                  .map((text, index) => ({ text, kind: index ? ('acronym' as const) : ('preferred' as const) })),
                visibility: 'desk' as const,
              },
            }),
      };
      await run(
        acceptCredit,
        { credit: params.number, kind, basis, origin: origin === 'new' ? make : { source: origin } },
        why,
      );
      return routes.desk.source({ number: page.brief.number });
    },
  });
};
