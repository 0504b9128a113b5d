// The search of a mirror. It works without a server, even if the mirror is opened from a folder. The index consists of
// scripts (src/web/site/mirror/search/files.ts). For each word, a search loads a few kilobytes of them.
import { foldText } from '../../../../record/actors/names/fold.ts';
import { readings } from '../../../../record/actors/names/sounds.ts';
import { makeDictionary, phraseAt, wordsOf, type Dictionary } from '../../../../search/meanings/phrases.ts';
import { stemsOf } from '../../../../search/meanings/stems.ts';
import type { MirrorWords } from '../search/words.ts';

type Index = { shards: string[]; common: string[]; size: number; block: number };
type Line = [kind: string, title: string, file: string, day: string, language?: string];
type Titles = Record<number, [title: string, file: string, language: string]>;
type Match = Map<number, number>;

const page = document.getElementById('mirror-search');
/** The URL of the mirror's root folder. This script is in its folder `assets/`. */
const root = new URL('../', (document.currentScript as HTMLScriptElement).src);
const form = page?.querySelector('form');
const loaded = new Map<string, unknown>();
const loading = new Map<string, Promise<void>>();

(globalThis as unknown as { kronikaIndex: (name: string, what: unknown) => void }).kronikaIndex = (name, what) =>
  loaded.set(name, what);

/** Loads a file of the index once. A file that cannot be loaded is treated as empty. */
async function load<T>(file: string): Promise<T | undefined> {
  let wait = loading.get(file);
  if (!wait) {
    wait = new Promise((resolve) => {
      const script = document.createElement('script');
      script.src = new URL(`search/index/${file}.js`, root).href;
      script.onload = script.onerror = () => resolve();
      document.head.append(script);
    });
    loading.set(file, wait);
  }
  await wait;
  return loaded.get(file) as T | undefined;
}

const shard = (prefix: string) =>
  load<Record<string, string>>(`w-${Array.from(prefix, (letter) => letter.codePointAt(0)!.toString(16)).join('-')}`);

function* places(list: string): Generator<[place: number, title: boolean]> {
  let last = -1;
  for (const one of list.split(' ')) {
    const title = one.endsWith('*');
    last += parseInt(title ? one.slice(0, -1) : one, 36);
    yield [last, title];
  }
}

/**
 * How well a stem of the index matches a word of the search, from 0 (no match) to 4. `begun` means that the word is the
 * last one in the search field and may be unfinished.
 */
function fit(stem: string, word: string, begun: boolean): number {
  if (stem === word) return 4;
  if (begun && stem.startsWith(word)) return 3;
  let same = 0;
  while (same < stem.length && stem[same] === word[same]) same++;
  if (same >= 4 && stem.length - same <= 1 && word.length - same <= 6) return 3;
  return stem.length >= 3 && same === stem.length && word.length - same <= 2 ? 3 : 0;
}

async function matches(index: Index, word: string, begun: boolean): Promise<Match> {
  const found: Match = new Map();
  const take = async (start: string, weigh: (term: string) => number) => {
    // A short word can be the beginning of words in many files of the index. At most 40 of them are read.
    const near = index.shards.filter((prefix) => prefix.startsWith(start) || start.startsWith(prefix)).slice(0, 40);
    for (const words of await Promise.all(near.map(shard)))
      for (const [term, list] of Object.entries(words ?? {})) {
        const weight = weigh(term);
        if (weight)
          for (const [place, title] of places(list))
            found.set(place, Math.max(found.get(place) ?? 0, weight * (title ? 3 : 1)));
      }
  };
  await take(word.slice(0, Math.max(3, Math.min(word.length - 1, 5))).slice(0, word.length), (term) =>
    fit(term, word, begun),
  );
  for (const sound of readings(word).slice(0, 6))
    if (sound.length > 2)
      await take(`~${sound}`, (term) =>
        term === `~${sound}` ? 2 : begun && sound.length > 3 && term.startsWith(`~${sound}`) ? 1 : 0,
      );
  return found;
}

async function filtered(index: Index, name: string, value: string): Promise<Match> {
  const term = `=${name}=${value}`;
  const found: Match = new Map();
  for (const prefix of index.shards.filter((one) => term.startsWith(one)))
    for (const [place] of places((await shard(prefix))?.[term] ?? '')) found.set(place, 0);
  return found;
}

const filterOf = (term: string): [name: string, value: string] => {
  const at = term.indexOf('=', 1);
  return [term.slice(1, at), term.slice(at + 1)];
};

/** Adds the entries of `other`, each with at least the weight `least`. An entry keeps its greatest weight. */
function add(found: Match, other: Match, least = 0): void {
  for (const [place, weight] of other) found.set(place, Math.max(found.get(place) ?? 0, weight, least));
}

/** The meanings of words. They are loaded once. */
type Lists = { small: ReadonlySet<string>; common: ReadonlySet<string>; dictionary: Dictionary<string[]> };
let lists: Lists | undefined;
async function listsOf(): Promise<Lists> {
  if (lists) return lists;
  const { small, common, phrases, meanings } = (await load<MirrorWords>('words')) ?? {
    small: [],
    common: [],
    phrases: [],
    meanings: [],
  };
  lists = {
    small: new Set(small),
    common: new Set(common),
    dictionary: makeDictionary(
      phrases.map(([text, meaning]) => ({
        words: text.trim().split(' '),
        isName: text.startsWith(' '),
        sense: meanings[meaning]!,
      })),
    ),
  };
  return lists;
}

/** Words of the search that are looked up together, with their meanings. */
type Group = { words: string[]; means: Set<string>; isCommon: boolean; isLast: boolean };

/** Groups the words that have a meaning together, as the site's search does. Quoted words get no meanings. */
async function groupsOf(text: string): Promise<Group[]> {
  const { small, common, dictionary } = await listsOf();
  const found: Group[] = [];
  for (const [, quoted, plain = ''] of text.matchAll(/["“”«„]([^"“”«»„]+)["“”»]|([^"“”«»„]+)/gu)) {
    if (quoted !== undefined)
      for (const word of foldedWords(quoted))
        found.push({ words: [word], means: new Set(), isCommon: false, isLast: false });
    const words = wordsOf(plain, small);
    for (let at = 0; at < words.length;) {
      const phrase = phraseAt(dictionary, words.slice(at));
      const length = phrase?.length ?? 1;
      const own = words.slice(at, at + length).flatMap(foldedWords);
      at += length;
      if (own.length)
        found.push({
          words: own,
          means: new Set([...(phrase?.senses ?? [])].flat()),
          isCommon: !phrase && stemsOf(own[0]!).some((stem) => common.has(stem)),
          isLast: at >= words.length,
        });
    }
  }
  const required = found.filter((group) => !group.isCommon);
  return required.length ? required : found;
}

const foldedWords = (text: string): string[] =>
  foldText(text)
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word.length > 1);

/**
 * The entries that have all words, by their position in the index. Words in too many items are ignored. Null if there
 * are no other words.
 */
async function allOf(index: Index, words: readonly string[], isLast: boolean): Promise<Match | null> {
  let found: Match | null = null;
  for (const [at, word] of words.entries())
    if (!index.common.includes(word))
      found = both(found, await matches(index, word, isLast && at === words.length - 1));
  return found;
}

/**
 * The entries that have the words of a group, or their meanings. Null if all these words are in too many items.
 */
async function placesOf(index: Index, { words, means, isLast }: Group): Promise<Match | null> {
  const found = await allOf(index, words, isLast);
  if (!found) return null;
  for (const meaning of means)
    add(
      found,
      meaning.startsWith('=')
        ? await filtered(index, ...filterOf(meaning))
        : ((await allOf(index, meaning.split(' '), false)) ?? new Map<number, number>()),
      2,
    );
  return found;
}

function both(one: Match | null, other: Match): Match {
  if (!one) return other;
  const found: Match = new Map();
  for (const [place, weight] of one) if (other.has(place)) found.set(place, weight + other.get(place)!);
  return found;
}

const perPage = 25;
let asked = 0;

async function search(box: HTMLElement, query: URLSearchParams): Promise<void> {
  const mine = ++asked;
  const results = box.querySelector<HTMLElement>('[data-results]')!;
  const status = box.querySelector<HTMLElement>('[data-status]')!;
  const text = query.get('q') ?? '';
  results.ariaBusy = 'true';
  const filters = [...query].filter(([name, value]) => name !== 'q' && value);
  const show = (text: string | undefined, lines: Node[] = []) => {
    status.textContent = text ?? '';
    results.replaceChildren(...lines);
    results.ariaBusy = 'false';
  };
  if (!foldedWords(text).length && !filters.length) return show('');
  const index = await load<Index>('index');
  if (!index) return show(box.dataset.broken);
  let found: Match | null = null;
  for (const group of await groupsOf(text)) {
    const places = await placesOf(index, group);
    if (places) found = both(found, places);
  }
  // Values of one filter are alternatives ("or"). Different filters must all match ("and").
  for (const name of new Set(filters.map(([one]) => one))) {
    const any: Match = new Map();
    for (const [, value] of filters.filter(([one]) => one === name))
      for (const [place, weight] of await filtered(index, name, value)) any.set(place, weight);
    found = both(found, any);
  }
  const ranked = [...(found ?? [])].sort((a, b) => b[1] - a[1] || b[0] - a[0]).map(([place]) => place);
  if (mine !== asked) return;
  show(ranked.length ? counted(box, ranked.length) : box.dataset.none);
  results.ariaBusy = 'true';
  await more(box, index, ranked, 0, mine);
  if (mine === asked) results.ariaBusy = 'false';
}

/** The text with the number of results, in the plural form that the page's language needs. */
function counted(box: HTMLElement, count: number): string {
  const { lang } = document.documentElement;
  const forms = JSON.parse(box.dataset.found!) as Record<string, string>;
  return (forms[new Intl.PluralRules(lang).select(count)] ?? '{count}').replace('{count}', count.toLocaleString(lang));
}

/** Shows the next results, and a button for more. */
async function more(
  box: HTMLElement,
  index: Index,
  ranked: readonly number[],
  from: number,
  mine: number,
): Promise<void> {
  const results = box.querySelector<HTMLElement>('[data-results]')!;
  const lines: Node[] = [];
  for (const place of ranked.slice(from, from + perPage)) {
    const [file, at] = [Math.floor(place / index.block), place % index.block];
    const line = (await load<Line[]>(`d-${file}`))?.[at];
    // There is no such file for the publication's own language.
    const own = box.dataset.language ? (await load<Titles>(`t-${document.documentElement.lang}-${file}`))?.[at] : null;
    if (line) lines.push(item(box, line, own));
  }
  if (mine !== asked) return;
  results.append(...lines);
  if (from && lines[0] instanceof HTMLElement) lines[0].querySelector('a')?.focus();
  if (from + perPage >= ranked.length) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button small';
  button.textContent = box.dataset.more ?? '';
  const line = document.createElement('li');
  line.append(button);
  button.addEventListener('click', () => {
    line.remove();
    void more(box, index, ranked, from + perPage, mine);
  });
  results.append(line);
}

function item(box: HTMLElement, [kind, ...shown]: Line, own: Titles[number] | null | undefined): HTMLElement {
  const [title, file, day, language = box.dataset.own] = own ? [own[0], own[1], shown[2], own[2] || undefined] : shown;
  const line = document.createElement('li');
  const link = document.createElement('a');
  const heading = document.createElement('h2');
  const about = document.createElement('p');
  const words = box.querySelector<HTMLOptionElement>(`option[value="${kind}"]`)?.textContent ?? kind;
  const here = own ? '' : (box.dataset.language ?? '');
  const { lang } = document.documentElement;
  if (kind !== 'claim' && !(own && !own[2]) && language && language.split('-')[0] !== lang) link.lang = language;
  link.href = new URL(here + file.split('/').map(encodeURIComponent).join('/'), root).href;
  // The wording of a claim must not be shown without its speaker. So a claim has no title here, and its link shows its
  // number.
  link.textContent = kind === 'claim' ? `${box.dataset.claim ?? ''} ${title}` : title;
  about.className = 'meta';
  about.textContent = [words, day].filter(Boolean).join(' · ');
  heading.append(link);
  line.append(heading, about);
  return line;
}

const queryOf = (from: HTMLFormElement) =>
  new URLSearchParams(
    [...new FormData(from)].flatMap(([name, value]) =>
      typeof value === 'string' && value.trim() ? [[name, value.trim()] as [string, string]] : [],
    ),
  );

/** Reads the query from the address, where it is so that people can link to a search and go back to it. */
function read(box: HTMLElement, fields: HTMLFormElement): void {
  const query = new URLSearchParams(location.hash.slice(1));
  for (const field of fields.elements)
    if ((field instanceof HTMLInputElement || field instanceof HTMLSelectElement) && field.name)
      field.value = query.get(field.name) ?? '';
  // Filters without a field in this form, which come from links on lists of the site.
  const others = [...query]
    .filter(([name]) => !fields.elements.namedItem(name))
    .map(([name, value]) => `${name}: ${value}`);
  const note = box.querySelector<HTMLElement>('[data-others]')!;
  note.textContent = others.join(', ');
  note.hidden = !others.length;
  void search(box, query);
}

if (page && form) {
  page.hidden = false;
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const hash = `#${queryOf(form)}`;
    page.querySelector('[data-results]')!.ariaBusy = 'true';
    if (hash === location.hash) read(page, form);
    else location.hash = hash;
  });
  addEventListener('hashchange', () => read(page, form));
  read(page, form);
}
