import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { sameText } from '../../documents/translations/same-text.ts';
import { parseRef } from '../../record/refs.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import type { SecretKind } from '../duties/tables.ts';

/** What somebody has agreed to have published. `article` null: wherever it is. `person`: on record, or by name alone. */
export type PermissionOnHand = {
  person: { ref: string | null; name: string };
  article: string | null;
  kinds: readonly SecretKind[];
};

/**
 * The permissions on hand for an article, also those for what it translates. What is asked of the database tells the article and nothing else: what an
 * advice finds must not be read off its questions (docs/decisions/0071).
 * What was refused, taken back or is sealed is not on hand.
 */
export async function permissionsOnHand(db: Reader, article: string | null): Promise<readonly PermissionOnHand[]> {
  const number = article === null ? null : (parseRef(article)?.number ?? null);
  const { rows } = await sql<{ person_id: number | null; person: string; article: number | null; kinds: SecretKind[] }>`
    select p.person_id, p.person, a.number::int as article, p.kinds from permission p join thing t on t.id = p.id left join thing a on a.id = p.document_id
    where p.state = 'given' and t.visibility <> 'sealed' and t.withdrawn_at is null and t.redacted_at is null and (p.document_id is null or p.document_id in ${sameText(sql`(select d.id from thing d where d.kind = 'article' and d.number = ${number})`)})`.execute(
    db,
  );
  const briefs = await loadBriefs(
    db,
    rows.flatMap((row) => row.person_id ?? []),
    'desk',
  );
  return rows.map((row) => {
    const brief = briefs.get(row.person_id ?? 0);
    return {
      person: { ref: brief?.ref ?? null, name: row.person || brief?.title || '' },
      article: row.article === null ? null : `article/${row.article}`,
      kinds: row.kinds,
    };
  });
}

/** Which of `kinds` nobody has the person's permission for. */
export function missingKinds(
  person: { ref: string | null; name: string },
  kinds: readonly SecretKind[],
  onHand: readonly PermissionOnHand[],
): SecretKind[] {
  const theirs = onHand.filter((one) =>
    one.person.ref !== null && person.ref !== null ? one.person.ref === person.ref : one.person.name === person.name,
  );
  return kinds.filter((kind) => !theirs.some((one) => one.kinds.includes(kind)));
}
