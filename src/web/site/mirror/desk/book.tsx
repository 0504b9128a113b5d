import { Readable } from 'node:stream';
import { z } from 'zod';
import { slugify } from '../../../../platform/text/slug.ts';
import type { Translate } from '../../../../platform/messages/messages.ts';
import { type Publication } from '../../../../publishing/publication/publication.ts';
import { inWords } from '../../../kit/publication.ts';
import { listTags } from '../../../../publishing/tags/queries.ts';
import { languageName } from '../../../../record/vocabulary/languages.ts';
import { DeskPage } from '../../../kit/components/layout.tsx';
import type { Pages } from '../../../kit/context.ts';
import { openEpub } from '../../../publishing/epub/make-epub.tsx';
import { Form } from '../../../kit/forms/fields.tsx';
import { defineForm, fresh, type Option } from '../../../kit/forms/form.ts';
import { handleForm } from '../../../kit/forms/handle.ts';
import { askForMirror } from '../desk-mirror.ts';
import { routes } from '../../../routes.ts';
import { atDesk, demand } from '../../../kit/desk/who.ts';
import { countryOptions } from '../../../record/forms/values.ts';

const chosen = z.string().max(400, 'errors.field.text.long').optional();

function bookForm(t: Translate, paper: Publication, tags: readonly Option[]) {
  const select = (name: string, options: readonly Option[]) =>
    ({
      kind: 'select',
      label: `publishing.epub.desk.${name}`,
      empty: 'publishing.epub.desk.any',
      optional: true,
      width: 'half',
      options,
    }) as const;
  const languages = [...new Set([paper.language, ...paper.contentLanguages])];
  return defineForm({
    name: 'book',
    schema: z.object({
      q: chosen,
      section: chosen,
      tag: chosen,
      language: chosen,
      country: chosen,
      year: z
        .string()
        .regex(/^\d{4}$/, 'publishing.epub.desk.year_bad')
        .optional(),
    }),
    fields: {
      q: {
        kind: 'search',
        label: 'publishing.epub.desk.q',
        hint: 'publishing.epub.desk.q_hint',
        optional: true,
        maxLength: 400,
      },
      ...(paper.sections.length
        ? {
            section: select(
              'section',
              paper.sections.map((one) => ({ value: one.key, text: inWords(one.names, t.locale, paper) })),
            ),
          }
        : {}),
      ...(tags.length ? { tag: select('tag', tags) } : {}),
      ...(languages.length > 1
        ? {
            language: select(
              'language',
              languages.map((tag) => ({ value: tag, text: languageName(tag, t.locale) })),
            ),
          }
        : {}),
      country: select('country', countryOptions(t)),
      year: { kind: 'text', label: 'publishing.epub.desk.year', optional: true, maxLength: 4, width: 'half' },
    },
  });
}

/** A choice of published articles, as a book to take along. */
export const bookDeskPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.mirrorBook.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, askForMirror);
    const t = c.get('t');
    const paper = c.get('deps').paper();
    const tags = (await listTags(desk.app.db.read)).filter((tag) => tag.published > 0);
    const form = bookForm(
      t,
      paper,
      tags.map((tag) => ({ value: tag.slug, text: tag.name })),
    );
    return handleForm(c, form, {
      initial: () => fresh({}),
      render: (state) => (
        <DeskPage
          title={t('publishing.epub.desk.title')}
          noindex
          crumbs={[
            { label: t('site.desk.home.title'), href: routes.desk.home() },
            { label: t('site.mirror.desk.title'), href: routes.desk.mirror() },
            { label: t('publishing.epub.desk.title') },
          ]}
        >
          <p class="lead">{t('publishing.epub.desk.lead')}</p>
          <p class="who">{t('publishing.epub.desk.hint')}</p>
          <Form form={form} state={state} submit="publishing.epub.desk.make" cancel={routes.desk.mirror()} />
        </DeskPage>
      ),
      submit: async ({ section, tag, ...asked }) => {
        const search = `?${new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
        const book = await openEpub(desk.app, { paper, selection: { search, section, tag } });
        c.set('streamed', true);
        return c.body(Readable.toWeb(Readable.from(book.bytes)) as ReadableStream<Uint8Array>, 200, {
          'Content-Type': 'application/epub+zip',
          'Content-Disposition': `attachment; filename="${slugify(book.title)}.epub"`,
          'Cache-Control': 'no-store',
        });
      },
    });
  });
};
