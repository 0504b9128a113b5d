import type { Translate } from '../../../platform/messages/messages.ts';
import { textDifference, type TextPart } from '../../kit/components/changed-text.tsx';
import { isJson, lineText, hiddenFields, Wording, type Line, type Names } from './wording.ts';

/**
 * The change of a member of a list, or of a field with a single value. A line with `same` has not changed: it names the
 * part of the item to which the other changes belong.
 */
export type LineChange =
  | { how: 'same'; line: Line }
  | { how: 'removed' | 'added'; line: Line }
  | { how: 'changed'; start: Line; was: Line; is: Line; end: Line };

/** The change of one field, in words. */
export type FieldDifference = { field: string; name: string } & (
  | { text: TextPart[] }
  | { lineChanges: LineChange[]; reordered?: boolean }
);

/** Fields with texts that people write. In these, the changed words are marked. */
const texts = new Set(['wording', 'title', 'summary', 'note', 'support_note', 'reason', 'motto', 'headline']);

/** The fields that are shown first. The fields in `last` are shown last, and all others between these. */
const first = ['wording', 'title', 'headline', 'names', 'summary', 'chain', 'statements', 'answered_by'];
const last = ['language', 'certainty', 'state', 'visibility', 'withdrawn', 'merged_into'];
/** The sort key of a field: negative in `first`, positive in `last`, and otherwise 0. */
export const rankOf = (field: string): number =>
  first.includes(field) ? first.indexOf(field) - first.length : last.indexOf(field) + 1;

/**
 * By field, the identity of a member of the list. Members with the same identity are one member before and after a
 * change.
 */
const identity: Readonly<Record<string, (one: Record<string, unknown>) => string>> = {
  names: (one) => String(one.text),
  chain: (one) =>
    one.actor_id
      ? `a${String(one.actor_id)}`
      : one.as_written
        ? `w${String(one.as_written)}`
        : one.pages_own
          ? 'own'
          : `s${String(one.source_id)}`,
  statements: (one) => `${String(one.subject_id)}|${String(one.property)}`,
  derivedFrom: (one) => String(one.origin_id),
};

/** The change of a line. The parts that both versions have at the start and end are separate, to be shown only once. */
function changed(was: Line, is: Line): LineChange {
  const same = (a: Line[number] | undefined, b: Line[number] | undefined): boolean =>
    a !== undefined && JSON.stringify(a) === JSON.stringify(b);
  const shorter = Math.min(was.length, is.length);
  let start = 0;
  while (start < shorter && same(was[start], is[start])) start++;
  let end = 0;
  while (end < shorter - start && same(was.at(-1 - end), is.at(-1 - end))) end++;
  return {
    how: 'changed',
    start: was.slice(0, start),
    was: was.slice(start, was.length - end),
    is: is.slice(start, is.length - end),
    end: end ? was.slice(-end) : [],
  };
}

/**
 * The changed fields of an item. `before` is null if the item is new. Fields that `after` does not have are unchanged.
 */
export function differences(
  t: Translate,
  change: { kind: string; before: unknown; after: unknown },
  names: Names,
  { saysAccess = false }: { saysAccess?: boolean } = {},
): FieldDifference[] {
  const words = new Wording(t, change.kind, names, saysAccess);
  const before = isJson(change.before) ? change.before : {};
  const after = isJson(change.after) ? change.after : {};
  const partial = change.before !== null && change.after !== null && Object.keys(before).length > 0;
  const found: FieldDifference[] = [];
  const fields = new Set([...Object.keys(before), ...Object.keys(after)]);
  for (const name of [...fields].toSorted((a, b) => rankOf(a) - rankOf(b))) {
    if (hiddenFields.has(name) || (partial && !(name in after))) continue;
    const field = words.label(name);
    const [a, b] = [before[name], after[name]];
    if (name === 'of' && a === b) {
      found.push({ field, name, lineChanges: words.lines(name, a).map((line) => ({ how: 'same', line })) });
      continue;
    }
    if (texts.has(name) && typeof a === 'string' && typeof b === 'string' && a && b) {
      if (a !== b) found.push({ field, name, text: textDifference(a, b) });
      continue;
    }
    const lineChanges =
      Array.isArray(a) && Array.isArray(b)
        ? outcomesOf(words, name, a, b)
        : single(words.lines(name, a), words.lines(name, b));
    if (lineChanges.length) found.push({ field, name, lineChanges });
    else if (Array.isArray(a) && Array.isArray(b) && linesIn(words, name, a) !== linesIn(words, name, b))
      found.push({ field, name, lineChanges, reordered: true });
  }
  return found.some((one) => one.name !== 'of') ? found : [];
}

const linesIn = (words: Wording, name: string, list: unknown[]): string =>
  words.lines(name, list).map(lineText).join('\n');

/** Compares the values of a field that is not a list in both versions. */
function single(was: readonly Line[], is: readonly Line[]): LineChange[] {
  const removed = was.filter((line) => !is.some((other) => lineText(other) === lineText(line)));
  const added = is.filter((line) => !was.some((other) => lineText(other) === lineText(line)));
  if (removed.length === 1 && added.length === 1) return [changed(removed[0]!, added[0]!)];
  return [
    ...removed.map((line): LineChange => ({ how: 'removed', line })),
    ...added.map((line): LineChange => ({ how: 'added', line })),
  ];
}

/**
 * Compares two lists. Equal members are left out. Members with the same identity are one changed member. All other
 * members were added or removed.
 */
function outcomesOf(words: Wording, name: string, was: readonly unknown[], is: readonly unknown[]): LineChange[] {
  type Member = { key: string; line: Line };
  const read = (one: unknown): Member => {
    const line = isJson(one) ? words.member(name, one) : (words.lines(name, one)[0] ?? []);
    return { key: isJson(one) && identity[name] ? identity[name](one) : lineText(line), line };
  };
  const left = was.map(read);
  const unmatched: Member[] = [];
  for (const member of is.map(read)) {
    const same = left.findIndex((other) => lineText(other.line) === lineText(member.line));
    if (same >= 0) left.splice(same, 1);
    else unmatched.push(member);
  }
  const lineChanges: LineChange[] = [];
  const added: Member[] = [];
  for (const member of unmatched) {
    const known = left.findIndex((other) => other.key === member.key);
    if (known < 0) added.push(member);
    else lineChanges.push(changed(left.splice(known, 1)[0]!.line, member.line));
  }
  return [
    ...left.map(({ line }): LineChange => ({ how: 'removed', line })),
    ...lineChanges,
    ...added.map(({ line }): LineChange => ({ how: 'added', line })),
  ];
}

/**
 * The decrypted content of a sealed item in words. There is an entry for each column of the table of the item's kind,
 * and one for each other table.
 */
export function contentLines(
  t: Translate,
  content: { kind: string; rows: Readonly<Record<string, readonly Record<string, unknown>[]>> },
  names: Names,
): { field: string; lines: string[] }[] {
  const words = new Wording(t, content.kind, names);
  const linesOf = (name: string, value: unknown): string[] => words.lines(name, value).map(lineText);
  const tables = Object.entries(content.rows).flatMap(([table, rows]) =>
    table === content.kind
      ? rows.flatMap((row) =>
          Object.entries(row)
            .filter(([name]) => !hiddenFields.has(name))
            .map(([name, value]) => ({ field: words.label(name), lines: linesOf(name, value) })),
        )
      : [{ field: words.label(table), lines: linesOf(table, rows) }],
  );
  return tables.filter((one) => one.lines.length > 0);
}
