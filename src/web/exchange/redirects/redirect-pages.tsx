import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import {
  deleteRedirect,
  saveRedirects,
  listRedirects,
} from '../../../publishing/publication/redirects/change-redirects.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { fieldWords } from '../../kit/forms/words.ts';
import { readRedirectTable, type WrongLine } from './redirect-table.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { SettingsParts, ofSettings } from '../../publishing/publication/parts.tsx';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { Section } from '../../record/show/parts.tsx';

const maxShown = 20;

const uploadForm = defineForm({
  name: 'former',
  limit: 20 * 1024 * 1024,
  schema: z.object({
    file: z.instanceof(File, { error: 'publishing.publication.former.no_file' }),
    replace: z.boolean(),
  }),
  fields: {
    file: {
      kind: 'file',
      label: 'publishing.publication.former.file',
      hint: 'publishing.publication.former.file_hint',
      accept: '.csv,.tsv,.txt,.xlsx',
    },
    replace: { kind: 'checkbox', label: 'publishing.publication.former.replace' },
  },
});

function Refused({ wrong }: { wrong: readonly WrongLine[] }) {
  const t = useWords();
  return (
    <Notice kind="warning" title={t('publishing.publication.former.refused', { count: wrong.length })}>
      <ul class="plain-list">
        {wrong.slice(0, maxShown).map(({ line, error }) => (
          <li>{t('publishing.publication.former.line', { line, problem: fieldWords(t, error) })}</li>
        ))}
        {wrong.length > maxShown ? (
          <li>{t('publishing.publication.former.further', { count: wrong.length - maxShown })}</li>
        ) : null}
      </ul>
    </Notice>
  );
}

/** The pages that import redirects from a previous website as a table, list them and delete them. */
export const redirectPages: Pages = (web) => {
  formPage(web, routes.desk.former, {
    ...ofSettings,
    operation: saveRedirects,
    load: async ({ c, db }) => {
      const part = pageNumber(new URL(c.req.url));
      return { part, ...(await listRedirects(db, { page: part, size: 100 })), wrong: [] as readonly WrongLine[] };
    },
    form: uploadForm,
    title: 'publishing.publication.former.title',
    save: 'publishing.publication.former.submit',
    home: undefined,
    body: (form, { t, view: { part, addresses, total, followed, wrong } }) => (
      <>
        <p class="lead">{t('publishing.publication.former.lead')}</p>
        <SettingsParts here={routes.desk.former()} />
        {wrong.length ? <Refused wrong={wrong} /> : null}
        <Section id="upload" title={t('publishing.publication.former.upload')}>
          {form}
        </Section>
        {addresses.length ? (
          <>
            <Table
              caption={t('publishing.publication.former.table', { count: total, followed })}
              head={['from', 'to', 'followed', 'drop'].map((one) => t(`publishing.publication.former.${one}`))}
              numeric={[2]}
              rows={addresses.map((one) => [
                one.path,
                <a href={one.target}>{one.target}</a>,
                String(one.followed),
                <ActButton
                  action={routes.desk.deleteRedirect()}
                  label={t('publishing.publication.former.drop_of', { path: one.path })}
                  values={{ path: one.path }}
                />,
              ])}
            />
            <Pagination page={part} pages={Math.ceil(total / 100)} href={(page) => routes.desk.former({ page })} />
          </>
        ) : (
          <p>{t('publishing.publication.former.none')}</p>
        )}
      </>
    ),
    submit: async ({ file, replace }, { run, view }) => {
      const read = await readRedirectTable(file.name, new Uint8Array(await file.arrayBuffer())).catch(
        (thrown: unknown) => {
          const code = thrown instanceof AppError && /^(?:import|reading)_/.test(thrown.code) ? thrown : null;
          throw code
            ? new AppError('invalid_input', {
                fields: [{ path: 'file', message: `errors.${code.code}`, params: code.details }],
              })
            : thrown;
        },
      );
      view.wrong = read.wrong;
      if (view.wrong.length) throw new AppError('invalid_input');
      await run(saveRedirects, { addresses: read.rows.map(({ from, to }) => ({ from, to })), replace }).catch(
        (thrown: unknown) => {
          if (!(thrown instanceof AppError) || !thrown.fields.some((field) => /^addresses\.\d+/.test(field.path)))
            throw thrown;
          view.wrong = thrown.fields.map((error) => {
            const line = (index: number): number => read.rows[index]?.line ?? 0;
            return {
              line: line(Number(error.path.split('.')[1])),
              error: error.params?.['line']
                ? { ...error, params: { line: line(Number(error.params['line']) - 1) } }
                : error,
            };
          });
          throw new AppError('invalid_input');
        },
      );
    },
  });

  buttonRoute(web, routes.desk.deleteRedirect, {
    act: ({ run, text }) => run(deleteRedirect, { paths: [text('path')] }),
    home: () => routes.desk.former(),
  });
};
