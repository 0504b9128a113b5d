import { SaxesParser } from 'saxes';
import { AppError } from '../../platform/errors.ts';

export type Attributes = Readonly<Record<string, string>>;
/** Callbacks for XML, in document order. Names have no namespace prefix. */
export type XmlHandler = {
  open(name: string, attributes: Attributes): void;
  close(name: string): void;
  text?(text: string): void;
};

/** The deepest allowed nesting. Word itself opens no document with tables nested more than some 20 times. */
const maxDepth = 500;
/** The number of characters that are parsed at once. */
const pieceLength = 2 ** 16;

/** The name of an element or attribute without its namespace prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads XML in UTF-8 or UTF-16. Entities that the document defines are not expanded but refused.
 * @throws AppError `page_document_damaged`, `reading_too_deep`
 */
export function parseXml(bytes: Uint8Array, handler: XmlHandler): void {
  const text = decoded(bytes);
  const parser = new SaxesParser();
  let depth = 0;
  parser.on('error', (error) => {
    throw new AppError('page_document_damaged', { cause: error });
  });
  parser.on('opentag', ({ name, attributes }) => {
    if (++depth > maxDepth) throw new AppError('reading_too_deep');
    const own: Record<string, string> = Object.create(null) as Record<string, string>;
    for (const key in attributes) own[localName(key)] = attributes[key]!;
    handler.open(localName(name), own);
  });
  parser.on('closetag', ({ name }) => {
    depth--;
    handler.close(localName(name));
  });
  const add = (words: string): void => handler.text?.(words);
  parser.on('text', add);
  parser.on('cdata', add);
  for (let at = 0; at < text.length; at += pieceLength) parser.write(text.slice(at, at + pieceLength));
  parser.close();
}

/** Documents are in UTF-8 or UTF-16. Text in another encoding would be read wrongly, so it counts as damaged. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder(encodingOf(bytes), { fatal: true }).decode(bytes);
  } catch (error) {
    throw new AppError('page_document_damaged', { cause: error });
  }
}

function encodingOf(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return bytes[0] === 0xfe && bytes[1] === 0xff ? 'utf-16be' : 'utf-8';
}
