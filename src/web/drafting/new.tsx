import { z } from 'zod';
import { AppError, asAppError } from '../../platform/errors.ts';
import { createDraft } from '../../drafting/store/create-draft.ts';
import { bringIn, type BringIn } from '../../drafting/store/bring-in.ts';
import { DeskPage } from '../kit/components/layout.tsx';
import type { Pages } from '../kit/context.ts';
import { Form } from '../kit/forms/fields.tsx';
import { defineForm, fresh } from '../kit/forms/form.ts';
import { handleForm } from '../kit/forms/handle.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { atDesk, demand } from '../kit/desk/who.ts';

const megabyte = 1_048_576;
const asUrl = /^https?:\/\/\S+$/i;

const newForm = defineForm({
  name: 'new',
  // A saved page may be 16 MB; a browser's form adds a little.
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
    })
    .refine((typed) => typed.page !== undefined || typed.file !== undefined, {
      path: ['page'],
      message: 'drafting.new_page.nothing',
    })
    .refine((typed) => typed.page === undefined || typed.file === undefined, {
      path: ['file'],
      message: 'drafting.new_page.both',
    }),
  fields: {
    page: { kind: 'textarea', label: 'drafting.new_page.page', hint: 'drafting.new_page.page_hint', rows: 8 },
    file: {
      kind: 'file',
      label: 'drafting.new_page.file',
      hint: 'drafting.new_page.file_hint',
      accept: '.html,.htm,.xhtml,.txt,.md,text/html,text/plain',
    },
    url: { kind: 'url', label: 'drafting.new_page.url', hint: 'drafting.new_page.url_hint', optional: true },
    title: { kind: 'text', label: 'drafting.new_page.title', hint: 'drafting.new_page.title_hint', optional: true },
  },
});

/** Paste an address, a text or a file: the page is kept and read, and its draft opened. */
export const newPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.newFromPage.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, createDraft);
    const inCase = /^[1-9]\d{0,15}$/.exec(c.req.query('case') ?? '')?.[0];
    return handleForm(c, newForm, {
      initial: () => fresh({ page: c.req.query('url') }, { focus: 'page' }),
      render: (state) => <NewPage state={state} />,
      submit: async ({ page: typed, file, url, title }) => {
        const text = typed?.trim() ?? '';
        const field = file ? 'file' : 'page';
        const input: BringIn = file
          ? {
              file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()), contentType: file.type },
              url,
              title,
            }
          : asAddress(text)
            ? { url: asAddress(text)!, title }
            : { text: typed!, url, title };
        try {
          const brought = await bringIn(desk.app, desk.principal, input, { case: inCase && `case/${inCase}` });
          return routes.desk.draft({ id: String(brought.draft) }, { show: brought.draftKnown ? 'known' : undefined });
        } catch (thrown) {
          const error = asAppError(thrown);
          if (!/^(?:fetch|page)_/.test(error.code)) throw thrown;
          throw new AppError('invalid_input', {
            fields: [{ path: field, message: `errors.${error.code}`, params: error.details }],
            cause: thrown,
          });
        }
      },
    });
  });
};

/** The address, if that is what was pasted; "example.org/page" is one too. */
function asAddress(text: string): string | null {
  // Whatever has a scheme is meant as an address: fetching says what is wrong with it.
  if (/^[a-z][a-z0-9+.-]*:\/\/\S+$/i.test(text)) return text;
  return /^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:\/\S*)?$/.test(text) &&
    !/\s/.test(text) &&
    /\.[a-z]{2,}(?:[/:]|$)/i.test(text)
    ? `https://${text}`
    : null;
}

function NewPage({ state }: { state: Parameters<typeof Form>[0]['state'] }) {
  const { t } = useView();
  return (
    <DeskPage
      title={t('kit.desk_nav.new')}
      noindex
      crumbs={[{ label: t('kit.desk_nav.drafts'), href: routes.desk.drafts() }, { label: t('kit.desk_nav.new') }]}
    >
      <p class="lead">{t('drafting.new_page.lead')}</p>
      <Form form={newForm} state={state} submit="drafting.new_page.submit" />
    </DeskPage>
  );
}
