import { z } from 'zod';
import { asAppError, AppError } from '../../../platform/errors.ts';
import { addTable } from '../../../exchange/import/add-table.ts';
import { dropMapping, findMapping, listMappings, type SavedMapping } from '../../../exchange/import/store/mappings.ts';
import { storeTable } from '../../../exchange/import/store/store-table.ts';
import { run } from '../../../platform/operation.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, PageSection } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, toInput, type FormState, type Option } from '../../kit/forms/form.ts';
import { control, handleAction } from '../../kit/forms/handle.ts';
import { fieldErrors } from '../../kit/forms/issues.ts';
import { samePath } from '../../kit/forms/tree.ts';
import { checkToken } from '../../kit/middleware/same-site.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, requirePermission, type Desk } from '../../kit/desk/who.ts';
import { When } from '../../record/history/when.tsx';
import { Counted, StateWord } from './parts.tsx';
import { listDataSets, listImports, type ImportLine } from './queries.ts';
import { teamOptions, teamSchema, withTeam } from '../../record/teams/team-field.ts';
import { receiveUpload } from '../../kit/forms/upload.ts';

const size = 30;

const uploadForm = defineForm({
  name: 'import',
  schema: z.object({
    dataSet: z.string().max(40).default('find'),
    title: z.string().max(500, 'errors.field.text.long').optional(),
    mapping: z.string().max(100).optional(),
    team: teamSchema,
  }),
  fields: {
    dataSet: {
      kind: 'select',
      label: 'exchange.imports.upload.data_set',
      hint: 'exchange.imports.upload.data_set_hint',
    },
    title: {
      kind: 'text',
      label: 'exchange.imports.upload.title',
      hint: 'exchange.imports.upload.title_hint',
      optional: true,
    },
    mapping: {
      kind: 'select',
      label: 'exchange.imports.upload.mapping',
      empty: 'exchange.imports.upload.mapping_fitting',
      optional: true,
    },
    // The file is the last field, so that the server has all other values before the file arrives.
    file: {
      kind: 'file',
      label: 'exchange.imports.upload.file',
      hint: 'exchange.imports.upload.file_hint',
      accept: '.csv,.tsv,.tab,.txt,.xlsx,.json,.geojson,.jsonl,.ndjson',
    },
  },
});

/** The maximum size of a file in bytes. The file is streamed to disk, not held in memory. */
const maxBytes = 1024 * 1024 * 1024;

/** The page with all imports, and the form that uploads a table. */
export const importListPages: Pages = (web) => {
  web.get(routes.desk.imports.pattern, async (c) => show(c, await atDesk(c), fresh()));
  web.post(routes.desk.imports.pattern, async (c) => {
    const desk = await atDesk(c);
    requirePermission(desk, storeTable);
    return upload(c, desk);
  });
  web.post(routes.desk.dropImportMapping.pattern, async (c) => {
    const desk = await atDesk(c);
    const { id } = routes.desk.dropImportMapping.read(c.req.param());
    return handleAction(c, async () => {
      await run(desk.app, dropMapping, desk.principal, { mapping: Number(id) });
      return routes.desk.imports();
    });
  });
};

async function upload(c: Ctx, desk: Desk): Promise<Response> {
  let values: FormState['values'] = {};
  const again = (state: Partial<FormState>, status: number): Promise<Response> =>
    show(c, desk, { ...fresh(values), filesLost: true, ...state }, status);
  try {
    const { taken, typed } = await receiveUpload(c, maxBytes, async ({ name, chunks }, typed) => {
      values = typed;
      await checkToken(c, typeof typed[control.token] === 'string' ? (typed[control.token] as string) : undefined);
      const parsed = uploadForm.schema.safeParse(toInput(withTeam(c, uploadForm, 'file').fields, typed));
      if (!parsed.success) throw new AppError('invalid_input', { fields: fieldErrors(parsed.error) });
      const { dataSet, title, mapping, team } = parsed.data;
      const saved = mapping ? await findMapping(desk.app.db.read, mapping) : null;
      return addTable(desk.app, desk.principal, {
        name,
        chunks,
        title,
        dataSet: dataSet === 'find' ? undefined : dataSet,
        mapping: saved?.mapping,
        team: team === undefined ? undefined : Number(team),
      });
    });
    values = typed;
    if (!taken)
      return await again(
        { errors: [{ path: 'file', message: 'exchange.imports.upload.no_file' }], filesLost: false },
        400,
      );
    return c.redirect(routes.desk.import_({ id: String(taken.import) }), 303);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (error.code === 'internal' || error.code === 'not_signed_in') throw thrown;
    if (error.code.startsWith('import_'))
      return again(
        { errors: [{ path: 'file', message: `errors.${error.code}`, params: error.details }] },
        error.status,
      );
    if (error.code === 'invalid_input')
      return again({ errors: error.fields.map((field) => ({ ...field, path: samePath(field.path) })) }, error.status);
    return again(
      { problem: c.get('t')(`errors.${error.code}`, error.details), filesLost: error.code !== 'bad_form' },
      error.status,
    );
  }
}

async function show(c: Ctx, desk: Desk, state: FormState, status = 200): Promise<Response> {
  const { read } = desk.app.db;
  const t = c.get('t');
  const at = pageNumber(new URL(c.req.url));
  const [lines, mappings, dataSets] = [
    await listImports(read, { limit: size + 1, offset: (at - 1) * size }),
    await listMappings(read),
    await listDataSets(read),
  ];
  const options: Record<string, Option[]> = {
    dataSet: [
      { value: 'find', label: 'exchange.imports.upload.find' },
      { value: 'new', label: 'exchange.imports.upload.new' },
      ...dataSets.map((one) => ({
        value: `source/${one.number}`,
        text: one.title,
        group: t('exchange.imports.upload.data_sets'),
      })),
    ],
    mapping: mappings.map((one) => ({ value: one.name, text: one.name })),
    ...(await teamOptions(read, desk.principal, t)),
  };
  return page(
    c,
    <DeskPage title={t('exchange.imports.title')}>
      <div class="imports">
        <p class="lead">{t('exchange.imports.lead')}</p>
        <Form
          form={withTeam(c, uploadForm, 'file')}
          state={{ ...state, options }}
          submit="exchange.imports.upload.submit"
        />
        <PageSection id="imports" title={t('exchange.imports.list.title')} rule>
          {lines.length ? <Lines lines={lines.slice(0, size)} /> : <Empty title={t('exchange.imports.list.none')} />}
          <p class="actions">
            {at > 1 ? <a href={routes.desk.imports({ page: at - 1 })}>{t('kit.pages.previous')}</a> : null}
            {lines.length > size ? <a href={routes.desk.imports({ page: at + 1 })}>{t('kit.pages.next')}</a> : null}
          </p>
        </PageSection>
        {mappings.length ? <Mappings mappings={mappings} /> : null}
      </div>
    </DeskPage>,
    status,
  );
}

function Lines({ lines }: { lines: readonly ImportLine[] }) {
  const { t } = useView();
  return (
    <ul class="list">
      {lines.map((line) => (
        <li>
          <h3>
            <a href={routes.desk.import_({ id: String(line.id) })}>{line.fileName}</a>
          </h3>
          <p class="meta pills">
            <StateWord state={line.state} dry={line.dry} /> <Counted counts={line.counts} />
          </p>
          <p class="muted">
            {t('exchange.imports.list.of')}{' '}
            <a href={routes.desk.source({ number: line.source.number })}>{line.source.title}</a> ·{' '}
            <When at={line.changedAt} />
            {line.by ? ` · ${line.by}` : ''}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Mappings({ mappings }: { mappings: readonly SavedMapping[] }) {
  const { t } = useView();
  return (
    <PageSection id="mappings" title={t('exchange.imports.mappings.title')} rule>
      <p class="hint">{t('exchange.imports.mappings.hint')}</p>
      <ul class="list">
        {mappings.map((one) => (
          <li>
            <h3>{one.name}</h3>
            <p class="muted">
              {one.columns.slice(0, 12).join(' · ')} · <When at={one.savedAt} />
            </p>
            <ActButton
              action={routes.desk.dropImportMapping({ id: String(one.id) })}
              label={t('exchange.imports.mappings.drop')}
            />
          </li>
        ))}
      </ul>
    </PageSection>
  );
}
