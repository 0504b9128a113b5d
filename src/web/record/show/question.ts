import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../../record/views/claims.ts';

export type DeskQuestion = {
  wording: string;
  language: string;
  case: Brief | null;
  raisedBy: ClaimView | null;
  answeredBy: ClaimView | null;
};

export async function loadQuestion(db: Reader, thing: Thing): Promise<DeskQuestion> {
  const row = await db.selectFrom('question').selectAll().where('id', '=', thing.id).executeTakeFirstOrThrow();
  const claims = new Map(
    (
      await loadClaims(
        db,
        [row.raised_by, row.answered_by].filter((id) => id !== null),
        'desk',
      )
    ).map((claim) => [claim.id, claim]),
  );
  const briefs = await loadBriefs(db, row.case_id === null ? [] : [row.case_id], 'desk');
  const of = (id: number | null) => (id === null ? null : (claims.get(id) ?? null));
  return {
    wording: row.wording,
    language: row.language,
    case: row.case_id === null ? null : (briefs.get(row.case_id) ?? null),
    raisedBy: of(row.raised_by),
    answeredBy: of(row.answered_by),
  };
}
