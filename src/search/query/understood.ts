import { findTerm } from '../../record/vocabulary/terms.ts';
import { dayMark, hostMark, placeMarks } from '../index/marks.ts';
import { dateAt, edtfOf, markedDays, type DateSense } from '../meanings/dates.ts';
import {
  isCommon,
  isProvisionNumber,
  provisionAt,
  provisionPhrases,
  sensesAt,
  wordsIn,
  type Sense,
} from '../meanings/lists.ts';
import { stemsOf } from '../meanings/stems.ts';

/**
 * A meaning of some words of a search. `codes`: names in the index, such as `country=KZ`; `marks`: marks in the index;
 * `phrases`: other words for the same. `values`: what pages show: a country code, keys of terms, a date in EDTF, or
 * names.
 */
export type Meaning = {
  kind: Sense['kind'] | 'date' | 'host' | 'sound';
  values: readonly string[];
  /** Those of `values` that the words mean only loosely. */ loose?: readonly string[];
  codes: readonly string[];
  marks: readonly string[];
  phrases: readonly string[];
};

/**
 * Some words of a search that are looked up together. `role`: results must match `wanted` words; `common` words only
 * raise the rank; `small` words are left out. `provision`: a number in them that may be the number of a provision.
 */
export type Group = {
  from: number;
  length: number;
  meanings: Meaning[];
  role: 'wanted' | 'common' | 'small';
  provision?: string;
};

const nothing = { codes: [], marks: [], phrases: [] };

function ofSense({ kind, values, loose }: Sense): Meaning {
  if (kind === 'country') return { ...nothing, kind, values, codes: values.map((code) => `country=${code}`) };
  if (kind === 'act')
    return {
      ...nothing,
      kind,
      values,
      loose,
      codes: values.flatMap((key) => [
        ...(findTerm('incident-type', key) ? [`type=${key}`] : []),
        ...(findTerm('event-type', key) ? [`event-type=${key}`] : []),
      ]),
    };
  if (kind === 'item') return { ...nothing, kind, values, codes: values.map((one) => `kind=${one}`) };
  const marks = kind === 'place' ? values.filter((one) => wordsIn(one).length === 1).flatMap(placeMarks) : [];
  return { ...nothing, kind, values, phrases: values, marks: [...new Set(marks)] };
}

const ofDate = (date: DateSense): Meaning => ({
  ...nothing,
  kind: 'date',
  values: [edtfOf(date)],
  codes: date.months ? [] : [`year=${date.year}`],
  marks: markedDays(date).map(dayMark),
});

/** A word as the name of a place, by its possible sounds, with and without its ending. */
function ofSound(word: string): Meaning | null {
  if (!/^[\p{L}\p{M}'’]{3,40}$/u.test(word)) return null;
  const forms = [word, ...stemsOf(word).filter((stem) => stem.length >= 4)];
  const marks = [...new Set(forms.flatMap(placeMarks))];
  return marks.length ? { ...nothing, kind: 'sound', values: [word], marks } : null;
}

const isHost = (word: string): boolean =>
  /^[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}$/u.test(word) && /\p{L}{2}$/u.test(word);

function ofHost(word: string): Meaning | null {
  const host = word.toLowerCase().replace(/^www\./, '');
  if (isHost(host)) {
    const [label = ''] = host.split('.').slice(-2);
    return {
      ...nothing,
      kind: 'host',
      values: [host],
      // A host with other letters, such as новости.рф, is in the index in its ASCII form (`xn--…`), as in a URL.
      marks: [hostMark(URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : host)],
      phrases: label.length > 1 ? [label] : [],
    };
  }
  return /^[a-z0-9-]{4,63}$/.test(host) ? { ...nothing, kind: 'host', values: [host], marks: [hostMark(host)] } : null;
}

/** Groups the words of a search, from the left: words that mean something together form a group. */
export function groupsOf(words: readonly string[]): Group[] {
  const groups: Group[] = [];
  // Small words, which are left out of phrases, become empty strings here, so that each word keeps its index.
  const plain = words.map((word) => wordsIn(word)[0] ?? '');
  for (let from = 0; from < words.length;) {
    const group = groupAt(words, plain, from);
    groups.push(group);
    from += group.length;
  }
  return groups;
}

function groupAt(words: readonly string[], plain: readonly string[], from: number): Group {
  const date = dateAt(words.slice(from));
  if (date) return { from, length: date.length, meanings: [ofDate(date.date)], role: 'wanted' };
  if (plain[from] === '') return { from, length: 1, meanings: [], role: 'small' };
  const provision = provisionAt(plain.slice(from, from + 3));
  if (provision !== null) {
    const phrases = provisionPhrases(provision);
    const law = sensesAt(plain.slice(from, from + 2));
    return {
      from,
      length: 2,
      meanings: [
        { ...nothing, kind: 'same', values: phrases, phrases },
        ...(law?.length === 2 ? law.senses.map(ofSense) : []),
      ],
      role: 'wanted',
      provision,
    };
  }
  const places = plain.flatMap((word, index) => (index >= from && word !== '' ? [index] : []));
  const senses = sensesAt(places.map((index) => plain[index]!));
  if (senses) {
    const last = places[senses.length - 1]!;
    const meanings = senses.senses.map(ofSense);
    return { from, length: last - from + 1, meanings, role: 'wanted' };
  }
  const word = words[from]!;
  return {
    from,
    length: 1,
    meanings: [ofHost(word), isHost(word) ? null : ofSound(plain[from]!)].filter((one) => one !== null),
    role: isCommon(plain[from]!) ? 'common' : 'wanted',
    ...(isProvisionNumber(plain[from]!) && { provision: plain[from]! }),
  };
}
