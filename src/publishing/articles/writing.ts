import { sql } from 'kysely';
import type { Node } from 'prosemirror-model';
import { containing } from '../../platform/database/like.ts';
import { compareCited, forWriting } from '../../documents/agreement/compare-cited.ts';
import { checkArticle, type ArticleCheck } from '../../documents/checks/check-article.ts';
import { loadContext } from '../../documents/checks/load-context.ts';
import type { CitedClaims } from '../../documents/claims/cited-claim.ts';
import { compareArticles, type ComparedSentence } from '../../documents/model/compare.ts';
import { tidyDocument } from '../../documents/editor/tidy.ts';
import { readDocument } from '../../documents/model/schema.ts';
import { findElsewhere } from '../../evidence/quotations/find.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { loadClaims, type ClaimView } from '../../record/views/claims.ts';

/**
 * The results of the checks "Sourced" and "Verbatim" (invariants) for unsaved text, with the claims that the text
 * cites.
 */
export async function checkWriting(
  db: Reader,
  doc: Node,
  about: { byline: readonly string[]; language: string; letter: boolean },
): Promise<{ check: ArticleCheck; claims: CitedClaims }> {
  const tidy = tidyDocument(doc);
  const context = await loadContext(db, tidy, about);
  return { check: checkArticle(tidy, context, await compareCited(tidy, context, forWriting)), claims: context.claims };
}

/** Compares the saved text with a person's unsaved changes. Writes nothing. */
export async function compareWriting(db: Reader, documentId: number, doc: Node): Promise<ComparedSentence[]> {
  const saved = await db
    .selectFrom('document')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select('revision.doc')
    .where('document.id', '=', documentId)
    .executeTakeFirstOrThrow();
  return compareArticles(readDocument(saved.doc), tidyDocument(doc));
}

/**
 * A preserved page that contains pasted words, and the claims whose passages overlap with these words. `whole`: whether
 * all words occur there unchanged.
 */
export type PreservedWords = { source: Brief; capture: Brief; whole: boolean; claims: ClaimView[] };

const maxPastedLength = 3000;
const maxPages = 5;

/**
 * Finds pasted words in preserved pages. Searches the passages of claims first, and then all pages, without sealed
 * pages and claims.
 */
export async function findPreservedWords(db: Reader, pasted: string): Promise<PreservedWords[]> {
  const text = pasted.normalize('NFC').replace(/\s+/gu, ' ').trim().slice(0, maxPastedLength);
  if (text.split(' ').length < 3) return [];
  const pattern = containing(text);
  const { rows } = await sql<{ claim_id: number; capture_id: number; source_id: number }>`
    select c.id as claim_id, p.capture_id, x.source_id from passage p join claim c on c.passage_id = p.id join capture x on x.id = p.capture_id
    join thing t on t.id = c.id join thing s on s.id = p.capture_id
    where regexp_replace(p.exact, '\\s+', ' ', 'g') ilike ${pattern} and p.visibility <> 'sealed' and t.visibility <> 'sealed' and s.visibility <> 'sealed'
      and t.withdrawn_at is null and t.redacted_at is null and t.merged_into is null and c.state <> 'withdrawn'
    order by c.state <> 'checked', c.id limit 20`.execute(db);
  const places = new Map<number, { sourceId: number; whole: boolean; claims: number[] }>();
  for (const row of rows) {
    const place = places.get(Number(row.capture_id)) ?? { sourceId: Number(row.source_id), whole: true, claims: [] };
    place.claims.push(Number(row.claim_id));
    places.set(Number(row.capture_id), place);
  }
  for (const { there, reading } of (await findElsewhere(db, text, null, maxPages)).found) {
    if (places.has(there.captureId) || (!reading.sure && reading.differences.length > 0)) continue;
    const near = await sql<{ id: number }>`
      select c.id from claim c join passage p on p.id = c.passage_id join thing t on t.id = c.id
      where p.capture_id = ${there.captureId} and p.start_at < ${reading.there.end} and p.end_at > ${reading.there.start} and t.visibility <> 'sealed' and t.withdrawn_at is null and t.merged_into is null and c.state <> 'withdrawn'
      order by c.id limit 10`.execute(db);
    places.set(there.captureId, {
      sourceId: there.sourceId,
      whole: reading.differences.length === 0,
      claims: near.rows.map((row) => Number(row.id)),
    });
  }
  const found = [...places].slice(0, maxPages);
  const briefs = await loadBriefs(
    db,
    found.flatMap(([capture, { sourceId }]) => [capture, sourceId]),
    'desk',
  );
  const claims = new Map(
    (
      await loadClaims(
        db,
        found.flatMap(([, place]) => place.claims),
        'desk',
      )
    ).map((claim) => [claim.id, claim]),
  );
  return found.flatMap(([captureId, { sourceId, whole, claims: ids }]): PreservedWords[] => {
    const [source, capture] = [briefs.get(sourceId), briefs.get(captureId)];
    return source && capture && !source.hidden
      ? [{ source, capture, whole, claims: ids.flatMap((id) => claims.get(id) ?? []) }]
      : [];
  });
}
