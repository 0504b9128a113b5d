import type { About } from '../export/about.ts';
import { aboutJson } from './about-file.ts';

export type TableAbout = { file: string; about: string; columns: readonly { name: string; about: string }[] };

/**
 * Metadata for tables as in W3C's CSV on the Web: the data dictionary, licence, date and query. For a single table, the
 * URL of this file is the table's with `-metadata.json` at the end. In a ZIP, one file describes all tables.
 */
export function csvMetadata(about: About, tables: readonly TableAbout[]): string {
  const own = tables.map((table) => ({
    url: table.file,
    'dc:description': table.about,
    tableSchema: {
      columns: table.columns.map((column) => ({
        name: column.name,
        titles: column.name,
        'dc:description': column.about,
      })),
    },
  }));
  const head = {
    '@context': ['http://www.w3.org/ns/csvw', { '@language': 'en' }],
    ...aboutJson(about),
    dialect: { encoding: 'utf-8', delimiter: ',', header: true, lineTerminators: ['\r\n'] },
  };
  const [only] = own;
  return `${JSON.stringify(own.length === 1 ? { ...head, ...only } : { ...head, tables: own }, null, 2)}\n`;
}
