import { z } from 'zod';
import { acceptCredit } from '../../../evidence/republished/decide.ts';
import { findAgency, loadCredit } from '../../../evidence/republished/credit-queue.ts';
import { messages } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import { interfaceLanguage } from '../../../platform/messages/messages.ts';
import { termKeys } from '../../../record/vocabulary/terms.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type Option } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { edtfWords } from '../../kit/words/edtf-words.ts';
import { routes } from '../../routes.ts';
import { atDesk } from '../../kit/desk/who.ts';
import { termOptions } from '../../record/forms/values.ts';
import { briefTitle } from '../../record/desk/links.ts';
import { BriefLine } from '../../record/show/parts.tsx';
import { AboutPage } from './parts.tsx';
import { relocated } from '../../kit/forms/issues.ts';

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
    .refine((typed) => typed.origin !== 'new' || typed.title, {
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
      hint: 'record.desk.value.date_hint',
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

/** A page that credits an agency: which of the agency's stories it carries. */
export const creditPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.originCredit.pattern, async (c) => {
    const desk = await atDesk(c);
    const { app } = desk;
    const t = c.get('t');
    const paper = messages(interfaceLanguage(c.get('deps').paper()));
    const { number } = routes.desk.originCredit.read(c.req.param());
    const view = await loadCredit(app.db.read, number);
    const { page, credit } = view;
    const agency = credit.agency.name;
    const known = await findAgency(app.db.read, view);
    const stories: Option[] = known.stories.map(({ brief, published, ofCopies }) => ({
      value: brief.ref!,
      text: [
        briefTitle(t, brief),
        published && edtfWords(t, published).text,
        ofCopies ? t('evidence.origins.form.of_copies') : null,
      ]
        .filter(Boolean)
        .join(' · '),
    }));
    const options = {
      origin: [
        ...stories,
        {
          value: 'new',
          text: t(known.actor ? 'evidence.origins.form.new_story' : 'evidence.origins.form.new_agency', { agency }),
        },
      ],
    };
    const first = known.stories.find((story) => story.ofCopies)?.brief.ref ?? 'new';
    const values = {
      origin: first,
      title: briefTitle(t, page.brief),
      published: page.published ?? '',
      kind: credit.how === 'based-on' ? 'compiles' : 'republishes',
      // Readers see it: it is in the publication's words, whatever the desk's person reads.
      basis: view.written
        ? paper('evidence.origins.form.basis_credit', { written: view.written.slice(0, 200) })
        : paper('evidence.origins.form.basis_hidden', { agency }),
    };
    return handleForm(c, form, {
      initial: () => fresh(values, { options }),
      again: () => ({ options }),
      render: (state) => (
        <DeskPage
          title={t('evidence.origins.credit.title', { agency })}
          noindex
          crumbs={[
            { label: t('evidence.origins.title'), href: routes.desk.origins({ show: 'credits' }) },
            { label: t('evidence.origins.credit.crumb') },
          ]}
        >
          <p class="lead">
            <BriefLine brief={page.brief} />
          </p>
          <AboutPage page={page} />
          <p>
            {t(`evidence.origins.how.${credit.how}`, { agency })}
            {view.written ? (
              <>
                {' '}
                <q class="typed">{view.written}</q>
              </>
            ) : null}
          </p>
          {view.state !== 'open' ? (
            <Notice title={t(`evidence.origins.state.${view.state}`)}>
              {view.reason ? <p>{view.reason}</p> : null}
            </Notice>
          ) : desk.may(acceptCredit) ? (
            <section class="panel" aria-labelledby="decide">
              <h2 id="decide">{t('evidence.origins.credit.decide')}</h2>
              <Form
                form={form}
                state={state}
                submit="evidence.origins.form.accept"
                cancel={routes.desk.origins({ show: 'credits' })}
              />
              <p>
                <a href={routes.desk.originDismiss({ what: 'credits', number })}>
                  {t('evidence.origins.dismiss_credit')}
                </a>
              </p>
            </section>
          ) : null}
        </DeskPage>
      ),
      submit: async ({ origin, title, published, kind, basis, why }) => {
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
        await relocated(
          run(
            app,
            acceptCredit,
            desk.principal,
            { credit: number, kind, basis, origin: origin === 'new' ? make : { source: origin } },
            why,
          ),
          [[/^(?:origin\.make|filing\.sources\.0|sources\.0)\./, '']],
        );
        return routes.desk.source({ number: page.brief.number });
      },
    });
  });
};
