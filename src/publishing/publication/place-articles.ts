import { sql } from 'kysely';
import { z } from 'zod';
import { editors } from '../../accounts/tables.ts';
import { articleRef } from '../../documents/save-article.ts';
import { lockArticles } from '../../documents/lock-article.ts';
import { AppError } from '../../platform/errors.ts';
import { insertRows } from '../../platform/database/insert-rows.ts';
import { defineOperation } from '../../platform/operation.ts';
import { sectionKey } from './change-sections.ts';

/**
 * Puts articles into sections, or takes them out.
 * @throws AppError `not_found`; `invalid_input` for an unknown section
 */
export const placeArticles = defineOperation({
  name: 'publishing.placeArticles',
  permission: editors,
  input: z.object({
    articles: z
      .array(z.object({ article: articleRef, section: sectionKey.nullable() }))
      .min(1)
      .max(10_000),
  }),
  async write({ tx, input, change }) {
    const sections = new Set((await tx.selectFrom('section').select('key').execute()).map((row) => row.key));
    const unknown = input.articles.findIndex(({ section }) => section !== null && !sections.has(section));
    if (unknown >= 0)
      throw new AppError('invalid_input', {
        fields: [{ path: `articles.${unknown}.section`, message: 'publishing.publication.error.section.unknown' }],
      });
    const ids = await lockArticles(
      tx,
      input.articles.map(({ article }) => article),
    );
    const wanted = new Map(input.articles.map(({ article, section }) => [ids.get(article)!, section]));
    const rows = await tx
      .selectFrom('article_section')
      .select(['document_id', 'section'])
      .where(sql<boolean>`document_id = any(${[...wanted.keys()]}::bigint[])`)
      .execute();
    const before = new Map(rows.map((row) => [row.document_id, row.section]));
    const changed = [...wanted].filter(([id, section]) => (before.get(id) ?? null) !== section);
    await sql`delete from article_section where document_id = any(${changed.map(([id]) => id)}::bigint[])`.execute(tx);
    await insertRows(
      tx,
      'article_section',
      changed.flatMap(([id, section]) => (section === null ? [] : [{ document_id: id, section }])),
    );
    for (const [id, section] of changed)
      change({
        kind: 'article',
        thingId: id,
        action: 'changed',
        before: { section: before.get(id) ?? null },
        after: { section },
      });
  },
});
