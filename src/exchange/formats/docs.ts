import { zipTables } from './csv-zip.ts';
import { esfAbout } from './esf/esf-zip.ts';
import type { TableAbout } from './csv-metadata.ts';

const tableOf = ({ file, about, columns }: TableAbout): string =>
  [
    `### ${file}`,
    '',
    about,
    '',
    '| column | contents |',
    '|---|---|',
    ...columns.map((column) => `| ${column.name} | ${column.about.replaceAll('|', '\\|')} |`),
    '',
  ].join('\n');

/** The parts of `docs/formats/` that list the exported columns. A test compares them with the code. */
export const fieldsOf = (): Readonly<Record<'csv' | 'esf', string>> => ({
  csv: zipTables('desk').map(tableOf).join('\n'),
  esf: esfAbout.map(tableOf).join('\n'),
});

/** The two lines of a page between which the test writes the result of `fieldsOf`. */
export const fieldsMark = { begin: '<!-- fields -->', end: '<!-- /fields -->' } as const;
