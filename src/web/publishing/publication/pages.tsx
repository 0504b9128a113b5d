import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { changePage, policies, policyLabel } from '../../../publishing/publication/pages/change-page.ts';
import { findPage, languageOf, listPages } from '../../../publishing/publication/pages/load-pages.ts';
import { loadPublication } from '../../../publishing/publication/publication.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Table } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, toTree, type Fields } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { page } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { whyField, whySchema } from '../../record/forms/common.tsx';
import { languagesOf } from './sections.tsx';
import { SettingsParts } from './parts.tsx';

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
      texts: { kind: 'section', label: 'publishing.publication.page.text', fields: texts },
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

/** Pages of the publication's own: listed, made, changed. */
export const ownPagesDesk: Pages = (web) => {
  web.get(routes.desk.pages.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, changePage);
    const pages = await listPages(desk.app.db.read);
    const state = (one: (typeof pages)[number]): string =>
      t(`publishing.publication.page.state.${one.public ? 'public' : one.was_public ? 'gone' : 'draft'}`);
    const add = { href: routes.desk.newPage(), label: t('publishing.publication.page.new') };
    return page(
      c,
      <DeskPage
        title={t('publishing.publication.page.title')}
        noindex
        crumbs={[
          { label: t('publishing.publication.title'), href: routes.desk.settings() },
          { label: t('publishing.publication.page.title') },
        ]}
        actions={
          <a class="button main small" href={add.href}>
            {add.label}
          </a>
        }
      >
        <p class="lead">{t('publishing.publication.page.lead')}</p>
        <SettingsParts here={routes.desk.pages()} />
        {pages.length ? (
          <Table
            caption={t('publishing.publication.page.list', { count: pages.length })}
            head={[
              t('publishing.publication.section.key'),
              t('kit.style.name'),
              t('publishing.publication.page.languages'),
              t('publishing.publication.page.state'),
            ]}
            rows={pages.map((one) => [
              one.key,
              <a href={routes.desk.editPage({ key: one.key })}>
                {one.texts[languageOf(one.texts, [t.locale])]!.title}
              </a>,
              Object.keys(one.texts)
                .map((tag) => languageName(tag, t.locale))
                .join(', '),
              one.public ? <a href={routes.page({ slug: one.key })}>{state(one)}</a> : state(one),
            ])}
          />
        ) : (
          <Empty title={t('publishing.publication.page.none')} action={add}>
            {t('publishing.publication.page.none_lead')}
          </Empty>
        )}
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.newPage.pattern, (c) => edit(c, null));
  web.on(['GET', 'POST'], routes.desk.editPage.pattern, (c) => edit(c, routes.desk.editPage.read(c.req.param()).key));
};

async function edit(c: Ctx, key: string | null): Promise<Response> {
  const t = c.get('t');
  const desk = await atDesk(c);
  demand(desk, changePage);
  const { read } = desk.app.db;
  const stored = key === null ? undefined : await findPage(read, key);
  if (key !== null && !stored) throw new AppError('not_found');
  const { publication } = await loadPublication(read);
  const form = pageForm(
    t,
    [...new Set([...languagesOf(publication), ...Object.keys(stored?.texts ?? {})])],
    key === null,
  );
  const valuesOf = (row: NonNullable<typeof stored>): Tree =>
    toTree({
      texts: row.texts,
      policy: row.policy ?? '',
      inMenu: row.in_menu,
      public: row.public,
      position: row.position,
    }) as Tree;
  const title = stored
    ? stored.texts[languageOf(stored.texts, [t.locale])]!.title
    : t('publishing.publication.page.new');
  return handleForm(c, form, {
    initial: () =>
      stored ? fresh(valuesOf(stored), { version: String(stored.version) }) : fresh({ inMenu: '1' }, { version: '0' }),
    render: (state) => (
      <DeskPage
        title={title}
        noindex
        crumbs={[
          { label: t('publishing.publication.title'), href: routes.desk.settings() },
          { label: t('publishing.publication.page.title'), href: routes.desk.pages() },
          { label: title },
        ]}
      >
        <Form form={form} state={state} submit="record.desk.save" cancel={routes.desk.pages()} />
      </DeskPage>
    ),
    submit: async ({ why, key: typed, texts, position, ...rest }, { version }) => {
      const written = Object.fromEntries(Object.entries(texts).filter(([, one]) => one.title || one.text));
      const to = {
        ...rest,
        texts: written as Record<string, { title: string; text?: string }>,
        position: (position ?? 0) as number,
      };
      await run(desk.app, changePage, desk.principal, { key: key ?? typed, version: version ?? '', to }, why).catch(
        (thrown: unknown) => {
          if (thrown instanceof AppError)
            for (const field of thrown.fields) field.path = field.path.replace(/^to\./, '');
          throw thrown;
        },
      );
      return routes.desk.pages();
    },
    current: async () => {
      const now = (await findPage(read, key!))!;
      return { values: valuesOf(now), version: String(now.version) };
    },
  });
}
