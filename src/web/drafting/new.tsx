import { z } from 'zod';
import { AppError, asAppError } from '../../platform/errors.ts';
import { mediaTypes } from '../../evidence/extract/media-types.ts';
import { askCaptures } from '../../drafting/orders/ask.ts';
import { createDraft } from '../../drafting/store/create-draft.ts';
import { addPage, type NewPage } from '../../drafting/store/add-page.ts';
import type { Pages } from '../kit/context.ts';
import { defineForm } from '../kit/forms/form.ts';
import { routes } from '../routes.ts';
import { teamOptions, teamSchema, withTeam } from '../record/teams/team-field.ts';
import { formPage } from '../kit/pages/form-page.tsx';
import { sampleReport } from './sample-report.ts';

const megabyte = 1_048_576;
const asUrl = /^https?:\/\/\S+$/i;

const newForm = defineForm({
  name: 'new',
  // A saved page may have 16 MiB. The other fields and the multipart encoding add to this.
  limit: 18 * megabyte,
  schema: z
    .object({
      page: z
        .string()
        .max(17 * megabyte, 'errors.field.text.long')
        .optional(),
      file: z.custom<File>((value) => value instanceof File).optional(),
      url: z
        .string()
        .max(2000, 'errors.field.url.bad')
        .refine((text) => asUrl.test(text) && URL.canParse(text), 'errors.field.url.bad')
        .optional(),
      title: z.string().max(500, 'errors.field.text.long').optional(),
      team: teamSchema,
    })
    .refine((input) => input.page !== undefined || input.file !== undefined, {
      path: ['page'],
      message: 'drafting.new_page.nothing',
    })
    .refine((input) => input.page === undefined || input.file === undefined, {
      path: ['file'],
      message: 'drafting.new_page.both',
    }),
  fields: {
    page: { kind: 'textarea', label: 'drafting.new_page.page', hint: 'drafting.new_page.page_hint', rows: 8 },
    file: {
      kind: 'file',
      label: 'drafting.new_page.file',
      hint: 'drafting.new_page.file_hint',
      accept: `.html,.htm,.xhtml,.pdf,.docx,.odt,.txt,.md,text/html,text/plain,${Object.values(mediaTypes).join(',')}`,
    },
    url: { kind: 'url', label: 'drafting.new_page.url', hint: 'drafting.new_page.url_hint', optional: true },
    title: { kind: 'text', label: 'drafting.new_page.title', hint: 'drafting.new_page.title_hint', optional: true },
  },
  collapsed: { names: ['file', 'url', 'title'], label: 'drafting.new_page.more' },
});

/**
 * The form that adds a page from a web address, a text or a file. Kronika preserves and reads the page, and shows the
 * draft. Several web addresses are fetched in the background.
 */
export const newPages: Pages = (web) => {
  formPage(web, routes.desk.newFromPage, {
    operation: createDraft,
    form: ({ c }) => withTeam(c, newForm),
    options: ({ db, principal, t }) => teamOptions(db, principal, t),
    focus: 'page',
    title: 'kit.desk_nav.new',
    crumbs: ({ t }) => [{ label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() }],
    lead: 'drafting.new_page.lead',
    save: 'drafting.new_page.submit',
    paths: (path) => (path.startsWith('addresses') ? 'page' : path),
    values: ({ query }) => ({ page: query('sample') ? sampleReport : query('url') }),
    submit: async ({ page: pasted, file, url, title, team: chosen }, { app, principal, asked, run }) => {
      const text = pasted?.trim() ?? '';
      const team = chosen === undefined ? undefined : Number(chosen);
      const several = file ? null : addressesIn(text);
      if (several) {
        await run(askCaptures, { addresses: several, reads: true, case: asked('case'), team });
        return routes.desk.drafts({ state: 'free' });
      }
      const input: NewPage = file
        ? {
            file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()), contentType: file.type },
            url,
            title,
            team,
          }
        : asAddress(text)
          ? { url: asAddress(text)!, title, team }
          : { text: pasted!, url, title, team };
      try {
        const brought = await addPage(app, principal, input, { case: asked('case') });
        return routes.desk.draft({ id: String(brought.draft) }, { show: brought.draftKnown ? 'known' : undefined });
      } catch (thrown) {
        const error = asAppError(thrown);
        if (!/^(?:fetch|page)_/.test(error.code)) throw thrown;
        throw new AppError('invalid_input', {
          fields: [{ path: file ? 'file' : 'page', message: `errors.${error.code}`, params: error.details }],
          cause: thrown,
        });
      }
    },
  });
};

/** The web addresses in a text that consists of at least two, separated by white space. Null for any other text. */
function addressesIn(text: string): string[] | null {
  const addresses = text.split(/\s+/).map(asAddress);
  return addresses.length > 1 && addresses.every((one) => one !== null) ? addresses : null;
}

/** The pasted text as a URL. The scheme can be missing ("example.org/page"). Null if it does not look like a URL. */
function asAddress(text: string): string | null {
  // A text with a scheme is meant as a URL. If the URL is invalid, fetching it fails with an error that says so.
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text)) return text;
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:\/\S*)?$/.test(text) &&
    !/\s/.test(text) &&
    /\.[a-z]{2,}(?:[/:]|$)/i.test(text)
    ? `https://${text}`
    : null;
}
