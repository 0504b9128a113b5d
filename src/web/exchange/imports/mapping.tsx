import { z } from 'zod';
import { suggestMapping } from '../../../exchange/import/mapping/suggest.ts';
import { findTarget, ignoredColumn } from '../../../exchange/import/mapping/targets.ts';
import { leftOut } from '../../../exchange/import/mapping/unmapped.ts';
import { charsets } from '../../../exchange/import/read/charset.ts';
import { readingSchema } from '../../../exchange/import/read/reading.ts';
import { scanFile, sheetsIn } from '../../../exchange/import/read/table-readers.ts';
import { changeImport } from '../../../exchange/import/store/change-import.ts';
import { bytesOf, loadImport, type Import } from '../../../exchange/import/store/load-import.ts';
import { findMappingFor, forEveryone, saveMapping } from '../../../exchange/import/store/mappings.ts';
import { AppError, asAppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { createField } from '../../../record/fields/change-field.ts';
import { countries, countryName } from '../../../record/vocabulary/countries.ts';
import { termLabel, termsOf } from '../../../record/vocabulary/terms.ts';
import type { Pages } from '../../kit/context.ts';
import { defineForm, type FormState } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { importNumber } from './import.tsx';
import { listOf, mappingForm, mappingFromForm, mappingOptions, mappingToTree } from './mapping-form.ts';
import { withNewFields } from './new-fields.ts';
import { formPage, changePage } from '../../kit/pages/form-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';

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

const columnsOf = (profile: Import['profile']): string[] => profile.columns.map((column) => column.name);

/** The options that both form pages share. */
const ofImport = {
  operation: changeImport,
  load: ({ db, params }: DeskRequest<{ id: string }>) => loadImport(db, importNumber(params.id)),
  crumbs: ({ t, view }: { t: Translate; view: Import }) => [
    { label: t('exchange.imports.title'), href: routes.desk.imports() },
    { label: view.fileName, href: routes.desk.import_({ id: String(view.id) }) },
  ],
  home: ({ view }: { view: Import }) => routes.desk.import_({ id: String(view.id) }),
};

/** The forms that change how Kronika reads a file, and how it maps the columns. */
export const importMappingPages: Pages = (web) => {
  changePage(web, routes.desk.importMapping, {
    ...ofImport,
    form: mappingForm,
    title: 'exchange.imports.form.page',
    lead: ({ t, view }) => {
      const columns = columnsOf(view.profile);
      const count = leftOut(view.mapping, columns).length;
      return [
        t('exchange.imports.form.lead', { file: view.fileName }),
        t('exchange.imports.form.left_out', { count, all: columns.length }),
      ].join(' ');
    },
    save: 'exchange.imports.form.save',
    more: [
      { intent: 'notes', label: 'exchange.imports.form.notes' },
      { intent: 'suggest', label: 'exchange.imports.form.suggest' },
    ],
    options: ({ t, view, may }) => mappingOptions(t, columnsOf(view.profile), may(createField)),
    lists: ['actor'],
    values: ({ db, t, view }) => mappingToTree(db, t, view.mapping, columnsOf(view.profile)),
    below: ({ t, view, state, may }) => {
      const lists = [...view.mapping.fields.map((field) => field.target), ...targetsIn(state)]
        .flatMap((key) => findTarget(key) ?? [])
        .flatMap((target) => listOf(target) ?? []);
      return (
        <>
          {may(createField) ? null : <p class="hint">{t('exchange.imports.form.fields_by')}</p>}
          {[...new Set(lists)].map((id) => (
            <Choices id={id} />
          ))}
        </>
      );
    },
    submit: async (sent, { app, db, t, run, view, version, intent, picks }) => {
      if (intent === 'suggest') {
        await run(changeImport, { import: view.id, mapping: suggestMapping(view.profile) });
        return routes.desk.importMapping({ id: String(view.id) });
      }
      const mapping = await mappingFromForm(sent, picks);
      mapping.fields = await withNewFields(mapping.fields, view.profile, t, { app, run });
      if (intent === 'notes')
        mapping.fields = mapping.fields.map((field) =>
          field.target === ignoredColumn ? { ...field, target: 'note' } : field,
        );
      await run(changeImport, { import: view.id, mapping, version: version ? Number(version) : undefined });
      if (sent.saveAs)
        await run(saveMapping, {
          name: sent.saveAs,
          mapping: await forEveryone(db, mapping, view.source.id),
          columns: columnsOf(view.profile),
        });
      if (intent === 'notes') return routes.desk.importMapping({ id: String(view.id) });
    },
  });

  formPage(web, routes.desk.importFileFormat, {
    ...ofImport,
    load: async (at) => {
      const one = await ofImport.load(at);
      const file = bytesOf(at.app, one);
      return { ...one, file, sheets: one.reading.format === 'xlsx' ? await sheetsIn(file) : [] };
    },
    form: readingForm,
    title: 'exchange.imports.reading.page',
    lead: ({ t, view }) => t('exchange.imports.reading.lead', { file: view.fileName }),
    save: 'exchange.imports.reading.save',
    version: ({ view }) => view.version,
    options: ({ view }) => ({ sheet: view.sheets.map((name) => ({ value: name, text: name })) }),
    values: ({ view: { reading, sheets } }) => {
      const { charset, delimiter, sheet, headerRow } = reading;
      return { charset, delimiter: signNames[delimiter as ','] ?? 'comma', sheet: sheet ?? sheets[0], headerRow };
    },
    submit: async (sent, { db, run, view: one, version }) => {
      const reading = readingSchema.parse({
        ...one.reading,
        ...sent,
        delimiter: signs.find((sign) => signNames[sign] === sent.delimiter) ?? one.reading.delimiter,
      });
      const { profile } = await scanFile(one.file, { known: reading }).catch((thrown: unknown) => {
        const error = asAppError(thrown);
        if (!/^(?:import|reading)_/.test(error.code)) throw thrown;
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
      const columns = columnsOf(profile);
      const same =
        columns.length === one.profile.columns.length &&
        columns.every((name, index) => one.profile.columns[index]!.name === name);
      const mapping = same ? one.mapping : ((await findMappingFor(db, columns))?.mapping ?? suggestMapping(profile));
      await run(changeImport, {
        import: one.id,
        reading,
        profile,
        mapping,
        version: version ? Number(version) : undefined,
      });
    },
  });
};

const targetsIn = (state: FormState): string[] =>
  Array.isArray(state.values['fields'])
    ? state.values['fields'].flatMap((row) =>
        row && typeof row === 'object' && 'target' in row && typeof row.target === 'string' ? [row.target] : [],
      )
    : [];

/** The `datalist` with the possible values of a target. */
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
