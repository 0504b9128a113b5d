import { z } from 'zod';
import { slugify } from '../../../../platform/text/slug.ts';
import type { Translate } from '../../../../platform/messages/messages.ts';
import { type Publication } from '../../../../publishing/publication/publication.ts';
import { inWords } from '../../../kit/publication.ts';
import { listTags } from '../../../../publishing/tags/queries.ts';
import { languageName } from '../../../../record/vocabulary/languages.ts';
import type { Pages } from '../../../kit/context.ts';
import { openEpub } from '../../../publishing/epub/make-epub.tsx';
import { defineForm, type Option } from '../../../kit/forms/form.ts';
import { askForMirror } from '../desk-mirror.ts';
import { sendStream } from '../../../kit/stream.ts';
import { routes } from '../../../routes.ts';
import { countryOptions } from '../../../record/forms/values.ts';
import { formPage } from '../../../kit/pages/form-page.tsx';

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

/** The page on which people select published articles and download them as a book. */
export const bookDeskPages: Pages = (web) => {
  formPage(web, routes.desk.mirrorBook, {
    operation: askForMirror,
    load: async ({ db }) => ({ tags: (await listTags(db)).filter((tag) => tag.published > 0) }),
    form: ({ t, paper, view }) =>
      bookForm(
        t,
        paper,
        view.tags.map((tag) => ({ value: tag.slug, text: tag.name })),
      ),
    title: 'publishing.epub.desk.title',
    crumbs: ({ t }) => [
      { label: t('site.desk.home.title'), href: routes.desk.home() },
      { label: t('site.mirror.desk.title'), href: routes.desk.mirror() },
    ],
    lead: ({ t }) => (
      <>
        <p class="lead">{t('publishing.epub.desk.lead')}</p>
        <p class="muted">{t('publishing.epub.desk.hint')}</p>
      </>
    ),
    save: 'publishing.epub.desk.make',
    home: () => routes.desk.mirror(),
    submit: async ({ section, tag, ...asked }, { c, app, paper }) => {
      const search = `?${new URLSearchParams(Object.entries(asked).flatMap(([name, value]) => (value ? [[name, value]] : [])))}`;
      const book = await openEpub(app, { paper, selection: { search, section, tag } });
      return sendStream(c, book.bytes, {
        'Content-Type': 'application/epub+zip',
        'Content-Disposition': `attachment; filename="${slugify(book.title)}.epub"`,
        'Cache-Control': 'no-store',
      });
    },
  });
};
