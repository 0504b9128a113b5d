import { zipTables } from './csv-zip.ts';
import { esfAbout } from './esf/esf-zip.ts';
import type { TableAbout } from './csv-metadata.ts';

const tableOf = ({ file, about, columns }: TableAbout): string =>
  [
    `### ${file}`,
    '',
    about,
    '',
    '| column | what stands in it |',
    '|---|---|',
    ...columns.map((column) => `| ${column.name} | ${column.about.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n');

/** The parts of `docs/formats/` that say column by column what is exported; a test compares them with the code. */
export const fieldsOf = (): Readonly<Record<'csv' | 'esf', string>> => ({
  csv: zipTables().map(tableOf).join('\n'),
  esf: esfAbout.map(tableOf).join('\n'),
});

/** Between these lines of a page stands what `fieldsOf` gives. */
export const fieldsMark = { begin: '<!-- fields -->', end: '<!-- /fields -->' } as const;
