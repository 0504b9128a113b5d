import { sql } from 'kysely';
import type { ChangeListener } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { Content, StoredClaim } from './schema.ts';
import { undecidedIn } from './tables.ts';

/**
 * Drafts contain words of the items filed from them. When a capture or source is sealed, the drafts of its pages are
 * deleted, and their history is redacted. A sealed claim or question is removed from the drafts of its page. The names
 * of a sealed actor or source are removed from all drafts that chose it. (Redaction itself removes names from every
 * text.)
 */
export const deleteSealedDrafts: ChangeListener = {
  name: 'drafting.forgetSealed',
  wordsIn: ['draft'],
  async onChange(tx, set) {
    for (const { kind, thingId, action } of set.changes) {
      if (action !== 'sealed') continue;
      if (kind === 'capture' || kind === 'source') await dropDraftsOf(tx, kind, thingId);
      if (kind === 'claim' || kind === 'question' || kind === 'actor' || kind === 'source')
        await forget(tx, kind, thingId);
    }
  },
};

/** The item and the items merged into it, as refs. */
const familyOf = (tx: Tx, id: number) =>
  tx
    .selectFrom('thing')
    .select(['id', 'kind', 'number'])
    .where((eb) => eb.or([eb('id', '=', id), eb('merged_into', '=', id)]))
    .execute();

async function dropDraftsOf(tx: Tx, kind: 'capture' | 'source', id: number): Promise<void> {
  const family = (await familyOf(tx, id)).map((row) => row.id);
  const captures = await tx
    .selectFrom('capture')
    .innerJoin('thing', 'thing.id', 'capture.id')
    .select(['capture.id', 'thing.number'])
    .where(kind === 'capture' ? 'capture.id' : 'capture.source_id', 'in', family)
    .execute();
  if (captures.length === 0) return;
  await tx
    .deleteFrom('draft')
    .where(
      'capture_id',
      'in',
      captures.map((row) => row.id),
    )
    .execute();
  // The history still has the titles of drafts that were discarded earlier.
  const refs = captures.map((row) => `capture/${row.number}`);
  await sql`
    update change set before = null, after = null, redacted = true where kind = 'draft'
    and thing_id in (select c.thing_id from change c where c.kind = 'draft' and c.after ->> 'capture' = any(${refs}::text[]))`.execute(
    tx,
  );
}

async function forget(tx: Tx, kind: 'claim' | 'question' | 'actor' | 'source', id: number): Promise<void> {
  for (const { number } of await familyOf(tx, id)) {
    const ref = `${kind}/${number}`;
    const rows = await tx
      .selectFrom('draft')
      .select(['id', 'capture_id', 'content'])
      .where(sql<boolean>`content::text like ${`%"${ref}"%`}`)
      .execute();
    for (const row of rows) {
      const content = row.content as Content;
      if (kind === 'actor' || kind === 'source') await save(tx, row.id, withoutNames(content, ref));
      else await forgetPassages(tx, row.capture_id, content, ref);
    }
  }
}

const blank = { wording: '', chain: [], statements: [] };

/**
 * Removes the item that was filed as `ref` from all drafts of its page, because another draft may suggest the same
 * item. The draft from which it was filed keeps the ref.
 */
async function forgetPassages(tx: Tx, captureId: number, filedFrom: Content, ref: string): Promise<void> {
  const claim = filedFrom.claims.find((one) => one.filed === ref);
  const question = filedFrom.questions.find((one) => one.filed === ref);
  const suggested = claim && claim.from !== null ? filedFrom.suggested[claim.from]! : claim;
  const same = (one: Pick<StoredClaim, 'wording' | 'passage'>): boolean =>
    suggested !== undefined &&
    (one.wording === claim!.wording ||
      (one.wording === suggested.wording && one.passage.start === suggested.passage.start));
  const rows = await tx.selectFrom('draft').select(['id', 'content']).where('capture_id', '=', captureId).execute();
  for (const row of rows) {
    const content = row.content as Content;
    const gone = content.claims.filter(
      (one) => one.filed === ref || same(one) || (one.from !== null && same(content.suggested[one.from]!)),
    );
    const keys = new Set(gone.map((one) => one.key));
    await save(tx, row.id, {
      ...content,
      claims: content.claims.flatMap((one) =>
        one.filed === ref ? [{ ...one, ...blank }] : keys.has(one.key) ? [] : [one],
      ),
      // Claims refer to this list by index, so the entry is emptied instead of removed.
      suggested: content.suggested.map((one, index) =>
        gone.some((other) => other.from === index) ? { ...one, ...blank } : one,
      ),
      questions: content.questions.flatMap((one) =>
        one.filed === ref
          ? [{ ...one, wording: '' }]
          : question && one.start === question.start && one.wording === question.wording
            ? []
            : [one],
      ),
    });
  }
}

/**
 * The content without the names that the page uses for an actor or a source. The content still shows that someone is
 * named.
 */
function withoutNames(content: Content, ref: string): Content {
  const keys = new Set([ref, ...content.cast.filter((one) => one.use === ref).map((one) => `#${one.key}`)]);
  const unwritten = <T extends { chain: StoredClaim['chain'] }>(claim: T): T => ({
    ...claim,
    chain: claim.chain.map((link) => (link.actor && keys.has(link.actor) ? { ...link, asWritten: null } : link)),
  });
  return {
    ...content,
    cast: content.cast.map((one) => (one.use === ref ? { ...one, name: '–', asWritten: [] } : one)),
    works: content.works.map((one) => (one.use === ref ? { ...one, title: '–' } : one)),
    claims: content.claims.map(unwritten),
    suggested: content.suggested.map(unwritten),
  };
}

async function save(tx: Tx, id: number, content: Content): Promise<void> {
  await sql`update draft set content = ${JSON.stringify(content)}::jsonb, undecided = ${undecidedIn(content)}, version = version + 1 where id = ${id}`.execute(
    tx,
  );
}
