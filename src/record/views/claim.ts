import type { Reader } from '../../platform/database/tx.ts';
import type { Thing } from '../things.ts';
import { readOwnWords, translationsOf, type OwnWords, type TranslationOf } from '../translations/load.ts';
import { loadBriefs, type Audience, type Brief } from './briefs.ts';
import { loadClaims, type ClaimView } from './claims.ts';
import { isCounted } from '../claims/counted.ts';

/** One claim with its context: other claims about the same property of the same item, and related questions. */
export type ClaimPageView = {
  claim: ClaimView;
  example: boolean;
  beside: ClaimView[];
  /**
   * The person who compared the claim with its source. Only for the desk. Null if no one did, or if it was someone at
   * another installation.
   */
  checkedBy: string | null;
  raises: Brief[];
  answers: Brief[];
  /** The note on the support, for readers in their language. */
  note: OwnWords | null;
  translations: TranslationOf[];
};

/** Loads a claim. For readers, null if it is not public or its values do not count. */
export async function loadClaim(db: Reader, thing: Thing, audience: Audience): Promise<ClaimPageView | null> {
  const besideIds = db
    .selectFrom('statement as mine')
    .innerJoin('statement as other', (join) =>
      join.onRef('other.subject_id', '=', 'mine.subject_id').onRef('other.property', '=', 'mine.property'),
    )
    .select('other.claim_id')
    .distinct()
    .where('mine.claim_id', '=', thing.id)
    .where('other.claim_id', '!=', thing.id)
    .orderBy('other.claim_id')
    .limit(50)
    .execute();
  const asked = db
    .selectFrom('question')
    .innerJoin('thing', 'thing.id', 'question.id')
    .select(['question.id', 'raised_by', 'answered_by'])
    .where((eb) => eb.or([eb('raised_by', '=', thing.id), eb('answered_by', '=', thing.id)]))
    .where('thing.withdrawn_at', 'is', null)
    .$if(audience === 'public', (query) => query.where('thing.visibility', '=', 'public'))
    .execute();
  const [[claim], beside, { questions, briefs }, checker] = await Promise.all([
    loadClaims(db, [thing.id], audience),
    besideIds.then((rows) =>
      loadClaims(
        db,
        rows.map((row) => row.claim_id),
        audience,
      ),
    ),
    asked.then(async (questions) => ({
      questions,
      briefs: await loadBriefs(
        db,
        questions.map((question) => question.id),
        audience,
      ),
    })),
    audience === 'desk'
      ? db
          .selectFrom('claim')
          .innerJoin('account', 'account.id', 'claim.checked_by')
          .select('account.name')
          .where('claim.id', '=', thing.id)
          .executeTakeFirst()
      : undefined,
  ]);
  if (!claim) return null;
  const [notes, translations] = await Promise.all([
    audience === 'public' && claim.note !== null ? readOwnWords(db, [{ id: claim.id, text: claim.note }]) : [],
    translationsOf(db, [claim], audience),
  ]);
  const of = (column: 'raised_by' | 'answered_by'): Brief[] =>
    questions
      .filter((question) => question[column] === thing.id)
      .map((question) => briefs.get(question.id)!)
      .filter((brief) => audience === 'desk' || !brief.hidden);
  return {
    claim,
    example: thing.example,
    checkedBy: checker?.name ?? null,
    beside: beside.filter((other) => isCounted(other.state)),
    raises: of('raised_by'),
    answers: of('answered_by'),
    note: claim.note === null ? null : (notes[0] ?? { text: claim.note }),
    translations,
  };
}
