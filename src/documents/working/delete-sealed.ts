import { sql } from 'kysely';
import type { Node } from 'prosemirror-model';
import type { Tx } from '../../platform/database/tx.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { parseRef } from '../../record/refs.ts';
import { attrsOf, readDocument, type DocumentJson } from '../model/schema.ts';
import { mapSentences, sentencesOf } from '../model/sentences.ts';
import type { WorkingContent } from './tables.ts';

/**
 * Deletes sealed words from unsaved changes: a sentence loses its words if it cites a sealed claim, or a claim of a
 * sealed source or speaker. The sentence keeps its citation, so that the author sees why. (Redaction itself removes
 * names from every text.)
 */
export const deleteSealedCopies: ChangeListener = {
  name: 'documents.forgetSealed',
  wordsIn: ['working_copy'],
  async onChange(tx, set) {
    if (!set.changes.some((one) => one.action === 'sealed')) return;
    const rows = await tx
      .selectFrom('working_copy')
      .select(['document_id', 'account_id', 'content'])
      .where('content', 'is not', null)
      .execute();
    for (const row of rows) {
      const doc = readDocument(row.content!.doc);
      const left = await withoutSealed(tx, doc);
      if (left.eq(doc)) continue;
      const content: WorkingContent = { ...row.content!, doc: left.toJSON() as DocumentJson };
      await sql`update working_copy set content = ${JSON.stringify(content)}::jsonb where document_id = ${row.document_id} and account_id = ${row.account_id}`.execute(
        tx,
      );
    }
  },
};

/** The document without the words of sentences that cite sealed items. */
export async function withoutSealed(tx: Tx, doc: Node): Promise<Node> {
  const numbers = [
    ...new Set(sentencesOf(doc).flatMap((one) => one.citations.map(({ claim }) => parseRef(claim)!.number))),
  ];
  if (numbers.length === 0) return doc;
  const { rows } = await sql<{ number: number }>`
    select distinct asked.number from thing asked join claim c on c.id = asked.canonical_id
    left join passage p on p.id = c.passage_id
    where asked.kind = 'claim' and asked.number = any(${numbers}::bigint[]) and exists (
      select from thing t where t.visibility = 'sealed' and (
        t.id in (asked.id, c.id, c.source_id, p.capture_id) or exists (select from chain_link l where l.claim_id = c.id and (l.actor_id = t.id or l.source_id = t.id))))`.execute(
    tx,
  );
  const sealed = new Set(rows.map((row) => `claim/${row.number}`));
  if (sealed.size === 0) return doc;
  return mapSentences(doc, (node) =>
    attrsOf(node).citations.some(({ claim }) => sealed.has(claim)) ? node.type.create(node.attrs) : node,
  );
}
