import { sql, type Selectable } from 'kysely';
import { gather } from '../../platform/database/gather.ts';
import type { Tables } from '../../platform/database/tables.ts';
import type { Reader } from '../../platform/database/tx.ts';
import type { FactView } from '../views/facts.ts';
import type { Answer, DisagreementState } from './tables.ts';

/** The answer that applies: the newest answer about a property of an item. */
export type GivenAnswer = {
  id: number;
  /** The item about which the editor gave the answer. It may have been merged into another item since. */
  memberId: number;
  answer: Answer;
  /** Public; in the reader's language if there is a translation. */
  reason: string;
  /** The language of `reason`, if it is not the reader's. */
  reasonLanguage?: string;
  /** The hashes (`FactView.marks`) of the values to which the answer applies. */
  covers: ReadonlySet<string>;
  /** The hash of the preferred value, if the answer is `preferred`. */
  prefers: string | null;
  /** The second event, if statements were moved to one. */
  secondId: number | null;
  by: string | null;
  at: Date;
};

export const answerKey = (subjectId: number, property: string): string => `${subjectId}|${property}`;

/** The current answers about items and the items merged into them, by `answerKey` of the canonical item. */
export async function loadAnswers(db: Reader, subjectIds: readonly number[]): Promise<Map<string, GivenAnswer>> {
  if (subjectIds.length === 0) return new Map();
  return gather(db, 'answers', subjectIds, (ids) => queryAnswers(db, ids));
}

async function queryAnswers(db: Reader, ids: readonly number[]): Promise<Map<string, GivenAnswer>> {
  const { rows } = await sql<
    Omit<Selectable<Tables['disagreement_answer']>, 'account_id'> & { by: string | null; member: number }
  >`
    select distinct on (f.subject_id, a.property) a.id, f.subject_id, f.member, a.property, a.answer, a.reason, a.covers, a.prefers, s.canonical_id as second_id, p.name as by, a.at
    from (
      select i as subject_id, i as member from unnest(${[...ids]}::bigint[]) i
      union all select i, t.id from unnest(${[...ids]}::bigint[]) i cross join lateral (select t.id from thing t where t.merged_into = i offset 0) t
    ) f cross join lateral (select * from disagreement_answer a where a.subject_id = f.member offset 0) a
    left join thing s on s.id = a.second_id left join account p on p.id = a.account_id
    order by f.subject_id, a.property, a.id desc`.execute(db);
  return new Map(
    rows.map((row) => [
      answerKey(Number(row.subject_id), row.property),
      {
        id: Number(row.id),
        memberId: Number(row.member),
        answer: row.answer,
        reason: row.reason,
        covers: new Set(row.covers),
        prefers: row.prefers,
        secondId: row.second_id === null ? null : Number(row.second_id),
        by: row.by,
        at: row.at,
      },
    ]),
  );
}

type Weighed = Pick<FactView, 'marks' | 'preferred'>;

/**
 * The state of a disagreement for someone who sees these values. A value that the answer does not include reopens the
 * disagreement. An answer that prefers a value counts only as long as this value is still preferred, and is among these
 * values.
 */
export function stateOf(conflicting: readonly Weighed[], answer: GivenAnswer | undefined): DisagreementState {
  if (!answer) return 'open';
  if (conflicting.some((value) => !value.marks.some((mark) => answer.covers.has(mark)))) return 'reopened';
  if (answer.answer !== 'preferred') return answer.answer;
  return conflicting.some((value) => value.preferred && answer.prefers !== null && value.marks.includes(answer.prefers))
    ? 'preferred'
    : 'open';
}

/** Whether the editor answered that the sources do not contradict each other. */
export const endsDisagreement = (state: DisagreementState): boolean => state === 'two-events' || state === 'compatible';
