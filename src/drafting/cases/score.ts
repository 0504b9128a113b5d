import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { extract } from '../../evidence/extract/extract.ts';
import { draftPage } from '../draft.ts';
import type { Draft, DraftClaim } from '../schema.ts';

/**
 * The expected draft of a test case (a page; not a case of the record). Only the fields given are scored. `sentence`
 * and similar fields quote words from the page.
 */
export type Expected = {
  fields?: Partial<Record<string, unknown>>;
  furnitureContains?: string[];
  bodyContains?: string[];
  claims?: { sentence: string; kind?: string; mode?: string; chain: (string | null)[]; carriedOver?: boolean; dates?: string[]; money?: { amount: number; currency: string }[]; acts?: DraftClaim['acts'] }[];
  questions?: string[];
  gaps?: string[];
  notAttributed?: string[];
};

export type Tally = { right: number; of: number };
export type Score = { fields: Tally; furniture: Tally; body: Tally; recall: Tally; precision: Tally; chain: Tally; mode: Tally; details: Tally; questions: Tally; gaps: Tally; misses: string[] };

const tally = (): Tally => ({ right: 0, of: 0 });
export const newScore = (): Score => ({ fields: tally(), furniture: tally(), body: tally(), recall: tally(), precision: tally(), chain: tally(), mode: tally(), details: tally(), questions: tally(), gaps: tally(), misses: [] });

/** The text with plain quotation marks, dashes and spaces, because an expectation may have any style of them. */
const plain = (value: string): string => value.replace(/[“”„«»]/g, '"').replace(/[‘’]/g, "'").replace(/[–—]/g, '-').replace(/[\s\u00a0]+/g, ' ').trim();

/** The position of the words in the text; null if the text does not contain them. */
function locate(text: string, words: string): { start: number; end: number } | null {
  const expected = plain(words);
  let folded = '';
  const places: number[] = [];
  let blank = false;
  for (const [index, char] of [...text].entries()) {
    const one = plain(char) || ' ';
    if (one === ' ') {
      if (!blank) {
        folded += ' ';
        places.push(index);
      }
      blank = true;
      continue;
    }
    blank = false;
    folded += one;
    for (let i = 0; i < one.length; i += 1) places.push(index);
  }
  const at = folded.toLowerCase().indexOf(expected.toLowerCase());
  return at < 0 ? null : { start: places[at]!, end: (places[at + expected.length - 1] ?? text.length - 1) + 1 };
}

/**
 * The share (0–1) of the expected words with three letters or more that occur in the wording. It distinguishes two
 * claims of one sentence.
 */
function wordShare(expected: string, wording: string): number {
  const words = plain(expected).toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2);
  const has = new Set(plain(wording).toLowerCase().split(/[^\p{L}\p{N}]+/u));
  return words.length ? words.filter((word) => has.has(word)).length / words.length : 0;
}

const nameWords = (value: string): string[] => plain(value).toLowerCase().replace(/^(?:the|a|an)\s+/, '').replace(/[.,'"]/g, '').split(' ').filter(Boolean);

/** Whether two names are the same: equal, or all words of one occur in the other ("Kakimzhanov" for the full name). */
function sameName(expected: string | null, link: DraftClaim['chain'][number], pagesOwn: boolean): boolean {
  if (expected === null) return pagesOwn || link.actor === null;
  return [link.actor, link.asWritten].some((written) => {
    if (!written) return false;
    const a = nameWords(expected);
    const b = nameWords(written);
    return a.every((word) => b.includes(word)) || b.every((word) => a.includes(word));
  });
}

const chainFits = (expected: (string | null)[], claim: DraftClaim): boolean => expected.length === claim.chain.length && expected.every((name, index) => sameName(name, claim.chain[index]!, claim.pagesOwn ?? false));

/**
 * A case that expects "en" accepts English of any region (RFC 4647, basic filtering); "en-GB" accepts only British
 * English.
 */
const matchesLanguage = (expected: unknown, got: string | null): boolean => got !== null && (got === expected || got.startsWith(`${String(expected)}-`));

type Named = { role: string; name: string };
/** "reporting by" counts as "by". Editors and translators are scored only if the case names some. */
const roleOf = (role: string): string => /compil|edit|transl/i.exec(role)?.[0].toLowerCase() ?? 'by';
function sameByline(expected: Named[], got: Named[]): boolean {
  const roles = new Set([...expected.map((entry) => roleOf(entry.role)), 'by', 'compil']);
  const list = (entries: Named[]): string => entries.filter((entry) => roles.has(roleOf(entry.role))).map((entry) => `${roleOf(entry.role)} ${plain(entry.name)}`).join('|');
  return list(expected) === list(got);
}

function overlaps(place: { start: number; end: number }, passage: { start: number; end: number }): boolean {
  return Math.min(place.end, passage.end) - Math.max(place.start, passage.start) >= (place.end - place.start) * 0.6;
}

function scoreClaims(draft: Draft, text: string, expected: Expected, score: Score, label: string): void {
  const used = new Set<DraftClaim>();
  const expectedClaims = expected.claims ?? [];
  for (const asked of expectedClaims) {
    // A case may leave out the chain if no speaker is known.
    const claim = { ...asked, chain: asked.chain ?? [null] };
    score.recall.of += 1;
    const place = locate(text, claim.sentence);
    if (!place) {
      score.misses.push(`${label}: the case's words do not stand in the page: ${claim.sentence}`);
      continue;
    }
    const own = claim.chain.length === 1 && claim.chain[0] === null;
    const candidates = draft.claims.filter((drafted) => !used.has(drafted) && overlaps(place, drafted.passage) && (own || !drafted.pagesOwn));
    const points = (drafted: DraftClaim): number => (chainFits(claim.chain, drafted) ? 4 : 0) + (sameName(claim.chain[0]!, drafted.chain[0]!, drafted.pagesOwn ?? false) ? 2 : 0) + (drafted.mode === claim.mode ? 1 : 0) + (drafted.kind === claim.kind ? 0.5 : 0) + wordShare(claim.sentence, drafted.wording);
    const best = candidates.sort((a, b) => points(b) - points(a))[0];
    if (!best) {
      score.misses.push(`${label}: not found: ${claim.sentence}`);
      continue;
    }
    used.add(best);
    score.recall.right += 1;
    score.chain.of += 1;
    const carried = best.chain.some((link) => link.carriedOver);
    if (chainFits(claim.chain, best) && carried === (claim.carriedOver ?? false)) score.chain.right += 1;
    else score.misses.push(`${label}: chain ${JSON.stringify(claim.chain)}${claim.carriedOver ? ' carried' : ''} but ${JSON.stringify(best.chain.map((link) => link.asWritten ?? link.actor))}${carried ? ' carried' : ''}: ${claim.sentence}`);
    if (claim.mode) {
      score.mode.of += 1;
      if (claim.mode === best.mode) score.mode.right += 1;
      else score.misses.push(`${label}: mode ${claim.mode} but ${best.mode}: ${claim.sentence}`);
    }
    const details: [string, boolean][] = [
      ...(claim.dates ?? []).map((edtf): [string, boolean] => [`date ${edtf}`, best.dates.some((date) => date.edtf === edtf)]),
      ...(claim.money ?? []).map((sum): [string, boolean] => [`money ${sum.amount} ${sum.currency}`, best.money.some((other) => other.amount === sum.amount && other.currency === sum.currency)]),
      ...(claim.acts ?? []).map((act): [string, boolean] => [`act ${act}`, best.acts.includes(act)]),
      ...(claim.kind ? [[`kind ${claim.kind}`, best.kind === claim.kind] as [string, boolean]] : []),
    ];
    for (const [name, right] of details) {
      score.details.of += 1;
      if (right) score.details.right += 1;
      else score.misses.push(`${label}: ${name} missing: ${claim.sentence}`);
    }
  }
  const notAttributed = (expected.notAttributed ?? []).map((words) => ({ words, place: locate(text, words) }));
  for (const drafted of draft.claims) {
    if (drafted.pagesOwn) continue;
    score.precision.of += 1;
    if (used.has(drafted)) score.precision.right += 1;
    else score.misses.push(`${label}: not expected: [${drafted.chain.map((link) => link.asWritten).join(' ← ')}] ${drafted.wording.slice(0, 90)}`);
  }
  for (const { words, place } of notAttributed) if (!place) score.misses.push(`${label}: the case's words do not stand in the page: ${words}`);
}

/** Scores one draft against the expectation of its case. */
export function scoreCase(draft: Draft, text: string, expected: Expected, score: Score, label: string): void {
  for (const [name, value] of Object.entries(expected.fields ?? {})) {
    score.fields.of += 1;
    const got = draft.fields[name as keyof Draft['fields']];
    const same = name === 'language' ? matchesLanguage(value, got as string | null) : name === 'byline' ? sameByline(value as Named[], got as Named[]) : Array.isArray(value) ? JSON.stringify(value.map((entry) => (entry as { name?: string }).name ?? entry)) === JSON.stringify((got as { name?: string }[]).map((entry) => entry.name ?? entry)) : value === null ? got === null : plain(String(got ?? '')) === plain(String(value));
    if (same) score.fields.right += 1;
    else score.misses.push(`${label}: ${name} is ${JSON.stringify(got)}, not ${JSON.stringify(value)}`);
  }
  const body = plain(draft.fields.body.join('\n'));
  const aside = plain(draft.furniture.map((entry) => entry.text).join('\n'));
  for (const words of expected.furnitureContains ?? []) {
    score.furniture.of += 1;
    if (aside.includes(plain(words)) && !body.includes(plain(words))) score.furniture.right += 1;
    else score.misses.push(`${label}: not set aside: ${words}`);
  }
  for (const words of expected.bodyContains ?? []) {
    score.body.of += 1;
    if (body.includes(plain(words)) && !aside.includes(plain(words))) score.body.right += 1;
    else score.misses.push(`${label}: not in the body: ${words}`);
  }
  scoreClaims(draft, text, expected, score, label);
  for (const words of expected.questions ?? []) {
    score.questions.of += 1;
    const place = locate(text, words);
    if (place && draft.questions.some((question) => overlaps(place, question.passage))) score.questions.right += 1;
    else score.misses.push(`${label}: question not found: ${words}`);
  }
  const places = (expected.gaps ?? []).map((words) => locate(text, words));
  for (const [index, place] of places.entries()) {
    score.gaps.of += 1;
    if (place && draft.gaps.some((gap) => gap.passage.start < place.end + 20 && gap.passage.end > place.start - 20)) score.gaps.right += 1;
    else score.misses.push(`${label}: gap not found: ${expected.gaps![index]}`);
  }
  for (const gap of draft.gaps) {
    if (places.some((place) => place && gap.passage.start < place.end + 20 && gap.passage.end > place.start - 20)) continue;
    score.gaps.of += 1;
    score.misses.push(`${label}: no gap: ${gap.passage.prefix}[${gap.passage.exact}]`);
  }
}

/** All cases of a set, by name: each page and its expectation. */
export function loadCases(folder: string): { name: string; page: Uint8Array; expected: Expected }[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const name = file.slice(0, -5);
      const page = ['.html', '.txt'].map((ending) => join(folder, name + ending)).find((path) => existsSync(path));
      return page ? [{ name, page: readFileSync(page), expected: JSON.parse(readFileSync(join(folder, file), 'utf8')) as Expected }] : [];
    });
}

/** Drafts and scores all cases of a set. */
export function scoreSet(folder: string): { score: Score; count: number } {
  const score = newScore();
  const cases = loadCases(folder);
  for (const entry of cases) {
    const page = extract(entry.page);
    scoreCase(draftPage(page), page.text, entry.expected, score, entry.name);
  }
  return { score, count: cases.length };
}

const percent = ({ right, of }: Tally): string => (of ? `${right}/${of} (${Math.round((right / of) * 100)} %)` : 'none');

/** The scores as lines to print. */
export function figures(name: string, score: Score, count: number): string {
  const rows: [string, Tally][] = [['fields', score.fields], ['furniture set aside', score.furniture], ['body kept', score.body], ['claims found', score.recall], ['claims not invented', score.precision], ['chains right', score.chain], ['modes right', score.mode], ['dates, money, acts, kind', score.details], ['questions', score.questions], ['gaps', score.gaps]];
  return [`${name}: ${count} pages`, ...rows.map(([label, value]) => `  ${label.padEnd(26)}${percent(value)}`)].join('\n');
}
