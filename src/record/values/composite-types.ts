import { z } from 'zod';
import { readWords } from '../../platform/text/word-lists.ts';
import { foldText } from '../actors/names/fold.ts';
import { excludingRoles } from '../vocabulary/lists.ts';
import { compareTerms, lineOf, type VocabularyKey } from '../vocabulary/terms.ts';
import { datatype, type DateBounds, type ThingRef } from './datatype.ts';
import { compareEdtf } from './edtf/edtf-compare.ts';
import { parseEdtf } from './edtf/edtf.ts';
import { combine, compareOptional, type Relation } from './relation.ts';
import { edtfSchema, textType, type TextValue } from './simple-types.ts';
import { choiceSchema, refSchemaFor } from './thing-types.ts';
import titleWordsText from './title-words.txt';

/** The period in which a value was true. Both ends are EDTF texts. An unknown end is left out. */
type Period = { from?: string; to?: string };

const period = { from: edtfSchema.optional(), to: edtfSchema.optional() };

/**
 * Qualifiers of a person or outlet in one involvement, such as employment. They differ from incident to incident, so
 * they are part of the involvement, not of the actor. Each qualifier is also a filter, with the same name, of the cases
 * in which the actor is targeted. `many`: several values can be true at once, so two different values are not a
 * disagreement.
 */
export const involvementQualifiers = [
  { name: 'employment', list: 'employment', many: false },
  { name: 'beat', list: 'beat', many: true },
  { name: 'reason', list: 'targeting-reason', many: true },
] as const satisfies readonly { name: string; list: VocabularyKey; many: boolean }[];
export type QualifierName = (typeof involvementQualifiers)[number]['name'];

/** The qualifiers of an involvement, in the order of `involvementQualifiers`; an empty list for any other value. */
export const qualifiersOf = (value: unknown): { name: QualifierName; list: VocabularyKey; term: string }[] =>
  involvementQualifiers.flatMap(({ name, list }) => {
    const term: unknown = Object(value)[name];
    return typeof term === 'string' ? [{ name, list, term }] : [];
  });

/** An actor's role in an event, proceeding or case. */
export type Involvement = { actor: ThingRef; role: string } & { [Name in QualifierName]?: string };

const qualifierSchemas = Object.fromEntries(
  involvementQualifiers.map(({ name, list }) => [name, z.optional(choiceSchema(list))]),
) as Record<QualifierName, z.ZodOptional<z.core.$ZodType<string>>>;

export const involvementType = datatype<Involvement>({
  schema: z.strictObject(
    { actor: refSchemaFor(['actor']), role: choiceSchema('involvement-role'), ...qualifierSchemas },
    'record.value.involvement',
  ),
  key: (value) =>
    [value.actor, value.role, ...qualifiersOf(value).map(({ name, term }) => `${name}=${term}`)].join('|'),
  compare: (a, b) => {
    if (a.actor !== b.actor) return 'compatible';
    const relation = compareTerms('involvement-role', a.role, b.role);
    if (relation === 'conflicts') return rolesExclude(a.role, b.role) ? relation : 'compatible';
    return combine([
      relation,
      ...involvementQualifiers.map(({ name, list, many }) => {
        const one = compareOptional(a[name], b[name], (x, y) => compareTerms(list, x, y));
        return many && one === 'conflicts' ? 'compatible' : one;
      }),
    ]);
  },
  things: ({ actor }) => [actor],
  replaceThings: (value, replace) => ({ ...value, actor: replace(value.actor) }),
});

function rolesExclude(a: string, b: string): boolean {
  const [left, right] = [lineOf('involvement-role', a), lineOf('involvement-role', b)];
  return excludingRoles.some(
    ([one, other]) => (left.includes(one) && right.includes(other)) || (left.includes(other) && right.includes(one)),
  );
}

/** How the subject is related to `actor`. With `child`, the subject is a child of `actor`. */
export type Kinship = { actor: ThingRef; relation: string };

export const kinshipType = datatype<Kinship>({
  schema: z.strictObject({ actor: refSchemaFor(['actor']), relation: choiceSchema('kinship') }, 'record.value.kinship'),
  key: ({ actor, relation }) => `${actor}|${relation}`,
  compare: (a, b) => (a.actor === b.actor ? compareTerms('kinship', a.relation, b.relation) : 'compatible'),
  things: ({ actor }) => [actor],
  replaceThings: (value, replace) => ({ ...value, actor: replace(value.actor) }),
});

/** A connection to another actor over time: member of, works for, owns. */
export type Tie = { actor: ThingRef } & Period;

export const tieType = datatype<Tie>({
  schema: z
    .strictObject({ actor: refSchemaFor(['actor']), ...period }, 'record.value.tie')
    .refine(inOrder, { path: ['to'], message: 'record.value.period' })
    .transform(dropAbsent),
  key: (value) => `${value.actor}${periodKey(value)}`,
  compare: (a, b) => (a.actor === b.actor && !areApart(a, b) ? comparePeriods(a, b) : 'compatible'),
  bounds: periodBounds,
  things: ({ actor }) => [actor],
  replaceThings: (value, replace) => ({ ...value, actor: replace(value.actor) }),
});

/** A position that someone holds or held. `title` is in the words of the source. */
export type Position = { title: TextValue; organisation?: ThingRef } & Period;

export const positionType = datatype<Position>({
  schema: z
    .strictObject(
      { title: textType.schema, organisation: z.optional(refSchemaFor(['actor'])), ...period },
      'record.value.position',
    )
    .refine(inOrder, { path: ['to'], message: 'record.value.period' })
    .transform(dropAbsent),
  key: (value) =>
    `${value.organisation ? `${value.organisation}|` : ''}${textType.key(value.title)}${periodKey(value)}`,
  compare: comparePositions,
  bounds: periodBounds,
  things: ({ organisation }) => (organisation ? [organisation] : []),
  replaceThings: (value, replace) =>
    value.organisation ? { ...value, organisation: replace(value.organisation) } : value,
});

const titles = readWords('record/values/title-words.txt', titleWordsText, ['ranks', 'fillers']);

/**
 * Two positions at different organisations or times are compatible. At the same organisation and time, titles that
 * share words but differ in rank conflict ("deputy editor-in-chief", "editor-in-chief"). Titles without a common word
 * are compatible, because the founder can also be the editor.
 */
export function comparePositions(a: Position, b: Position): Relation {
  if ((a.organisation && b.organisation && a.organisation !== b.organisation) || areApart(a, b)) return 'compatible';
  const title = compareTitles(a.title, b.title);
  if (title === 'compatible' || title === 'conflicts') return title;
  const place = compareOptional(a.organisation, b.organisation, () => 'same');
  return combine([title, place, comparePeriods(a, b)]);
}

function compareTitles(a: TextValue, b: TextValue): Relation {
  if (foldText(a.text) === foldText(b.text)) return 'same';
  const [left, right] = [titleWords(a.text), titleWords(b.text)];
  const shared = left.posts.filter((word) => right.posts.includes(word));
  if (shared.length === 0) return 'compatible';
  if (left.ranks.join(' ') !== right.ranks.join(' ')) return 'conflicts';
  if (shared.length === left.posts.length && shared.length === right.posts.length) return 'same';
  if (shared.length === right.posts.length) return 'refines';
  return shared.length === left.posts.length ? 'refined-by' : 'conflicts';
}

function titleWords(title: string): { posts: string[]; ranks: string[] } {
  const words = [
    ...new Set(
      foldText(title)
        .split(/[^\p{L}\p{N}]+/u)
        .filter((word) => word && !titles.fillers.has(word)),
    ),
  ].toSorted();
  return {
    posts: words.filter((word) => !titles.ranks.has(word)),
    ranks: words.filter((word) => titles.ranks.has(word)),
  };
}

function comparePeriods(a: Period, b: Period): Relation {
  return combine([compareOptional(a.from, b.from, compareEdtf), compareOptional(a.to, b.to, compareEdtf)]);
}

/** Whether one of the two periods certainly ended before the other began. */
function areApart(a: Period, b: Period): boolean {
  const [left, right] = [periodBounds(a), periodBounds(b)];
  return endsBefore(left, right) || endsBefore(right, left);
}

function endsBefore(a: DateBounds, b: DateBounds): boolean {
  return a.to !== null && b.from !== null && a.to < b.from;
}

function periodBounds({ from, to }: Period): DateBounds {
  return { from: from ? (parseEdtf(from)?.earliest ?? null) : null, to: to ? (parseEdtf(to)?.latest ?? null) : null };
}

function periodKey({ from, to }: Period): string {
  return from || to ? `|${from ?? ''}/${to ?? ''}` : '';
}

function inOrder(value: Period): boolean {
  const { from, to } = periodBounds(value);
  return from === null || to === null || from <= to;
}

/** The value without undefined keys, so that equal values become equal JSON. */
function dropAbsent<T extends Period>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;
}
