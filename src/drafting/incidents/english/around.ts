import type { Clause } from '../../attribution/clause.ts';
import { subjectBefore } from '../../attribution/subject.ts';
import type { NamedCountry } from '../../facts/country.ts';
import { iso, type Day, type FoundDate } from '../../facts/dates.ts';
import type { Span } from '../../reading/sentences.ts';
import { nouns } from '../../reading/words.ts';
import type { Stated } from '../incident.ts';
import { announceable } from './acts.ts';
import type { People } from './people.ts';
import type { ReadSentence } from './read.ts';
import { isPlace } from './resolve.ts';
import { boundary, endOfRegion, startOf, type Hit } from './verbs.ts';

/** The authority that does an act: a name, else a noun such as "police". Null if the sentence has neither. */
export function authorityOf(people: People, clause: Clause, hit: Hit, passive: boolean): Stated<string> | null {
  const { items, phrases } = clause;
  const named = (from: number, until: number): Stated<string> | null => {
    let noun: Stated<string> | null = null;
    for (let at = from; at < until; at += 1) {
      const { mention, lower, start, end, type } = items[at]!;
      if (mention) {
        const party = people.of(mention.name);
        const kind = party?.kind ?? mention.kind;
        if (kind === 'authority' || kind === 'court' || (party?.other && kind === 'person'))
          return { value: mention.name, start: mention.start, end: mention.end };
        if (
          (kind === null || kind === 'organisation' || mention.guess) &&
          !isPlace(mention.name) &&
          /\b(?:Guard|Guards|Rangers|Constabulary|Police|Force|Branch|Bureau|Cell|Desk|Unit|Division|Squad|Inspectorate|Delegation|Office|Committee|Council|Commission|Agency|Authority|Board|Service|Assembly|Prosecution|Judgeship|Bench|Tribunal)\b/.test(
            mention.name,
          )
        )
          return { value: mention.name, start: mention.start, end: mention.end };
      } else if (
        !noun &&
        type === 'word' &&
        (nouns.authority.has(lower) ||
          nouns.court.has(lower) ||
          /^(?:soldiers|gendarmes|agents|constables?|bailiffs?|inspectors|rangers)$/.test(lower)) &&
        !/^(?:sentence|decision|verdict|ruling|judgment|services?|state|office|bench|senate|body|staff)$/.test(lower)
      )
        noun = { value: lower, start, end };
    }
    return noun;
  };
  if (passive || hit.voice === 'subject') {
    for (let by = hit.to + 1; by < Math.min(items.length, hit.to + 18); by += 1) {
      const { lower } = items[by]!;
      if (boundary.test(lower) && lower !== 'as') break;
      if (lower !== 'by') continue;
      const found = named(by + 1, Math.min(endOfRegion(items, by + 1, true), by + 14));
      if (found) return found;
    }
  } else if (hit.voice === 'verb') {
    const subject = subjectBefore(clause, { from: startOf(items, hit.from) });
    if (subject) {
      const chain = phrases.findLast(({ to }) => to === subject.from - 1 && items[to]?.lower === 'of');
      const found = named((chain ?? subject).from, startOf(items, hit.from));
      if (found) return found;
    }
  }
  // The court may be elsewhere in the sentence: "before the X Court", "a court in Z".
  if (/^(?:sentence|conviction|acquittal|hearing|judgment|house-arrest)$/.test(hit.act)) {
    const courts = clause.mentions.filter(({ kind }) => kind === 'court');
    if (new Set(courts.map(({ name }) => name)).size === 1)
      return { value: courts[0]!.name, start: courts[0]!.start, end: courts[0]!.end };
    const court = items.find((item) => item.type === 'word' && /^(?:court|tribunal|judge)$/.test(item.lower));
    if (court && hit.act !== 'hearing') return { value: court.lower, start: court.start, end: court.end };
  }
  return null;
}

/** The date of an act: the nearest date that is not nearer to another act. Null in a headline. */
export function dateOf(
  hit: Hit,
  hits: readonly Hit[],
  dates: readonly FoundDate[],
  part: ReadSentence['part'],
  day: Day | null,
): FoundDate | null {
  const today = day && iso(day);
  const distance = (date: FoundDate, to: Hit): number => {
    const gap = date.start >= to.end ? date.start - to.end : to.start - date.end + 60;
    const crossed = hits.filter(
      (other) =>
        other !== to &&
        (date.start >= to.end
          ? other.start > to.end && other.end < date.start
          : other.end < to.start && other.start > date.end),
    ).length;
    return gap + crossed * 200;
  };
  if (part === 'title') return null;
  const fit = dates.filter((date) => {
    const first = /\d{4}(?:-\d{2}){0,2}/.exec(date.edtf)?.[0] ?? '';
    if (!announceable.has(hit.act) && today && first > today) return false;
    const nearest = Math.min(...hits.map((other) => distance(date, other)));
    return distance(date, hit) <= nearest || hits.length === 1;
  });
  const [best] = fit.sort((a, b) => distance(a, hit) - distance(b, hit));
  if (best) return best;
  // In "On Monday police searched and detained …" the date before the two acts belongs to both.
  const before = dates.find(
    (date) => date.end < hit.start && (announceable.has(hit.act) || !today || date.edtf.slice(0, 10) <= today),
  );
  return before && dates.length === 1 ? before : null;
}

/** The place where an act is done, after "in", "at", "near" or "outside". */
export function placeOf(
  people: People,
  countries: readonly NamedCountry[],
  clause: Clause,
  hit: Hit,
): Stated<string> | null {
  const { items } = clause;
  const found: (Stated<string> & { far: number })[] = [];
  for (const [at, { mention }] of items.entries()) {
    if (!mention || !/^(?:in|at|near|outside)$/.test(items[at - 1]?.lower ?? '')) continue;
    const party = people.of(mention.name);
    if (
      party &&
      (party.kind === 'outlet' ||
        party.kind === 'organisation' ||
        party.kind === 'authority' ||
        party.kind === 'court' ||
        party.role !== null ||
        party.other)
    )
      continue;
    if (mention.kind === 'person' && !mention.guess) continue;
    if (
      countries.some(({ start }) => start === mention.start) ||
      /\b(?:Act|Law|Code|Bill|Day|Rules|Ordinance)\b/.test(mention.name)
    )
      continue;
    found.push({
      value: mention.name,
      start: mention.start,
      end: mention.end,
      far: Math.abs(at - hit.to) + (at < hit.from ? 3 : 0),
    });
  }
  const best = found.sort((a, b) => a.far - b.far).find(({ far }) => far < 22);
  if (best) return { value: best.value, start: best.start, end: best.end };
  return null;
}

/**
 * The country of an act. These are tried in order: the only country that the page names; the first in the sentence; the
 * country of more than half of the page's mentions; the last before the sentence (after `from`, if given); the first of
 * the page.
 */
export function countryOf(countries: readonly NamedCountry[], sentence: Span, from: number): Stated<string> | null {
  const as = ({ code, start, end }: NamedCountry): Stated<string> => ({ value: code, start, end });
  const own = countries.filter(({ start, end }) => start >= sentence.start && end <= sentence.end);
  const codes = new Set(countries.map(({ code }) => code));
  if (codes.size === 1) return as(own[0] ?? countries[0]!);
  if (own.length > 0) return as(own[0]!);
  const count = (code: string): number => countries.filter((one) => one.code === code).length;
  const main = [...codes].sort((a, b) => count(b) - count(a))[0];
  const near = countries.findLast(({ start, end }) => start >= from && end <= sentence.start);
  if (main && count(main) * 2 > countries.length) return as(countries.find(({ code }) => code === main)!);
  const before = near ?? countries.findLast(({ end }) => end <= sentence.start);
  return before ? as(before) : countries[0] ? as(countries[0]) : null;
}
