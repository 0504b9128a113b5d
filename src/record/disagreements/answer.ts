import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation, type Writing } from '../../platform/operation.ts';
import { loadFacts, type FactView } from '../views/facts.ts';
import { findProperty } from '../vocabulary/properties.ts';
import { rankStatements } from '../claims/rank-statements.ts';
import { refOf, refSchema } from '../refs.ts';
import { takeForChange, type Thing } from '../things.ts';
import { answerKey, loadAnswers } from './answers.ts';
import { conflictingIndexes } from './conflicts.ts';
import { splittable, separate } from './separate.ts';
import { answers } from './tables.ts';

const statementId = z.coerce.number().int().positive();

export const answerInput = z.object({
  subject: refSchema,
  property: z.string().min(1, 'errors.field.property.missing').max(60),
  answer: z.enum(answers, 'record.duplicates.error.answer'),
  /** The reason for the answer, shown to readers. */
  reason: z.string().trim().min(10, 'errors.field.reason.short').max(2000, 'errors.field.text.long'),
  /** The id of a statement with the preferred value. */
  prefers: statementId.optional(),
  /**
   * The event to create if the sources are about two events: its title, and the statements to move to it. It has the
   * case and the access of the first event.
   */
  second: z
    .object({
      statements: z.array(statementId).min(1, 'record.duplicates.error.second_values'),
      title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
    })
    .optional(),
});
type Given = z.output<typeof answerInput>;

/**
 * Answers a disagreement between sources. There are four answers: one value is preferred, the sources are about two
 * events, both values agree, or it cannot be decided. No value is deleted, and readers see the answer, its reason and
 * its time. A new conflicting value reopens the disagreement. With "two events", the editor can move statements of some
 * claims to a second event.
 * @throws AppError `invalid_input` by field; `not_found` if nothing disagrees
 */
export const answerDisagreements = defineOperation({
  name: 'record.answerDisagreements',
  permission: editors,
  input: z.object({ answers: z.array(answerInput).min(1).max(50) }),
  async write(writing) {
    const seconds: (string | null)[] = [];
    for (const [index, given] of writing.input.answers.entries())
      seconds.push(await answerOne(writing, given, `answers.${index}`));
    return { seconds };
  },
});

async function answerOne(writing: Writing<unknown, undefined>, given: Given, path: string): Promise<string | null> {
  const { tx, at, principal, change } = writing;
  const wrong = (field: string, message: string): never => {
    throw new AppError('invalid_input', { fields: [{ path: `${path}.${field}`, message }] });
  };
  if (!findProperty(given.property)) wrong('property', 'errors.field.property.missing');
  const subject = await takeForChange(tx, given.subject, at);
  if (subject.merged_into) throw new AppError('not_found');
  const values =
    (await loadFacts(tx, [subject.id], 'desk', { all: true }))
      .get(subject.id)
      ?.find((fact) => fact.property === given.property)?.values ?? [];
  const places = conflictingIndexes(given.property, values);
  const conflicting = values.filter((_, place) => places.has(place));
  if (!conflicting.length) throw new AppError('not_found');
  const carrying = (id: number): FactView | undefined => conflicting.find((value) => value.statementIds.includes(id));

  const prefers =
    given.answer === 'preferred' ? (given.prefers === undefined ? undefined : carrying(given.prefers)) : null;
  if (prefers === undefined) return wrong('prefers', 'record.duplicates.error.prefers');
  await setRanks(writing, conflicting, prefers);

  const second =
    given.answer === 'two-events' && given.second
      ? await split(writing, subject, given.second, conflicting, wrong)
      : null;
  const before = (await loadAnswers(tx, [subject.id])).get(answerKey(subject.id, given.property));
  await tx
    .insertInto('disagreement_answer')
    .values({
      subject_id: subject.id,
      property: given.property,
      answer: given.answer,
      reason: given.reason,
      covers: [...new Set(conflicting.flatMap((value) => value.marks))],
      prefers: prefers?.marks[0] ?? null,
      second_id: second?.id ?? null,
      account_id: principal.accountId,
      at,
    })
    .execute();
  const after = {
    property: given.property,
    answer: given.answer,
    reason: given.reason,
    ...(second ? { second: second.ref } : {}),
  };
  change({
    kind: subject.kind,
    thingId: subject.id,
    action: 'changed',
    before: {
      disagreement: before ? { property: given.property, answer: before.answer, reason: before.reason } : null,
    },
    after: { disagreement: after },
  });
  return second?.ref ?? null;
}

/**
 * Marks the preferred value, and removes this mark from all others. If the answer prefers no value, none is marked.
 * Deprecated values stay deprecated.
 */
async function setRanks(
  writing: Writing<unknown, undefined>,
  conflicting: readonly FactView[],
  prefers: FactView | null,
): Promise<void> {
  const ids = conflicting.flatMap((value) => value.statementIds);
  const stored = await writing.tx
    .selectFrom('statement')
    .select(['id', 'rank'])
    .where(sql<boolean>`id = any(${ids}::bigint[])`)
    .execute();
  const newRank = (id: number): 'preferred' | 'normal' => (prefers?.statementIds.includes(id) ? 'preferred' : 'normal');
  const statements = stored
    .filter((one) => one.rank !== 'deprecated' && one.rank !== newRank(one.id))
    .map((one) => ({ id: one.id, rank: newRank(one.id) }));
  if (statements.length) await rankStatements.write({ ...writing, input: { statements } });
}

async function split(
  writing: Writing<unknown, undefined>,
  subject: Thing,
  second: NonNullable<Given['second']>,
  conflicting: readonly FactView[],
  wrong: (field: string, message: string) => never,
): Promise<{ id: number; ref: string }> {
  if (!splittable(subject.kind)) return wrong('second', 'record.duplicates.error.second_kind');
  const moved = conflicting.filter((value) => second.statements.some((id) => value.statementIds.includes(id)));
  if (!moved.length || moved.length === conflicting.length)
    return wrong('second', 'record.duplicates.error.second_all');
  return separate(writing, { ...subject, ref: refOf(subject) }, second.title, {
    moved: moved.flatMap((value) => value.statementIds),
    kept: conflicting.filter((value) => !moved.includes(value)).flatMap((value) => value.claimIds),
  });
}
