import { createHash } from 'node:crypto';
import { readDocument, type DocumentJson } from '../../documents/model/schema.ts';
import { holdersOf } from '../../documents/model/sentences.ts';
import { canonicalJson } from '../statement/canonical.ts';
import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';

/** Blocks that a letter may have: text, but nothing that changes by itself, such as a chart. */
export const letterBlocks = [
  'headline',
  'standfirst',
  'paragraph',
  'heading',
  'quotation',
  'bullet',
  'number',
  'item',
] as const;

export type LetterText = { language: string; blocks: { type: string; text: string }[] };
export type AddresseeText = { name: string; office: string; salutation: string };

/** What a signatory signs, word by word. */
export type LetterContent = {
  texts: LetterText[];
  addressees: AddresseeText[];
  demands: { number: number; texts: Record<string, string> }[];
};

/**
 * Converts a document to the letter's text in one language. `foreign`: the kinds of its blocks that letters must not
 * have.
 */
export function textOf(language: string, doc: DocumentJson): { text: LetterText; foreign: string[] } {
  const holders = holdersOf(readDocument(doc));
  const fits = (type: string): boolean => (letterBlocks as readonly string[]).includes(type);
  return {
    text: {
      language,
      blocks: holders
        .filter((holder) => fits(holder.type))
        .map((holder) => ({
          type: holder.type,
          text: holder.sentences
            .map((one) => one.text.trim())
            .filter(Boolean)
            .join(' ')
            .normalize('NFC'),
        })),
    },
    foreign: [...new Set(holders.filter((holder) => !fits(holder.type)).map((holder) => holder.type as string))],
  };
}

/** The title of a letter in one language. */
export const titleOf = (text: LetterText): string => text.blocks.find((block) => block.type === 'headline')?.text ?? '';

/**
 * The language in which to show a letter: the requested language, otherwise the language of the page, otherwise the letter's own.
 */
export function languageOf(content: LetterContent, asked: string | undefined, locale: string): string {
  const known = content.texts.map((text) => text.language);
  return [asked, locale].find((one): one is string => one !== undefined && known.includes(one)) ?? known[0]!;
}

export const titleIn = (content: LetterContent, language: string): string =>
  titleOf(content.texts.find((text) => text.language === language) ?? content.texts[0]!);

/** The hash in every confirmation: SHA-256 of the content, in hexadecimal digits. */
export const hashOf = (content: LetterContent): string =>
  createHash('sha256').update(canonicalJson(content)).digest('hex');

/**
 * Whether a document is a letter's text, in any language: such a document is published with the letter, not as an
 * article.
 */
export async function isLetterText(db: Reader, document: number): Promise<boolean> {
  const { rows } = await sql<{
    letter: boolean;
  }>`select exists (select from letter where document_id in (select ${document}::bigint union select original_id from translation where document_id = ${document})) as letter`.execute(
    db,
  );
  return rows[0]!.letter;
}
