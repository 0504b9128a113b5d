import { foldText } from '../../record/actors/names/fold.ts';
import { compareValues, findProperty } from '../../record/vocabulary/properties.ts';
import type { CompilableClaim } from './compilable-claim.ts';

/** Claims that say the same and share one sentence. */
export type Group = { claims: CompilableClaim[] };

const plain = (text: string): string =>
  foldText(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const factsOf = (told: CompilableClaim): string[] =>
  told.statements.map((one) => JSON.stringify([one.subject, one.property, one.value]));
const likeOf = (told: CompilableClaim): string => `${told.kind} ${told.mode} ${told.caseNumber}`;

/**
 * The share (0 to 1) of the words of `less` that are also in `more`. Words of up to three letters are ignored, unless
 * they have a digit.
 */
function covered(less: string, more: string): number {
  const words = plain(less)
    .split(' ')
    .filter((word) => word.length > 3 || /\d/u.test(word));
  const known = new Set(plain(more).split(' '));
  return words.length === 0 ? 1 : words.filter((word) => known.has(word)).length / words.length;
}

/**
 * Whether two claims say the same. Either their words are the same, or both are paraphrases with similar words and the
 * same statements.
 */
function saySame(a: CompilableClaim, b: CompilableClaim): boolean {
  if (likeOf(a) !== likeOf(b)) return false;
  if (plain(a.wording) === plain(b.wording)) return true;
  if (a.kind === 'quotation' || a.statements.length === 0) return false;
  return factsOf(a).toSorted().join('\n') === factsOf(b).toSorted().join('\n') && covered(a.wording, b.wording) >= 0.5;
}

/** Whether `a` reports only a part of what the same speaker says in `of`. */
function saysLess(a: CompilableClaim, of: CompilableClaim): boolean {
  if (
    likeOf(a) !== likeOf(of) ||
    a.kind === 'quotation' ||
    a.statements.length === 0 ||
    a.voices[0]?.key !== of.voices[0]?.key
  )
    return false;
  const facts = new Set(factsOf(of));
  return factsOf(a).every((fact) => facts.has(fact)) && covered(a.wording, of.wording) >= 0.75;
}

/**
 * Groups claims that say the same. A claim that says less than another claim of the same speaker joins its group. Only
 * claims with the same mode (allegation, ruling, …) are grouped. Quotations are grouped only if they are identical.
 */
export function groupSame(all: readonly CompilableClaim[]): Group[] {
  const groups: Group[] = [];
  for (const told of all) {
    const found = groups.find((group) => group.claims.some((other) => saySame(told, other)));
    if (found) found.claims.push(told);
    else groups.push({ claims: [told] });
  }
  const joined = new Map<Group, Group>();
  const current = (group: Group): Group => (joined.has(group) ? current(joined.get(group)!) : group);
  for (const group of groups) {
    const more = groups.find(
      (other) =>
        other !== group &&
        group.claims.every((told) =>
          other.claims.some((one) => one.statements.length > told.statements.length && saysLess(told, one)),
        ),
    );
    if (!more) continue;
    // That group may itself have joined another one already.
    joined.set(group, current(more));
    current(more).claims.push(...group.claims);
  }
  return groups.filter((group) => !joined.has(group));
}

/** Whether two groups say something about the same subject that cannot both be true. */
export function disagree(a: Group, b: Group): boolean {
  return a.claims.some((one) =>
    b.claims.some((other) =>
      one.statements.some((mine) =>
        other.statements.some((theirs) => {
          if (mine.subject !== theirs.subject || mine.property !== theirs.property) return false;
          const property = findProperty(mine.property);
          return (
            property !== undefined &&
            compareValues(property, mine.value, theirs.value, { a: one.saidOn, b: other.saidOn }) === 'conflicts'
          );
        }),
      ),
    ),
  );
}

/**
 * Puts groups that contradict each other together, at the position of the first of them. Otherwise, the order is
 * unchanged.
 */
export function clusters(groups: readonly Group[]): Group[][] {
  const at = groups.map((_, index) => index);
  const root = (index: number): number => (at[index] === index ? index : root(at[index]!));
  for (let a = 0; a < groups.length; a += 1)
    for (let b = a + 1; b < groups.length; b += 1)
      if (disagree(groups[a]!, groups[b]!)) at[Math.max(root(a), root(b))] = Math.min(root(a), root(b));
  const found = new Map<number, Group[]>();
  for (const [index, group] of groups.entries()) found.set(root(index), [...(found.get(root(index)) ?? []), group]);
  return [...found.values()];
}
