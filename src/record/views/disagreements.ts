import type { Reader } from '../../platform/database/tx.ts';
import { answerKey, loadAnswers, stateOf, type GivenAnswer } from '../disagreements/answers.ts';
import { conflictingIndexes } from '../disagreements/conflicts.ts';
import { readOwnWords } from '../translations/load.ts';
import type { DisagreementState } from '../disagreements/tables.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadFacts, type FactView, type PropertyView } from './facts.ts';

/** The second event that an answer created, with its facts. */
export type SecondView = { brief: Brief; property: PropertyView };

/** One disagreement: the contradicting values (even those that are not preferred), and the answer. */
export type Disagreement = {
  subjectId: number;
  property: PropertyView;
  state: DisagreementState;
  /**
   * The newest answer. If `state` is `reopened`, a new value has reopened the disagreement since this answer.
   */
  answer: GivenAnswer | null;
  /** The second event, if statements were moved to one. Then the disagreement is about two items. */
  second: SecondView | null;
};

/**
 * Loads the disagreements about `subjectIds`, both open and answered (`state`), even if an editor has preferred a
 * value.
 */
export async function loadDisagreements(
  db: Reader,
  subjectIds: readonly number[],
  audience: Audience,
): Promise<Disagreement[]> {
  const given = loadAnswers(db, subjectIds);
  const [facts, answers, seconds] = await Promise.all([
    loadFacts(db, subjectIds, audience, { all: true }),
    given.then((found) => (audience === 'public' ? inReadersWords(db, found) : found)),
    given.then((found) =>
      loadSeconds(
        db,
        [...found.values()].flatMap((answer) => answer.secondId ?? []),
        audience,
      ),
    ),
  ]);
  return subjectIds.flatMap((subjectId) =>
    (facts.get(subjectId) ?? []).flatMap((property): Disagreement[] => {
      const conflicting = conflictingValues(property);
      const answer = answers.get(answerKey(subjectId, property.property));
      const second = answer?.secondId ? (seconds.get(answer.secondId) ?? null) : null;
      const other = second?.facts.find((fact) => fact.property === property.property);
      const apart = second && other ? { brief: second.brief, property: other } : null;
      if (!conflicting.length && !apart) return [];
      const values = conflicting.length ? conflicting : property.values;
      const state = conflicting.length ? stateOf(conflicting, answer) : 'two-events';
      // If the audience cannot see the preferred value, it does not see the answer either.
      return [
        {
          subjectId,
          property: { ...property, values },
          state,
          answer: state === 'open' ? null : (answer ?? null),
          second: apart,
        },
      ];
    }),
  );
}

/** The answers, with their reasons in the language of the current request. */
async function inReadersWords(
  db: Reader,
  answers: ReadonlyMap<string, GivenAnswer>,
): Promise<Map<string, GivenAnswer>> {
  const given = [...answers];
  const words = await readOwnWords(
    db,
    given.map(([, { memberId, reason }]) => ({ id: memberId, text: reason })),
  );
  return new Map(
    given.map(([key, answer], index) => {
      const { text, language } = words[index]!;
      return [key, { ...answer, reason: text, ...(language && { reasonLanguage: language }) }];
    }),
  );
}

const conflictingValues = ({ property, values }: PropertyView): FactView[] => {
  const places = conflictingIndexes(property, values);
  return values.filter((_, place) => places.has(place));
};

async function loadSeconds(
  db: Reader,
  ids: readonly number[],
  audience: Audience,
): Promise<Map<number, { brief: Brief; facts: PropertyView[] }>> {
  if (ids.length === 0) return new Map();
  const [facts, briefs] = await Promise.all([loadFacts(db, ids, audience), loadBriefs(db, ids, audience)]);
  return new Map(
    ids.flatMap((id) => {
      const brief = briefs.get(id);
      return brief && !brief.hidden && !brief.withdrawn && facts.has(id)
        ? [[id, { brief, facts: facts.get(id)! }] as const]
        : [];
    }),
  );
}
