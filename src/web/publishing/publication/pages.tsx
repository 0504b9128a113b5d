import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import {
  changePage as changeOwnPage,
  policies,
  policyLabel,
} from '../../../publishing/publication/pages/change-page.ts';
import { findPage, languageOf, listPages } from '../../../publishing/publication/pages/load-pages.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type Fields } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { whyField, whySchema } from '../../kit/forms/common-fields.ts';
import { languagesOf } from './sections.tsx';
import { SettingsParts, ofSettings } from './parts.tsx';
import { changePage, formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';

const pageForm = (t: Translate, languages: readonly string[], isNew: boolean) => {
  const texts: Fields = Object.fromEntries(
    languages.map((language, index) => [
      language,
      {
        kind: 'section',
        label: 'publishing.publication.page.name_in',
        labelParams: { language: languageName(language, t.locale) },
        fields: {
          title: {
            kind: 'text',
            label: 'publishing.publication.page.name_in',
            labelParams: { language: languageName(language, t.locale) },
            optional: index > 0,
          },
          text: {
            kind: 'textarea',
            label: 'publishing.publication.page.text',
            hint: index ? undefined : 'publishing.publication.page.text_hint',
            optional: true,
            rows: index ? 8 : 14,
          },
        },
      },
    ]),
  );
  return defineForm({
    name: 'page',
    schema: z.object({
      key: z.string().default(''),
      texts: z.record(z.string(), z.object({ title: z.string().optional(), text: z.string().optional() })),
      policy: z.enum(policies).optional(),
      inMenu: z.boolean(),
      public: z.boolean(),
      position: z.unknown().optional(),
      why: whySchema,
    }),
    fields: {
      ...(isNew
        ? {
            key: {
              kind: 'text',
              label: 'publishing.publication.page.key',
              hint: 'publishing.publication.page.key_hint',
              width: 'half',
            },
          }
        : {}),
      texts: { kind: 'section', label: 'publishing.publication.page.texts', fields: texts },
      policy: {
        kind: 'select',
        label: 'publishing.publication.page.policy',
        hint: 'publishing.publication.page.policy_hint',
        optional: true,
        options: policies.map((one) => ({ value: one, label: policyLabel(one) })),
      },
      inMenu: { kind: 'checkbox', label: 'publishing.publication.page.in_menu' },
      position: {
        kind: 'number',
        label: 'publishing.publication.page.position',
        hint: 'publishing.publication.page.position_hint',
        optional: true,
        width: 'third',
      },
      public: { kind: 'checkbox', label: 'publishing.publication.page.public' },
      why: whyField,
    } as Fields,
  });
};

/** The publication's own pages: the list, and the forms that create and change a page. */
export const ownPagesDesk: Pages = (web) => {
  listPage(web, routes.desk.pages, {
    operation: changeOwnPage,
    title: 'publishing.publication.page.title',
    load: async ({ db }) => ({ rows: await listPages(db) }),
    crumbs: ofSettings.crumbs,
    add: ({ t }) => ({ href: routes.desk.newPage(), label: t('publishing.publication.page.new') }),
    lead: ({ t }) => (
      <>
        <p class="lead">{t('publishing.publication.page.lead')}</p>
        <SettingsParts here={routes.desk.pages()} />
      </>
    ),
    caption: ({ t, total }) => t('publishing.publication.page.list', { count: total }),
    columns: [
      { head: 'publishing.publication.section.key', cell: (one) => one.key },
      {
        head: 'kit.style.name',
        cell: (one, { t }) => (
          <a href={routes.desk.editPage({ key: one.key })}>{one.texts[languageOf(one.texts, [t.locale])]!.title}</a>
        ),
      },
      {
        head: 'publishing.publication.page.languages',
        cell: (one, { t }) =>
          Object.keys(one.texts)
            .map((tag) => languageName(tag, t.locale))
            .join(', '),
      },
      {
        head: 'publishing.publication.page.state',
        cell: (one, { t }) => {
          const state = one.public ? 'public' : one.was_public ? 'gone' : 'draft';
          const words = t(`publishing.publication.page.state.${state}`);
          return one.public ? <a href={routes.page({ slug: one.key })}>{words}</a> : words;
        },
      },
    ],
    empty: () => ({ title: 'publishing.publication.page.none', text: 'publishing.publication.page.none_lead' }),
  });

  formPage(web, routes.desk.newPage, {
    ...shared,
    load: async ({ db }) => loadPublication(db),
    form: ({ t, view }) => pageForm(t, languagesOf(view.publication), true),
    title: 'publishing.publication.page.new',
    version: () => '0',
    values: () => ({ inMenu: '1' }),
    submit: ({ why, key, ...input }, { run, version }) => run(changeOwnPage, { key, version, to: pageOf(input) }, why),
  });

  changePage(web, routes.desk.editPage, {
    ...shared,
    load: async ({ db, params }) => {
      const stored = await findPage(db, params.key);
      if (!stored) throw new AppError('not_found');
      const { publication } = await loadPublication(db);
      return { stored, publication, version: stored.version };
    },
    form: ({ t, view: { stored, publication } }) =>
      pageForm(t, [...new Set([...languagesOf(publication), ...Object.keys(stored.texts)])], false),
    title: ({ t, view: { stored } }) => stored.texts[languageOf(stored.texts, [t.locale])]!.title,
    values: ({ view: { stored } }) => ({
      texts: stored.texts,
      policy: stored.policy ?? '',
      inMenu: stored.in_menu,
      public: stored.public,
      position: stored.position,
    }),
    submit: ({ why, key: _, ...input }, { run, params: { key }, version }) =>
      run(changeOwnPage, { key, version, to: pageOf(input) }, why),
  });
};

const shared = {
  operation: changeOwnPage,
  crumbs: ({ t }: { t: Translate }) => [
    ...ofSettings.crumbs({ t }),
    { label: t('publishing.publication.page.title'), href: routes.desk.pages() },
  ],
  save: 'record.desk.save',
  home: () => routes.desk.pages(),
  paths: [[/^to\./, '']] as const,
};

/** A page as input of the operation. Languages without a text are left out. */
function pageOf({ texts, position, ...rest }: Omit<z.output<ReturnType<typeof pageForm>['schema']>, 'key' | 'why'>) {
  const written = Object.fromEntries(Object.entries(texts).filter(([, one]) => one.title || one.text));
  return {
    ...rest,
    texts: written as Record<string, { title: string; text?: string }>,
    position: (position ?? 0) as number,
  };
}
