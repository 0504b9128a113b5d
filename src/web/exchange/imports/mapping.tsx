import { z } from 'zod';
import { scanTable } from '../../../exchange/import/bring-table.ts';
import { suggestMapping } from '../../../exchange/import/mapping/suggest.ts';
import { findTarget } from '../../../exchange/import/mapping/targets.ts';
import { charsets } from '../../../exchange/import/read/charset.ts';
import { readingSchema } from '../../../exchange/import/read/reading.ts';
import { sheetsOf } from '../../../exchange/import/read/xlsx.ts';
import { changeImport } from '../../../exchange/import/store/change-import.ts';
import { bytesOf, loadImport, type Import } from '../../../exchange/import/store/load-import.ts';
import { findMappingFor, saveMapping } from '../../../exchange/import/store/mappings.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { countries, countryName } from '../../../record/vocabulary/countries.ts';
import { termLabel, termsOf } from '../../../record/vocabulary/terms.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, toTree, type FormState } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';
import { importNumber } from './import.tsx';
import { listOf, mappingForm, mappingFromForm, mappingOptions, mappingToTree } from './mapping-form.ts';

const crumbsOf = (t: (key: string) => string, one: Import, title: string) => [
  { label: t('exchange.imports.title'), href: routes.desk.imports() },
  { label: one.fileName, href: routes.desk.import_({ id: String(one.id) }) },
  { label: title },
];

const signs = [',', ';', '\t', '|'] as const;
const signNames = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar' } as const;

const readingForm = defineForm({
  name: 'reading',
  schema: z.object({
    charset: z.enum(charsets).optional(),
    delimiter: z.enum(['comma', 'semicolon', 'tab', 'bar']).optional(),
    sheet: z.string().max(100).optional(),
    headerRow: z
      .number('exchange.imports.reading.header_bad')
      .int('exchange.imports.reading.header_bad')
      .min(1, 'exchange.imports.reading.header_bad')
      .max(100, 'exchange.imports.reading.header_bad')
      .optional(),
  }),
  fields: {
    charset: {
      kind: 'select',
      label: 'exchange.imports.reading.charset',
      hint: 'exchange.imports.reading.charset_hint',
      options: charsets.map((name) => ({ value: name, text: name })),
      optional: true,
    },
    delimiter: {
      kind: 'select',
      label: 'exchange.imports.reading.delimiter',
      options: signs.map((sign) => ({ value: signNames[sign], label: `exchange.imports.reading.${signNames[sign]}` })),
      optional: true,
    },
    sheet: { kind: 'select', label: 'exchange.imports.reading.sheet', optional: true },
    headerRow: {
      kind: 'number',
      label: 'exchange.imports.reading.header',
      hint: 'exchange.imports.reading.header_hint',
      optional: true,
    },
  },
});

/** How a file is read, and what becomes of its columns. */
export const importMappingPages: Pages = (web) => {
  web.on(['GET', 'POST'], routes.desk.importMapping.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, changeImport);
    const id = importNumber(c.req.param('id'));
    const t = c.get('t');
    const one = await loadImport(desk.app.db.read, id);
    const columns = one.profile.columns.map((column) => column.name);
    const options = mappingOptions(t, columns);
    return handleForm(c, mappingForm, {
      initial: () => fresh(mappingToTree(t, one.mapping), { options, version: String(one.version) }),
      again: () => ({ options }),
      current: async () => {
        const now = await loadImport(desk.app.db.read, id);
        return { values: mappingToTree(t, now.mapping), version: String(now.version) };
      },
      render: (state) => <MappingPage one={one} state={state} />,
      submit: async (sent, { version, intent }) => {
        if (intent === 'suggest') {
          await run(desk.app, changeImport, desk.principal, { import: id, mapping: suggestMapping(one.profile) });
          return routes.desk.importMapping({ id: String(id) });
        }
        const mapping = mappingFromForm(sent);
        await run(desk.app, changeImport, desk.principal, {
          import: id,
          mapping,
          version: version === undefined ? undefined : Number(version),
        });
        if (sent.saveAs) await run(desk.app, saveMapping, desk.principal, { name: sent.saveAs, mapping, columns });
        return routes.desk.import_({ id: String(id) });
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.importReading.pattern, async (c) => {
    const desk = await atDesk(c);
    demand(desk, changeImport);
    const id = importNumber(c.req.param('id'));
    const one = await loadImport(desk.app.db.read, id);
    const file = bytesOf(desk.app, one);
    const sheets = one.reading.format === 'xlsx' ? await sheetsOf(file) : [];
    const options = { sheet: sheets.map((name) => ({ value: name, text: name })) };
    const { charset, delimiter, sheet, headerRow } = one.reading;
    return handleForm(c, readingForm, {
      initial: () =>
        fresh(
          toTree({
            charset,
            delimiter: signNames[delimiter as ','] ?? 'comma',
            sheet: sheet ?? sheets[0],
            headerRow,
          }) as Tree,
          { options, version: String(one.version) },
        ),
      again: () => ({ options }),
      render: (state) => <ReadingPage one={one} state={state} />,
      submit: async (sent, { version }) => {
        const reading = readingSchema.parse({
          ...one.reading,
          ...sent,
          delimiter: signs.find((sign) => signNames[sign] === sent.delimiter) ?? delimiter,
        });
        const { profile } = await scanTable(file, reading).catch((thrown: unknown) => {
          const error = asAppError(thrown);
          if (!error.code.startsWith('import_')) throw thrown;
          throw new AppError('invalid_input', {
            fields: [
              {
                path: reading.format === 'xlsx' ? 'sheet' : reading.format === 'csv' ? 'delimiter' : 'charset',
                message: `errors.${error.code}`,
                params: error.details,
              },
            ],
            cause: thrown,
          });
        });
        const columns = profile.columns.map((column) => column.name);
        const same =
          columns.length === one.profile.columns.length &&
          columns.every((name, index) => one.profile.columns[index]!.name === name);
        const mapping = same
          ? one.mapping
          : ((await findMappingFor(desk.app.db.read, columns))?.mapping ?? suggestMapping(profile));
        await run(desk.app, changeImport, desk.principal, {
          import: id,
          reading,
          profile,
          mapping,
          version: version === undefined ? undefined : Number(version),
        });
        return routes.desk.import_({ id: String(id) });
      },
    });
  });
};

function MappingPage({ one, state }: { one: Import; state: FormState }) {
  const { t } = useView();
  const title = t('exchange.imports.form.page');
  const lists = [
    ...new Set(
      [...one.mapping.fields.map((field) => field.target), ...targetsIn(state)]
        .flatMap((key) => findTarget(key) ?? [])
        .flatMap((target) => listOf(target) ?? []),
    ),
  ];
  return (
    <DeskPage title={title} noindex crumbs={crumbsOf(t, one, title)}>
      <p class="lead">{t('exchange.imports.form.lead', { file: one.fileName })}</p>
      <Form
        form={mappingForm}
        state={state}
        submit="exchange.imports.form.save"
        more={[{ intent: 'suggest', label: 'exchange.imports.form.suggest' }]}
        cancel={routes.desk.import_({ id: String(one.id) })}
      />
      {lists.map((id) => (
        <Choices id={id} />
      ))}
    </DeskPage>
  );
}

const targetsIn = (state: FormState): string[] =>
  Array.isArray(state.values['fields'])
    ? state.values['fields'].flatMap((row) =>
        row && typeof row === 'object' && 'target' in row && typeof row.target === 'string' ? [row.target] : [],
      )
    : [];

/** The terms that a value can mean, for the browser to offer. */
function Choices({ id }: { id: string }) {
  const { t } = useView();
  const words =
    id === 'countries'
      ? countries.map((code) => countryName(code, t.locale))
      : termsOf(id.replace('terms-', '') as Parameters<typeof termsOf>[0]).map(({ key }) =>
          t(termLabel(id.replace('terms-', '') as Parameters<typeof termsOf>[0], key)),
        );
  return (
    <datalist id={id}>
      {words.map((word) => (
        <option value={word} />
      ))}
    </datalist>
  );
}

function ReadingPage({ one, state }: { one: Import; state: FormState }) {
  const { t } = useView();
  const title = t('exchange.imports.reading.page');
  return (
    <DeskPage title={title} noindex crumbs={crumbsOf(t, one, title)}>
      <p class="lead">{t('exchange.imports.reading.lead', { file: one.fileName })}</p>
      <Form
        form={readingForm}
        state={state}
        submit="exchange.imports.reading.save"
        cancel={routes.desk.import_({ id: String(one.id) })}
      />
    </DeskPage>
  );
}
