import type { Span } from '../../src/drafting/reading/sentences.ts';
import type { Expected } from './measures.ts';

/**
 * A document of GUM (https://gucorpling.org/gum) as plain text, with its attributions.
 *
 * In this file, a statement is what someone says in the text. GUM has a relation `attribution-positive` or
 * `attribution-negative` between two discourse units for each statement. The content of the statement is the second
 * unit with all units below it. These are the second unit's dependents with a lower `depth` than the attribution (see
 * `relationsOf`), and all units that depend on them. The source of the statement is the tokens of the signal
 * `sem-atsrc`. GUM marks no cues.
 */
export type GumDocument = {
  name: string;
  text: string;
  statements: Expected[];
  /** Each “he” and “she”, with the names of the person who is meant. */
  pronouns: { start: number; names: string[] }[];
};

type Token = Span & {
  form: string;
  pos: string;
  unit: number;
  /** The entities whose mentions contain the token. For each, the length of the mention. */ groups: Map<
    string,
    number
  >;
};
type Relation = { name: string; from: number; to: number; depth: number; signals: string };

/** @param conllu CoNLL-U with `Discourse=` and `Entity=` in the last column */
export function readGum(name: string, conllu: string): GumDocument {
  const tokens: Token[] = [];
  const primary: Relation[] = [];
  const relations: Relation[] = [];
  const names = new Map<string, Set<string>>();
  const open: { group: string; from: number }[] = [];
  let text = '';
  let unit = 0;
  let whole: { last: number; space: boolean } | null = null;
  for (const line of conllu.split('\n')) {
    if (/^# newpar\s*$/.test(line) && text) text = `${text.trimEnd()}\n\n`;
    const [id = '', form = '', , pos = '', , , , , , misc = ''] = line.split('\t');
    const fields = new Map(misc.split('|').map((part): [string, string] => cut(part)));
    const space = fields.get('SpaceAfter') !== 'No';
    // The line "8-9 daughter's" says that the next two lines, tokens 8 and 9, are one word without a space inside.
    const several = /^\d+-(\d+)$/.exec(id);
    if (several) whole = { last: Number(several[1]), space };
    if (!/^\d+$/.test(id)) continue;
    const read = relationsOf(fields.get('Discourse') ?? '');
    if (read.length > 0) {
      unit = read[0]!.from;
      primary.push(read[0]!);
      relations.push(...read.filter((each) => each.name.startsWith('attribution')));
    }
    const start = text.length;
    text += form;
    const token: Token = { start, end: text.length, form, pos, unit, groups: new Map() };
    if (whole ? Number(id) === whole.last && whole.space : space) text += ' ';
    if (Number(id) === whole?.last) whole = null;
    tokens.push(token);
    readEntities(fields.get('Entity') ?? '', tokens, open, names);
  }
  const statements = relations.flatMap((relation) => statementOf(relation, tokens, primary, names));
  const pronouns = tokens
    .filter(({ form }) => /^s?he$/i.test(form))
    .map((token) => ({ start: token.start, names: namesOf([token], names) }));
  return { name, text: text.trimEnd(), statements, pronouns };
}

const cut = (part: string): [string, string] => {
  const at = part.indexOf('=');
  return at < 0 ? [part, ''] : [part.slice(0, at), part.slice(at + 1)];
};

/**
 * Reads relations such as `attribution-positive:7->8:1:sem-atsrc-49-52-_+…;…`: name, from, to, depth, signals. The
 * first relation is the unit's place in the tree.
 */
const relationsOf = (value: string): Relation[] =>
  value.split(';').flatMap((part) => {
    const [, name = '', from, to, depth, signals = ''] =
      /^([\w-]+):(\d+)(?:->(\d+))?:(\d+)(?::(?:\d+:)?(.*))?$/.exec(part) ?? [];
    return from ? [{ name, from: Number(from), to: Number(to ?? 0), depth: Number(depth), signals }] : [];
  });

/** Opens and closes mentions of entities, such as `(1-person-…` and `4)`; one token can have several. */
function readEntities(
  value: string,
  tokens: readonly Token[],
  open: { group: string; from: number }[],
  names: Map<string, Set<string>>,
): void {
  const close = (group: string): void => {
    const at = open.findLastIndex((mention) => mention.group === group);
    if (at < 0) return;
    const [mention] = open.splice(at, 1);
    const words = tokens.slice(mention!.from);
    for (const each of words) each.groups.set(group, words.length);
    const name = nameIn(words);
    if (name) names.set(group, (names.get(group) ?? new Set()).add(name));
  };
  for (const [, opened, single, closed] of value.matchAll(/\((\d+)[^()]*(\))?|(\d+)\)/g)) {
    if (opened) {
      open.push({ group: opened, from: tokens.length - 1 });
      if (single) close(opened);
    } else if (closed) close(closed);
  }
}

/**
 * The name in a mention: the proper nouns at the end of the mention. Examples, with the name in brackets: “spokesman
 * [Fuad Basya]”, “the [University of Texas]”.
 */
function nameIn(words: readonly Token[]): string {
  const isProper = (word: Token | undefined): boolean => word?.pos === 'PROPN';
  const end = words.findLastIndex(({ pos }) => pos !== 'PUNCT') + 1;
  let from = end;
  while (isProper(words[from - 1])) from -= 1;
  while (/^(?:ADP|PART|CCONJ)$/.test(words[from - 1]?.pos ?? '') && isProper(words[from - 2]) && from < end) {
    from -= 2;
    while (isProper(words[from - 1])) from -= 1;
  }
  return words
    .slice(from, end)
    .map(({ form }) => form)
    .join(' ');
}

function statementOf(
  { to, depth, signals }: Relation,
  tokens: readonly Token[],
  tree: readonly Relation[],
  names: ReadonlyMap<string, ReadonlySet<string>>,
): Expected[] {
  const units = new Set([to]);
  const below = (parent: number, limit: number): void => {
    for (const child of tree)
      if (child.to === parent && child.depth < limit && !units.has(child.from)) {
        units.add(child.from);
        below(child.from, Number.POSITIVE_INFINITY);
      }
  };
  below(to, depth);
  const content = spansOf(
    tokens.filter((token) => units.has(token.unit)),
    tokens,
  );
  const marked = [...signals.matchAll(/sem-atsrc-((?:\d+(?:-\d+)?,?)+)-[a-z_]/g)].flatMap(([, places]) =>
    range(places!),
  );
  const sources = [...new Set(marked)].flatMap((number) => tokens[number - 1] ?? []);
  if (content.length === 0) return [];
  const words = sources.filter(({ pos }) => pos !== 'PUNCT');
  return [
    {
      source: spansOf(sources, tokens),
      cue: [],
      content,
      names: namesOf(sources, names),
      pronoun: words.length === 1 && /^(?:he|she|it|they|him|her|them|his|their|its|who)$/i.test(words[0]!.form),
    },
  ];
}

/**
 * The names of the entity that some words mention. If mentions are nested, the shortest mention that contains all the
 * words is used.
 */
function namesOf(words: readonly Token[], names: ReadonlyMap<string, ReadonlySet<string>>): string[] {
  const [group] = [...(words[0]?.groups ?? [])]
    .filter(([each]) => words.every((token) => token.groups.has(each)))
    .toSorted(([, a], [, b]) => a - b);
  return [...(names.get(group?.[0] ?? '') ?? [])];
}

/** The numbers in a list such as `1-4,7`. */
const range = (places: string): number[] =>
  places.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, index) => first + index);
  });

function spansOf(some: readonly Token[], all: readonly Token[]): Span[] {
  const chosen = new Set(some);
  const spans: Span[] = [];
  let last: Span | null = null;
  for (const token of all) {
    if (!chosen.has(token)) last = null;
    else if (last) last.end = token.end;
    else spans.push((last = { start: token.start, end: token.end }));
  }
  return spans;
}

/** GUM's own split of the documents that are in ../shared/corpora/gum. */
export const gumSplit: Record<'dev' | 'test', readonly string[]> = {
  dev: [
    'academic_exposure',
    'academic_librarians',
    'bio_byron',
    'bio_emperor',
    'court_loan',
    'court_negligence',
    'interview_cyclone',
    'interview_gaming',
    'news_homeopathic',
    'news_iodine',
    'voyage_athens',
    'voyage_coron',
  ],
  test: [
    'academic_discrimination',
    'academic_eegimaa',
    'bio_dvorak',
    'bio_jespersen',
    'court_insanity',
    'court_mitigation',
    'interview_hill',
    'interview_libertarian',
    'news_nasa',
    'news_sensitive',
    'voyage_oakland',
    'voyage_vavau',
  ],
};
