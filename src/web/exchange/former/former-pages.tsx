import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { dropFormer, keepFormer, listFormer } from '../../../publishing/publication/former/change-former.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Notice, Pagination, Table } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { fieldWords } from '../../kit/forms/words.ts';
import { readFormerTable, type WrongLine } from './former-table.ts';
import { pageNumber, routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { SettingsParts } from '../../publishing/publication/parts.tsx';

const mostShown = 20;
const size = 100;

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
        {wrong.slice(0, mostShown).map(({ line, error }) => (
          <li>{t('publishing.publication.former.line', { line, problem: fieldWords(t, error) })}</li>
        ))}
        {wrong.length > mostShown ? (
          <li>{t('publishing.publication.former.further', { count: wrong.length - mostShown })}</li>
        ) : null}
      </ul>
    </Notice>
  );
}

/** Where addresses of a former site lead: brought in as a table, listed, forgotten. */
export const formerPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.former.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, keepFormer);
    const number = pageNumber(new URL(c.req.url));
    const { addresses, total, followed } = await listFormer(desk.app.db.read, { page: number, size });
    let wrong: readonly WrongLine[] = [];
    return handleForm(c, uploadForm, {
      render: (state) => (
        <DeskPage
          title={t('publishing.publication.former.title')}
          noindex
          crumbs={[
            { label: t('publishing.publication.title'), href: routes.desk.settings() },
            { label: t('publishing.publication.former.title') },
          ]}
        >
          <p class="lead">{t('publishing.publication.former.lead')}</p>
          <SettingsParts here={routes.desk.former()} />
          {wrong.length ? <Refused wrong={wrong} /> : null}
          <section class="panel" aria-labelledby="upload">
            <h2 id="upload">{t('publishing.publication.former.upload')}</h2>
            <Form form={uploadForm} state={state} submit="publishing.publication.former.submit" />
          </section>
          {addresses.length ? (
            <>
              <Table
                caption={t('publishing.publication.former.table', { count: total, followed })}
                head={[
                  t('publishing.publication.former.from'),
                  t('publishing.publication.former.to'),
                  t('publishing.publication.former.followed'),
                  t('publishing.publication.former.drop'),
                ]}
                numeric={[2]}
                rows={addresses.map((one) => [
                  one.path,
                  <a href={one.target}>{one.target}</a>,
                  String(one.followed),
                  <ActButton
                    action={routes.desk.dropFormer()}
                    label={t('publishing.publication.former.drop_of', { path: one.path })}
                    values={{ path: one.path }}
                  />,
                ])}
              />
              <Pagination
                page={number}
                pages={Math.ceil(total / size)}
                href={(one) => routes.desk.former({ page: one })}
              />
            </>
          ) : (
            <p>{t('publishing.publication.former.none')}</p>
          )}
        </DeskPage>
      ),
      submit: async ({ file, replace }) => {
        const read = await readFormerTable(file.name, new Uint8Array(await file.arrayBuffer())).catch(
          (thrown: unknown) => {
            const code = thrown instanceof AppError && thrown.code.startsWith('import_') ? thrown : null;
            throw code
              ? new AppError('invalid_input', {
                  fields: [{ path: 'file', message: `errors.${code.code}`, params: code.details }],
                })
              : thrown;
          },
        );
        wrong = read.wrong;
        if (wrong.length) throw new AppError('invalid_input');
        await run(desk.app, keepFormer, desk.principal, {
          addresses: read.rows.map(({ from, to }) => ({ from, to })),
          replace,
        }).catch((thrown: unknown) => {
          if (!(thrown instanceof AppError) || !thrown.fields.some((field) => /^addresses\.\d+/.test(field.path)))
            throw thrown;
          wrong = thrown.fields.map((error) => {
            const line = (index: number): number => read.rows[index]?.line ?? 0;
            return {
              line: line(Number(error.path.split('.')[1])),
              error: error.params?.['line']
                ? { ...error, params: { line: line(Number(error.params['line']) - 1) } }
                : error,
            };
          });
          throw new AppError('invalid_input');
        });
        return routes.desk.former();
      },
    });
  });

  web.post(routes.desk.dropFormer.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    return handleAct(c, async ({ values }) => {
      const { path } = values;
      await run(app, dropFormer, principal, { paths: [typeof path === 'string' ? path : ''] });
      return routes.desk.former();
    });
  });
};
