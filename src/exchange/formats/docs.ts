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

/** The lists of exported columns in `docs/formats/`, generated from the code. A test compares them. */
export const fieldsOf = (): Readonly<Record<'csv' | 'esf', string>> => ({
  csv: zipTables('desk').map(tableOf).join('\n'),
  esf: esfAbout.map(tableOf).join('\n'),
});

/** The two lines of a page between which the result of `fieldsOf` is written. */
export const fieldsMark = { begin: '<!-- fields -->', end: '<!-- /fields -->' } as const;
