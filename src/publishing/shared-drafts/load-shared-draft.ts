import { sql } from 'kysely';
import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { forPage } from '../../documents/agreement/compare-cited.ts';
import type { Comparisons } from '../../documents/agreement/comparisons.ts';
import { articleRef } from '../../documents/save-article.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { parseRef } from '../../record/refs.ts';
import { compareEdition, buildEdition, writeEdition } from '../editions/edition.ts';
import { loadPublicArticle, publicArticle, type PublicArticle } from '../public/public-article.ts';

/**
 * An article as readers would see it. `revision`: the number of the shown revision; `blocking`: the number of problems
 * that prevent publication; `same`: whether readers would see no difference from the current edition.
 */
export type Preview = { article: PublicArticle; revision: number; blocking: number; same: boolean };

/**
 * Shows an article as readers would see it if its newest revision were published now: publishes it in a transaction,
 * reads it like any public article, and rolls the transaction back.
 * @throws AppError `not_found`, `redacted`, `gone`; `act_impossible` if it was retracted, removed or unpublished
 */
export const previewArticle = defineOperation({
  name: 'publishing.previewArticle',
  permission: desk,
  input: z.object({ article: articleRef }),
  prepare: ({ app, input: { article } }): Promise<Comparisons> =>
    compareEdition(app.db.read, article, { limits: forPage }),
  async write({ tx, input, prepared, principal, at }): Promise<Preview> {
    const number = parseRef(input.article)?.number ?? 0;
    const head = await tx
      .selectFrom('thing')
      .select('version')
      .where('kind', '=', 'article')
      .where('number', '=', number)
      .executeTakeFirst();
    if (!head) throw new AppError('not_found');
    await sql`savepoint preview`.execute(tx);
    const next = await buildEdition(tx, input.article, head.version, prepared);
    const { revision, check, same } = next;
    if (!same) await writeEdition(tx, next, { principal, at }, { act: 'publish', note: null }, 'foreseen');
    const article = publicArticle.parse(await loadPublicArticle(tx, number));
    await sql`rollback to savepoint preview`.execute(tx);
    return { article, revision: revision.number, blocking: check.blocking, same };
  },
});
