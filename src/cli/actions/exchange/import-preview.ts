import { stat } from 'node:fs/promises';
import { applyMapping } from '../../../exchange/import/mapping/apply.ts';
import { suggestMapping, unsureDates } from '../../../exchange/import/mapping/suggest.ts';
import { findTarget } from '../../../exchange/import/mapping/targets.ts';
import { leftOut, withAllColumns } from '../../../exchange/import/mapping/unmapped.ts';
import type { TableReadOptions } from '../../../exchange/import/read/reading.ts';
import { scanFile } from '../../../exchange/import/read/table-readers.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { factWords, noteWords } from '../../../exchange/import/words.ts';
import type { Terminal } from '../../terminal.ts';
import { fileBytes, templatesOf, type ImportOptions } from './import.ts';

const shownRows = 5;

/** Prints what a table contains and what an import would do, without using the record. */
export async function previewTable(
  terminal: Terminal,
  path: string,
  name: string,
  reading: Partial<TableReadOptions>,
  options: ImportOptions,
): Promise<void> {
  const { t } = terminal;
  const file = fileBytes(path, (await stat(path)).size, name);
  const { reading: how, profile } = await scanFile(file, { partly: reading });
  const names = profile.columns.map((column) => column.name);
  const suggested = { ...suggestMapping(profile, { country: options.country }), ...templatesOf(options) };
  const mapping = options.unmapped ? withAllColumns(suggested, names, options.unmapped) : suggested;
  if (options.suggest || options.json) {
    terminal.json(mapping);
    return;
  }
  const wide = Math.max(...names.map((name) => name.length), 8);
  const out = new Set(leftOut(mapping, names));
  const used = mapping.fields.filter((field) => field.column === undefined || !out.has(field.column));
  const targets = used.map((field) => {
    const target = findTarget(field.target)!;
    const words = [t(target.label), ...(target.part ? [t(`cli.import.part.${target.part}`)] : [])].join(': ');
    return `  ${(field.column ?? `“${field.constant}”`).padEnd(wide)}  ${words}${field.split ? ` (${t('cli.import.split', { split: field.split })})` : ''}`;
  });
  const unused = profile.columns
    .filter((column) => out.has(column.name))
    .map(
      (column) =>
        `  ${column.name.padEnd(wide)}  ${t(column.filled ? 'cli.import.unused' : 'cli.import.empty_column')}`,
    );
  const translated = mapping.fields.flatMap((field) => {
    const kind = findTarget(field.target)?.property?.value;
    return field.translate.map(
      ({ from, to }) =>
        `  ${from} → ${!to ? t('cli.import.undecided') : kind?.type === 'choice' ? t(termLabel(kind.list, to)) : to}`,
    );
  });
  const applied = applyMapping(mapping, names);
  const rows = profile.sample.slice(0, shownRows).flatMap((row) => {
    const read = applied.read(row);
    const facts = [...read.facts, ...read.deskNotes]
      .map((fact) => factWords(t, fact))
      .map(({ label, value }) => `${label}: ${value}`);
    return [
      `  ${t('cli.import.row', { line: row.line })} ${read.title}`,
      ...(read.wording === read.title ? [] : [`    ${t('kit.quoted', { words: read.wording })}`]),
      ...facts.map((fact) => `    ${fact}`),
      ...[...read.faults, ...read.notes].map((note) => `    ! ${noteWords(t, note)}`),
    ];
  });
  terminal.out(
    [
      t('cli.import.look', {
        name,
        rows: profile.rows,
        more: profile.complete ? 'no' : 'yes',
        format: how.format === 'xlsx' ? 'XLSX' : `${how.format === 'csv' ? 'CSV' : 'JSON'}, ${how.charset}`,
      }),
      '',
      t('cli.import.look_mapping'),
      ...targets,
      ...unused,
      ...(translated.length ? ['', t('cli.import.look_values'), ...translated] : []),
      '',
      t('cli.import.look_rows'),
      ...rows,
      ...unsureDates(mapping, profile).flatMap((column) => [
        '',
        t('exchange.imports.preview.unsure_dates', { column }),
      ]),
      ...(profile.faulty
        ? [
            '',
            t('cli.import.look_faults', { count: profile.faulty }),
            ...profile.faults
              .slice(0, 5)
              .map(({ line, note }) => `  ${t('cli.import.row', { line })} ${noteWords(t, note)}`),
          ]
        : []),
      '',
      t('cli.import.look_next'),
    ].join('\n'),
  );
}
