import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import {
  answerKey,
  endsDisagreement,
  loadAnswers,
  stateOf,
  type GivenAnswer,
} from '../../record/disagreements/answers.ts';
import { conflictingIndexes } from '../../record/disagreements/conflicts.ts';
import { loadDisputedTypes } from '../../record/disagreements/unresolved.ts';
import { beganOf } from '../../record/views/began.ts';
import { loadBeganOfParts } from '../../record/views/dates.ts';
import { viewValue, type ValueView } from '../../record/views/values.ts';

/** The properties that the front page shows of cases and laws. Their values do not refer to other items. */
const properties = [
  'case-status',
  'began',
  'place',
  'incident-type',
  'jurisdiction',
  'law-kind',
  'adopted',
  'signed',
  'in-force',
  'struck-down',
  'repealed',
] as const;
export type FrontProperty = (typeof properties)[number];

/** Values of an item that can be shown without their speakers. `beganIn`: when the case began (EDTF). */
export type PlainFacts = Partial<Record<FrontProperty, ValueView[]>> & {
  beganIn?: string;
  /** The kinds of pressure on which sources disagree. */ disputed?: ReadonlySet<string>;
};

type Row = {
  id: number;
  property: FrontProperty;
  value: unknown;
  mark: string;
  from: string | null;
  to: string | null;
  attributed: boolean;
};

/**
 * Loads the values of cases and of other items, by the item's id. Leaves out values that are merely alleged, and all
 * values of a property about which sources disagree, because a line of the front page has no space to say who says what.
 */
export async function loadPlainFacts(
  db: Reader,
  cases: readonly number[],
  others: readonly number[],
): Promise<Map<number, PlainFacts>> {
  const ids = [...cases, ...others];
  const found = new Map<number, PlainFacts>();
  if (!ids.length) return found;
  const [types, { rows }] = await Promise.all([
    loadDisputedTypes(db, cases, 'public'),
    sql<Row>`
    select f.subject_id as id, f.property, f.value, md5(f.value_key) as mark, f.date_from as "from", f.date_to as "to", f.public_attributed as attributed from fact f
    where f.subject_id = any(${[...ids]}::bigint[]) and f.property = any(${[...properties]}::text[]) and f.public_shown and f.value_thing is null
    order by f.subject_id, f.property, f.date_from nulls last, f.value_key`.execute(db),
  ]);
  const disputed = new Map<number, readonly Row[]>();
  for (const all of group(rows.map((row) => [`${row.id} ${row.property}`, row] as const)).values()) {
    const { id, property } = all[0]!;
    const facts = found.get(Number(id)) ?? {};
    found.set(Number(id), facts);
    const conflicting = conflictingIndexes(
      property,
      all.map(({ value }) => ({ value, saidOn: [null] })),
    );
    const plain = all.filter((row) => !row.attributed);
    facts[property] = conflicting.size ? [] : plain.map(({ value }) => viewValue(property, value, null, 'public'));
    if (property !== 'began') continue;
    facts.beganIn = beganOf(plain, conflicting.size > 0).edtf ?? undefined;
    if (conflicting.size) disputed.set(Number(id), all);
  }
  // An editor may have decided the disagreement, for example that the dates belong to several steps of the case.
  const answers = disputed.size ? await loadAnswers(db, [...disputed.keys()]) : new Map<string, GivenAnswer>();
  for (const [id, all] of disputed) {
    const weighed = all.map(({ mark }) => ({ marks: [mark], preferred: false }));
    if (endsDisagreement(stateOf(weighed, answers.get(answerKey(id, 'began')))))
      found.get(id)!.beganIn =
        beganOf(
          all.filter((row) => !row.attributed),
          false,
        ).edtf ?? undefined;
  }
  const undated = cases.filter((id) => !found.get(id)?.beganIn);
  for (const [id, beganIn] of await loadBeganOfParts(db, undated, 'public'))
    found.set(id, { ...found.get(id), beganIn });
  for (const [id, disputed] of types) found.set(id, { ...found.get(id), disputed });
  return found;
}
