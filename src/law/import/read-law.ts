import { emptyDocument, type DocumentChange, type LawDocument } from '../akn/document.ts';
import { readAkn } from '../akn/read.ts';
import type { Lost } from '../akn/words.ts';
import { readArticles } from './read-articles.ts';

export type LawRead = { document: LawDocument; lost: Lost; format: 'akn' | 'text' };

/**
 * Reads a law from Akoma Ntoso XML or from a text with numbered articles. The format is detected.
 * @param language the language of a plain text, which does not state its language
 * @throws AppError `law_bad_xml`, `law_not_akn`, `law_no_articles`
 */
export function readLaw(content: string, language: string): LawRead {
  const text = content.replace(/^\uFEFF/, '');
  if (/^\s*<(?:\?xml|!--|[\w:]*akomaNtoso\b)/i.test(text)) return { ...readAkn(text.trimStart()), format: 'akn' };
  const enactment: DocumentChange = { sort: 'enactment', title: '', instructions: readArticles(text, language) };
  return { document: { ...emptyDocument(language), changes: [enactment] }, lost: new Map(), format: 'text' };
}
