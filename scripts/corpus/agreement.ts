import type { Page, Span } from './scheme.ts';

/**
 * How many items each of two annotators marked (`first`, `second`), and how many of these are the same (`both`). `f`:
 * the F1 of these numbers; 1 if both annotators marked nothing.
 */
export type Agreed = { first: number; second: number; both: number; f: number };
export type Agreement = {
  /** Counts the tokens (words and single punctuation marks) in the sources of claims. */
  source: Agreed;
  /** Counts the tokens in the cues of claims. */
  cue: Agreed;
  /** Counts the tokens in the contents of claims. */
  content: Agreed;
  /** Counts claims. Two claims are the same if the F1 of their contents' tokens is 0.5 or more. */
  claims: Agreed;
  /** Counts the claims that both annotators have. Two claims are the same if they have the same mode. */
  mode: Agreed;
  /** Counts the claims that both annotators have. Two claims are the same if they have the same form. */
  form: Agreed;
  /** Counts the claims that both annotators have. Two claims are the same if they have the same speakers. */
  chain: Agreed;
  /** Counts marked names. Two names are the same if they have the same words and the same kind of entity. */
  entities: Agreed;
  /**
   * Counts marked pronouns and descriptions. Two of them are the same if they have the same words and mean the same
   * entity.
   */
  coreference: Agreed;
  /** Values of incidents by field: act, date, place, … */
  incidents: Record<string, Agreed>;
  facts: Agreed;
};

const score = (first: number, second: number, both: number): Agreed => ({
  first,
  second,
  both,
  f: first + second === 0 ? 1 : (2 * both) / (first + second),
});

/** Adds up the counts of several pages. */
export function sum(each: readonly Agreed[]): Agreed {
  const total = (key: 'first' | 'second' | 'both'): number => each.reduce((all, one) => all + one[key], 0);
  return score(total('first'), total('second'), total('both'));
}

function tokensIn(text: string, spans: readonly Span[]): Set<number> {
  const found = new Set<number>();
  for (const { index } of text.matchAll(/[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu))
    if (spans.some(({ start, end }) => start <= index && index < end)) found.add(index);
  return found;
}

function ofSets<Item>(first: ReadonlySet<Item>, second: ReadonlySet<Item>): Agreed {
  return score(first.size, second.size, [...first].filter((item) => second.has(item)).length);
}

/** Pairs items, the most similar ones first. Each item is in at most one pair. */
function align<Item>(
  first: readonly Item[],
  second: readonly Item[],
  similar: (a: Item, b: Item) => number,
): [Item, Item][] {
  const pairs = first
    .flatMap((a) => second.map((b) => ({ a, b, value: similar(a, b) })))
    .filter(({ value }) => value > 0)
    .toSorted((x, y) => y.value - x.value);
  const used = new Set<Item>();
  return pairs.flatMap(({ a, b }): [Item, Item][] => {
    if (used.has(a) || used.has(b)) return [];
    used.add(a).add(b);
    return [[a, b]];
  });
}

const place = ({ start, end }: Span): string => `${start}-${end}`;

/**
 * Maps the entities of `other` to those of `page`, because annotators choose different ids. Two entities are the same
 * if they share the most mentions.
 */
function identities(page: Page, other: Page): Map<string, string> {
  const places = (of: Page, id: string): Set<string> =>
    new Set(of.mentions.filter(({ entity }) => entity === id).map(place));
  const result = new Map(other.entities.map(({ id }) => [id, `other ${id}`]));
  const shared = align(
    page.entities.map(({ id }) => ({ id, of: page })),
    other.entities.map(({ id }) => ({ id, of: other })),
    (a, b) => ofSets(places(a.of, a.id), places(b.of, b.id)).both,
  );
  for (const [a, b] of shared) result.set(b.id, a.id);
  return result;
}

/** How far two annotations of the same page agree. Throws if the pages differ. */
export function agreement(first: Page, second: Page): Agreement {
  if (first.clean !== second.clean)
    throw new Error(
      `${first.id}: the two annotations are not of the same page. Remove the marks from both and compare them.`,
    );
  const { text } = first;
  const same = identities(first, second);
  const idIn = (of: Page, id: string | null): string => (id === null ? '?' : of === second ? (same.get(id) ?? id) : id);
  const tokens = (of: Page, part: 'source' | 'cue' | 'content'): Set<number> =>
    tokensIn(
      text,
      of.claims.flatMap((claim) => (part === 'content' ? claim.content : claim.chain.flatMap((link) => link[part]))),
    );
  const part = (of: 'source' | 'cue' | 'content'): Agreed => ofSets(tokens(first, of), tokens(second, of));
  const claims = align(first.claims, second.claims, (a, b) => {
    const { f } = ofSets(tokensIn(text, a.content), tokensIn(text, b.content));
    return f >= 0.5 ? f : 0;
  });
  const ofPairs = (equal: (pair: (typeof claims)[number]) => boolean): Agreed => {
    const both = claims.filter(equal).length;
    return score(claims.length, claims.length, both);
  };
  const chainOf = (of: Page, claim: Page['claims'][number]): string =>
    claim.chain.map(({ speaker }) => idIn(of, speaker)).join(' > ');
  const kindOf = (of: Page, id: string | null): string => of.entities.find((entity) => entity.id === id)?.kind ?? '?';
  const names = (of: Page): Set<string> =>
    new Set(
      of.mentions.filter(({ form }) => form === 'name').map((each) => `${place(each)} ${kindOf(of, each.entity)}`),
    );
  const referents = (of: Page): Set<string> =>
    new Set(of.mentions.filter(({ form }) => form !== 'name').map((each) => `${place(each)} ${idIn(of, each.entity)}`));
  const facts = (of: Page): Set<string> => new Set(of.facts.map((fact) => `${place(fact)} ${fact.kind}=${fact.value}`));
  return {
    source: part('source'),
    cue: part('cue'),
    content: part('content'),
    claims: score(first.claims.length, second.claims.length, claims.length),
    mode: ofPairs(([a, b]) => a.mode === b.mode),
    form: ofPairs(([a, b]) => a.form === b.form),
    chain: ofPairs(([a, b]) => chainOf(first, a) === chainOf(second, b)),
    entities: ofSets(names(first), names(second)),
    coreference: ofSets(referents(first), referents(second)),
    incidents: compareIncidents(first, second, idIn),
    facts: ofSets(facts(first), facts(second)),
  };
}

function compareIncidents(
  first: Page,
  second: Page,
  idIn: (of: Page, id: string | null) => string,
): Record<string, Agreed> {
  type Read = Record<string, string[]>;
  const read = (of: Page): Read[] =>
    of.incidents.map((each) => ({
      act: each.acts,
      target: each.targets.map(({ entity }) => idIn(of, entity)),
      role: each.targets.flatMap(({ entity, role }) => (role ? [`${idIn(of, entity)} ${role}`] : [])),
      outlet: each.targets.flatMap(({ outlet }) => (outlet ? [idIn(of, outlet)] : [])),
      authority: each.authorities.map((id) => idIn(of, id)),
      law: each.laws.map((id) => idIn(of, id)),
      place: each.place ? [idIn(of, each.place)] : [],
      country: each.country ? [each.country] : [],
      date: each.date ? [each.date] : [],
      outcome: each.outcomes.map(({ kind, value }) => `${kind} ${value ?? ''}`),
      background: each.background ? ['yes'] : [],
    }));
  const [a, b] = [read(first), read(second)];
  const agreed = (x: Read, y: Read, field: string): number => ofSets(new Set(x[field]), new Set(y[field])).both;
  const pairs = align(a, b, (x, y) => {
    const shared = ['act', 'target'].map((field) => agreed(x, y, field)).reduce((all, one) => all + one, 0);
    return shared && shared + Object.keys(x).reduce((all, field) => all + agreed(x, y, field) / 100, 0);
  });
  const total = (all: Read[], field: string): number =>
    all.reduce((count, each) => count + new Set(each[field]).size, 0);
  const fields = 'act target role outlet authority law place country date outcome background'.split(' ');
  return Object.fromEntries(
    fields.map((field) => [
      field,
      score(
        total(a, field),
        total(b, field),
        pairs.reduce((all, [x, y]) => all + agreed(x, y, field), 0),
      ),
    ]),
  );
}

type Compared = readonly { id: string; agreed: Agreement }[];

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const shown = (agreed: Agreed, digits: number): string =>
  agreed.first + agreed.second === 0 ? '–' : agreed.f.toFixed(digits);

/**
 * A Markdown table with the F1 of each page. “–” means that both annotators marked nothing. The fields of incidents are
 * counted together.
 */
export function agreementByPage(pages: Compared): string {
  const columns = ({ incidents, ...rest }: Agreement): Record<string, Agreed> => ({
    ...rest,
    incidents: sum(Object.values(incidents)),
  });
  const names = pages[0] ? Object.keys(columns(pages[0].agreed)) : [];
  return [
    row(['page', ...names]),
    row(['---', ...names.map(() => '---:')]),
    ...pages.map(({ id, agreed }) => row([id, ...Object.values(columns(agreed)).map((value) => shown(value, 2))])),
  ].join('\n');
}

/** A Markdown table with the agreement on all pages together. */
export function agreementTogether(pages: Compared): string {
  const fields = ({ incidents, ...rest }: Agreement): [string, Agreed][] => [
    ...Object.entries(rest),
    ...Object.entries(incidents).map(([key, value]): [string, Agreed] => [`incident ${key}`, value]),
  ];
  const each = new Map<string, Agreed[]>();
  for (const [name, value] of pages.flatMap(({ agreed }) => fields(agreed)))
    each.set(name, [...(each.get(name) ?? []), value]);
  return [
    row([`${pages.length} pages`, 'F', 'first', 'second', 'same']),
    row(['---', '---:', '---:', '---:', '---:']),
    ...[...each].map(([name, values]) => {
      const all = sum(values);
      return row([name, shown(all, 3), ...[all.first, all.second, all.both].map(String)]);
    }),
  ].join('\n');
}
