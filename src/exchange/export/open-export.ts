import type { App } from '../../platform/operation.ts';
import { webAnnotations } from '../formats/annotations.ts';
import { csvMetadata } from '../formats/csv-metadata.ts';
import { csvZip, flatAbout } from '../formats/csv-zip.ts';
import { esfZip } from '../formats/esf/esf-zip.ts';
import { ftmZip } from '../formats/ftm/ftm-zip.ts';
import { jsonLd } from '../formats/jsonld/jsonld.ts';
import { jsonLines } from '../formats/jsonl.ts';
import { pictureLines } from '../formats/pictures.ts';
import { recordId } from '../round-trip/record-id.ts';
import type { About, Asked, Report } from './about.ts';
import { flatCases } from './flat.ts';
import { bytesOf } from './pages.ts';
import { selectCases } from './select.ts';

/** The files of an export. The names are part of URLs and must not change. */
export const exportFiles = {
  'cases.csv': { mediaType: 'text/csv; charset=utf-8; header=present' },
  /** W3C's CSV on the Web requires this name for the description of `cases.csv`. */
  'cases.csv-metadata.json': { mediaType: 'application/csvm+json; charset=utf-8' },
  'record.zip': { mediaType: 'application/zip' },
  'esf.zip': { mediaType: 'application/zip' },
  'ftm.zip': { mediaType: 'application/zip' },
  'record.jsonld': { mediaType: 'application/ld+json' },
  'annotations.jsonld': { mediaType: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"' },
  'record.jsonl': { mediaType: 'application/jsonl; charset=utf-8' },
  'pictures.jsonl': { mediaType: 'application/jsonl; charset=utf-8' },
} as const;

export type ExportFile = keyof typeof exportFiles;
export const isExportFile = (name: string): name is ExportFile => Object.hasOwn(exportFiles, name);

export type ExportRequest = { file: ExportFile; query: Asked; about: About; report?: Report };

/**
 * An export as a stream. The record is read page by page, without a long transaction, and only ids are in memory. Each
 * page is checked again for what the audience may see, so that items that were withdrawn in the meantime are not sent.
 */
export async function* openExport(app: App, { file, query, about, report }: ExportRequest): AsyncGenerator<Uint8Array> {
  const db = app.db.read;
  switch (file) {
    case 'cases.csv':
      return yield* bytesOf(flatCases(db, await selectCases(db, query, about.audience), about, report));
    case 'cases.csv-metadata.json':
      return yield* bytesOf([csvMetadata(about, [flatAbout(about.audience)])]);
    case 'record.zip':
      return yield* csvZip(db, query, about, report);
    case 'esf.zip':
      return yield* esfZip(db, query, about, report);
    case 'ftm.zip':
      return yield* ftmZip(db, query, about, report);
    case 'record.jsonld':
      return yield* bytesOf(jsonLd(db, query, about, report));
    case 'annotations.jsonld':
      return yield* bytesOf(webAnnotations(db, query, about, report));
    case 'record.jsonl':
      return yield* bytesOf(jsonLines(db, query, about, await recordId(app), report));
    case 'pictures.jsonl':
      return yield* bytesOf(pictureLines(app, query, about, await recordId(app), report));
  }
}

/** The file name of a download, such as `kronika-cases-2026-11-25.csv`. */
export function fileNameOf(file: ExportFile, at: Date): string {
  const [name, ...endings] = file.split('.');
  return `kronika-${name}-${at.toISOString().slice(0, 10)}.${endings.join('.')}`;
}
