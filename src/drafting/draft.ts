import type { Block, Extracted } from '../evidence/extract/extract.ts';
import { readArticle } from './article.ts';
import { relateToIncidents } from './incidents/belonging.ts';
import { cyrillicLanguage } from './languages/language.ts';
import { readCyrillic } from './languages/read.ts';
import type { Reader } from './model/reader.ts';
import { detectLanguage } from './page/language.ts';
import { readPage, type PageReading } from './page/read-page.ts';
import type { Draft } from './schema.ts';

/**
 * Reads a page into a draft: fields, boilerplate, claims with their attribution, incidents, open questions, missing
 * words. Fetches and stores nothing. Only texts in English, Russian and Kazakh are read for claims and incidents, and
 * only English ones for questions and missing words.
 * @param options.url the page's URL, which may contain publisher and date
 * @param options.reading the result of `readPage`, if already known: a long page takes seconds
 * @param options.reader reads the claims; by default the rules with the shipped model
 * @param options.capturedAt ISO date; the reference for relative dates if the page has no date
 */
export function draftPage(
  page: Extracted,
  options: { url?: string | null; capturedAt?: string | null; reading?: PageReading; reader?: Reader } = {},
): Draft {
  const { fields, roles, furniture, unclear } = options.reading ?? readPage(page, options.url ?? null);
  const english = /^en\b/i.test(fields.language ?? '');
  const capturedAt = options.capturedAt ?? null;
  const languages = page.blocks.map((block, index) => {
    if (roles[index]!.kind !== 'body') return null;
    return languageOf(page, block, english);
  });
  const only = (language: string | null) =>
    roles.map((role, index) =>
      languages[index] === language || role.kind === 'title' || role.kind === 'standfirst'
        ? role
        : ({ kind: 'heading' } as const),
    );
  const read = languages.includes('en')
    ? readArticle(page, only('en'), fields, capturedAt, options.reader)
    : { claims: [], incidents: [], questions: [], gaps: [] };
  if (languages.includes('ru') || languages.includes('kk')) {
    const { claims, incidents } = readCyrillic(page, roles, fields, capturedAt, (_, index) =>
      languages[index] === 'ru' ? 'ru' : languages[index] === 'kk' ? 'kk' : null,
    );
    read.incidents = [...read.incidents, ...incidents];
    read.claims = [...read.claims, ...claims].sort((a, b) => a.passage.start - b.passage.start);
  }
  return { fields, unclear, furniture, ...read, ...relateToIncidents(page.text, page.blocks, read) };
}

/** The language in which a paragraph is read; null if the paragraph is not read. */
function languageOf(page: Extracted, block: Block, english: boolean): 'en' | 'ru' | 'kk' | null {
  const text = page.text.slice(block.start, block.end);
  const cyrillic = cyrillicLanguage(text);
  if (cyrillic) return cyrillic;
  if (english) return 'en';
  return text.length >= 60 && !/[\u0400-\u04ff]/.test(text) && detectLanguage(text, null) === 'en' ? 'en' : null;
}
