import { posix } from 'node:path';
import { crc32 } from 'node:zlib';
import { openZip, type ZipEntry } from '../../platform/archive/open-zip.ts';
import { AppError } from '../../platform/errors.ts';
import { sourceOf } from '../../platform/readers/reader.ts';
import { ownValue } from '../../platform/text/own-value.ts';
import { parseXml, type XmlHandler } from './parse-xml.ts';

/** The maximum size of the parts of a document that are read, in bytes. Its pictures are not read. */
const maxPartBytes = 64 * 2 ** 20;

/** A document of a word processor. The text is in its parts, which are XML. */
export type OpenDocument = {
  format: 'docx' | 'odt';
  /** The name of the part with the text. */
  main: string;
  has(part: string): boolean;
  /** Reads a part. Does nothing if there is none. @throws AppError `page_document_damaged`, `page_document_large` */
  parse(part: string, handler: XmlHandler): Promise<void>;
};

const wordTypes: Readonly<Record<string, 'docx' | 'macros' | { type: string }>> = {
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml': 'docx',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml': { type: 'Word template (DOTX)' },
  'application/vnd.ms-word.document.macroEnabled.main+xml': 'macros',
  'application/vnd.ms-word.template.macroEnabledTemplate.main+xml': 'macros',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml': { type: 'Excel (XLSX)' },
  'application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml': { type: 'PowerPoint (PPTX)' },
  'application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml': { type: 'PowerPoint (PPSX)' },
};
const openTypes: Readonly<Record<string, 'odt' | { type: string }>> = {
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.text-template': { type: 'OpenDocument template (OTT)' },
  'application/vnd.oasis.opendocument.text-master': { type: 'OpenDocument master document (ODM)' },
  'application/vnd.oasis.opendocument.spreadsheet': { type: 'OpenDocument spreadsheet (ODS)' },
  'application/vnd.oasis.opendocument.presentation': { type: 'OpenDocument presentation (ODP)' },
  'application/epub+zip': { type: 'EPUB' },
};

/**
 * Opens a DOCX (ISO/IEC 29500-1, transitional or strict) or ODT document (OASIS OpenDocument 1.4). The content says
 * what it is; its name and media type do not count. Null if the ZIP file is no document.
 * @throws AppError `page_document_type`, `page_document_macros`, `page_document_locked`, `page_document_damaged`,
 * `page_document_large`
 */
export async function openDocument(bytes: Uint8Array): Promise<OpenDocument | null> {
  const entries = await directoryOf(bytes);
  let left = maxPartBytes;
  const read = async (part: string): Promise<Uint8Array | null> => {
    const entry = entries.get(part.toLowerCase());
    if (!entry) return null;
    if ((left -= entry.size) < 0)
      throw new AppError('page_document_large', { details: { limit: maxPartBytes / 2 ** 20 } });
    return unpacked(entry);
  };
  const has = (part: string): boolean => entries.has(part.toLowerCase());
  const parse: OpenDocument['parse'] = async (part, handler) => {
    const content = await read(part);
    if (content) parseXml(content, handler);
  };
  if (has('[Content_Types].xml')) return openWord([...entries.keys()], { has, parse });
  const type = has('mimetype') ? new TextDecoder().decode((await read('mimetype'))!).trim() : '';
  const known = ownValue(openTypes, type);
  return known === undefined ? null : openOdt(known, [...entries.keys()], { has, parse });
}

async function directoryOf(bytes: Uint8Array): Promise<Map<string, ZipEntry>> {
  try {
    const entries = await openZip(sourceOf(bytes), crc32);
    const directory = new Map(entries.map((entry) => [entry.path.toLowerCase(), entry]));
    // Of parts whose names differ only in case, programs read different ones.
    if (directory.size < entries.length) throw new Error('equal names');
    return directory;
  } catch (error) {
    throw damaged(error);
  }
}

async function unpacked(entry: ZipEntry): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  try {
    for await (const piece of entry.read()) pieces.push(piece);
  } catch (error) {
    throw damaged(error);
  }
  return Buffer.concat(pieces);
}

/** The error for a ZIP file that cannot be read, or that is larger unpacked than `openZip` allows. */
function damaged(error: unknown): AppError {
  if (error instanceof AppError && error.code === 'archive_too_large')
    return new AppError('page_document_large', { details: { limit: error.details.megabytes! } });
  return error instanceof AppError ? error : new AppError('page_document_damaged', { cause: error });
}

type Parts = Pick<OpenDocument, 'has' | 'parse'>;

async function openWord(names: readonly string[], parts: Parts): Promise<OpenDocument | null> {
  const [byName, byEnding] = [new Map<string, string>(), new Map<string, string>()];
  await parts.parse('[Content_Types].xml', {
    open(name, { PartName = '', Extension = '', ContentType = '' }) {
      if (name === 'Override') byName.set(PartName.slice(1).toLowerCase(), ContentType);
      if (name === 'Default') byEnding.set(Extension.toLowerCase(), ContentType);
    },
    close() {},
  });
  const relations = await relationsOf(parts, '');
  const main = [...relations.values()].find(({ type }) => type === 'officeDocument')?.part;
  if (main === undefined) return null;
  const type = byName.get(main.toLowerCase()) ?? byEnding.get(main.slice(main.lastIndexOf('.') + 1).toLowerCase());
  const known = ownValue(wordTypes, type ?? '');
  if (known === 'macros' || (known === 'docx' && names.some((name) => name.endsWith('/vbaproject.bin'))))
    throw new AppError('page_document_macros');
  if (known === undefined) return null;
  if (known !== 'docx') throw new AppError('page_document_type', { details: known });
  if (!parts.has(main)) throw new AppError('page_document_damaged');
  return { format: 'docx', main, ...parts };
}

async function openOdt(known: 'odt' | { type: string }, names: readonly string[], parts: Parts): Promise<OpenDocument> {
  if (known !== 'odt') throw new AppError('page_document_type', { details: known });
  await parts.parse('META-INF/manifest.xml', {
    open(name) {
      if (name === 'encryption-data') throw new AppError('page_document_locked');
    },
    close() {},
  });
  if (names.some((name) => /^(?:basic|scripts)\//.test(name))) throw new AppError('page_document_macros');
  if (!parts.has('content.xml')) throw new AppError('page_document_damaged');
  return { format: 'odt', main: 'content.xml', ...parts };
}

export type Relations = ReadonlyMap<string, { type: string; part: string }>;

/** The other parts of the document to which a part refers, by id. Targets outside the document are left out. */
export async function relationsOf({ parse }: Parts, part: string): Promise<Relations> {
  const found = new Map<string, { type: string; part: string }>();
  const at = part.lastIndexOf('/') + 1;
  await parse(`${part.slice(0, at)}_rels/${part.slice(at)}.rels`, {
    open(name, { Id = '', Type = '', Target = '', TargetMode = '' }) {
      if (name === 'Relationship' && TargetMode !== 'External')
        found.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), part: targetOf(part, Target) });
    },
    close() {},
  });
  return found;
}

const targetOf = (part: string, target: string): string =>
  posix.join('/', target.startsWith('/') ? '' : posix.dirname(part), target).slice(1);
