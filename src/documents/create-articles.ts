import { z } from 'zod';
import { filing, sampling } from '../accounts/tables.ts';
import { insertRows } from '../platform/database/insert-rows.ts';
import { defineOperation, type Writing } from '../platform/operation.ts';
import { limitNew, prepareTeam, teamInput } from '../record/teams/limit-new.ts';
import { allocate, createThings } from '../record/things.ts';
import type { Comparisons } from './agreement/comparisons.ts';
import { articleForm, type ArticleForm } from './model/form.ts';
import { compareExceptions, draftRevisions, textsOf, type ToDraft, writeRevisions } from './revisions.ts';

export const whySchema = z.string().trim().max(500, 'documents.error.why.long').optional();

const articlesInput = z.object({ articles: z.array(articleForm).min(1).max(10_000), why: whySchema });

/** An article after a change: its ref, and the version for the next save. */
export type ArticleVersion = { article: string; number: number; version: number };

/**
 * Creates articles, each as a desk-only draft.
 * @throws AppError `invalid_input` naming every wrong field by its path (`articles.0.blocks.2.sentences.1.claims`)
 */
export const createArticles = defineOperation({
  name: 'documents.createArticles',
  permission: filing,
  publicItems: 'unseen',
  input: articlesInput.extend({ team: teamInput }),
  async prepare({ app, input, principal }): Promise<Comparisons | undefined> {
    await prepareTeam(app, input.team);
    return compareExceptions(app.db.read, toDraft(input.articles), principal);
  },
  write: (writing) => writeNew(writing, { example: false }),
});

/** Creates the articles of the sample data that comes with Kronika. */
export const createExampleArticles = defineOperation({
  name: 'documents.createExampleArticles',
  permission: sampling,
  input: articlesInput,
  write: (writing) => writeNew(writing, { example: true }),
});

const toDraft = (articles: readonly ArticleForm[]): ToDraft[] =>
  articles.map((form, index) => ({ form, old: null, prefix: `articles.${index}.` }));

async function writeNew(
  writing: Writing<z.output<typeof articlesInput> & { team?: number }, Comparisons | undefined>,
  options: { example: boolean },
): Promise<ArticleVersion[]> {
  const { tx, input, prepared, principal, at, change } = writing;
  const drafts = await draftRevisions(tx, toDraft(input.articles), principal, prepared);
  const things = await allocate(tx, 'article', drafts.length);
  await createThings(
    tx,
    things.map((thing) => ({ ...thing, visibility: 'desk' as const })),
    at,
    options.example,
  );
  // A document refers to its newest revision, and a revision to its document, so the document is first written with the
  // reference 0. The database checks these references only at commit.
  await insertRows(
    tx,
    'document',
    things.map((thing) => ({ id: thing.id, revision_id: 0 })),
  );
  const revisions = await writeRevisions(
    tx,
    drafts.map((draft, index) => ({ documentId: things[index]!.id, number: 1, draft, why: input.why || null })),
    { accountId: principal.accountId, at },
  );
  for (const [index, thing] of things.entries()) {
    await tx.updateTable('document').set({ revision_id: revisions[index]! }).where('id', '=', thing.id).execute();
    change({
      kind: 'article',
      thingId: thing.id,
      action: 'created',
      before: null,
      after: { revision: 1, headline: textsOf(drafts[index]!.doc).headline },
    });
  }
  // Each article is limited to the team in a separate call, so that the limit of one article can be lifted alone.
  for (const thing of things) await limitNew(writing, input.team, [thing]);
  return things.map((thing) => ({ article: `article/${thing.number}`, number: thing.number, version: 1 }));
}
