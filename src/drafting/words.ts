import type { Extracted } from '../evidence/extract/extract.ts';
import type { Draft, BoilerplateReason, MissingWordsReason } from './schema.ts';

/** Message keys (`messages/…/drafting.json`) for the codes of a draft. */
export const boilerplateKey = (reason: BoilerplateReason): string => `drafting.furniture.${reason}`;
export const missingWordsKey = (reason: MissingWordsReason): string => `drafting.gap.${reason}`;

/** Numbers from the lowest to the highest, with ranges: "2, 5–9". */
function ranges(numbers: readonly number[]): string {
  const found: [number, number][] = [];
  for (const number of numbers) {
    const last = found.at(-1);
    if (last?.[1] === number - 1) last[1] = number;
    else found.push([number, number]);
  }
  return found.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(', ');
}

/** Warnings for the reviewer of the draft: pages that were not read, what the text of a document leaves out, a doubtful encoding, an unclear structure, a language that is not read. */
export function warningsOf(
  page: Pick<Extracted, 'charset' | 'declared' | 'doubtful' | 'unread' | 'leftOut'>,
  draft: Draft,
): { key: string; params: Record<string, string> }[] {
  const warnings: { key: string; params: Record<string, string> }[] = [];
  const { charset = '', declared, unread = [], leftOut = [] } = page;
  if (unread.length > 0) warnings.push({ key: 'drafting.pages.unread', params: { pages: ranges(unread) } });
  for (const one of leftOut) warnings.push({ key: `drafting.document.${one}`, params: {} });
  if (page.doubtful && declared) warnings.push({ key: 'drafting.charset.doubtful', params: { declared, charset } });
  else if (page.doubtful) warnings.push({ key: 'drafting.charset.guessed', params: { charset } });
  if (draft.unclear) warnings.push({ key: 'drafting.structure.unclear', params: {} });
  const language = /^[a-z]+/i.exec(draft.fields.language ?? '')?.[0].toLowerCase();
  if (language === 'ru' || language === 'kk') warnings.push({ key: `drafting.language.${language}`, params: {} });
  else if (language !== 'en') warnings.push({ key: 'drafting.language.unread', params: {} });
  return warnings;
}
