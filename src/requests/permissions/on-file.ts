import { sql } from 'kysely';
import type { Reader } from '../../platform/database/tx.ts';
import { sameText } from '../../documents/translations/same-text.ts';
import { parseRef } from '../../record/refs.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import type { SecretKind } from '../../law/duties/tables.ts';
import type { PermissionOnFile } from '../../law/advice/permissions.ts';

/**
 * The permissions that are valid for an article, or for the article of which it is a translation. Sealed permissions
 * are left out. The query contains the article's number but none of its people: the findings of the legal advice must
 * not appear in a log of the database (docs/decisions/0071).
 */
export async function permissionsOnFile(db: Reader, article: string | null): Promise<readonly PermissionOnFile[]> {
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
