import { sql } from 'kysely';
import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { fetchPage } from '../../evidence/fetch/fetch-page.ts';
import { asAppError } from '../../platform/errors.ts';
import { defineJob, sendJob } from '../../platform/jobs/jobs.ts';
import { defineOperation, systemPrincipal, run, type App } from '../../platform/operation.ts';
import { loadCited } from '../claims/load-cited.ts';
import { readDocument } from '../model/schema.ts';
import { citedRefs, sentencesOf } from '../model/sentences.ts';
import { articleRef } from '../save-article.ts';
import { lockArticle } from '../lock-article.ts';
import { loadWorkingCopy } from '../working/load-copy.ts';
import { addressesOf } from './addresses.ts';
import { hashOf, loadRound } from './load-tries.ts';

/**
 * The largest number of addresses of one article, the largest number of hosts that are requested at once, and the time
 * limits of one request.
 */
const [mostAddresses, hostsAtOnce, limits] = [200, 4, { totalMs: 15_000, connectMs: 8_000, headersMs: 12_000 }];
/** Days after which a result is deleted, because it says nothing about today. */
const storedDays = 180;

/**
 * Requests a check of an article's links. If the person has unsaved changes, the links of that text are checked. The
 * check runs in the background.
 */
export const askToTryLinks = defineOperation({
  name: 'documents.askToTryLinks',
  permission: filing,
  publicItems: 'unseen',
  input: z.object({ article: articleRef }),
  async write({ tx, input, principal, at }): Promise<void> {
    const row = await lockArticle(tx, input.article);
    if ((await loadRound(tx, row.id, at))?.pending) return;
    await sql`insert into link_round (document_id, asked_at) values (${row.id}, ${at}) on conflict (document_id) do update set asked_at = excluded.asked_at, done_at = null`.execute(
      tx,
    );
    await sendJob(tx, tryLinksJob, { document: row.id, account: principal.accountId });
  },
});

/** Stores the result of a check. It is not a change of the record. */
const noteTry = defineOperation({
  name: 'documents.noteLinkTry',
  permission: ['system'],
  input: z.object({
    hash: z.string().length(64),
    status: z.number().int().nullable(),
    failure: z.string().max(60).nullable(),
  }),
  async write({ tx, input: { hash, status, failure }, at }): Promise<void> {
    await sql`insert into link_try (address, at, status, failure) values (decode(${hash}, 'hex'), ${at}, ${status}, ${failure})
      on conflict (address) do update set at = excluded.at, status = excluded.status, failure = excluded.failure`.execute(
      tx,
    );
  },
});

/** Records that a check has ended, and deletes old results. */
const endRound = defineOperation({
  name: 'documents.endLinkRound',
  permission: ['system'],
  input: z.object({ document: z.number().int() }),
  async write({ tx, input, at }): Promise<void> {
    await tx.updateTable('link_round').set({ done_at: at }).where('document_id', '=', input.document).execute();
    await sql`delete from link_try where at < ${new Date(at.getTime() - storedDays * 86_400_000)}`.execute(tx);
  },
});

const input = z.object({ document: z.number().int().positive(), account: z.number().int().positive().nullable() });

/** Requests the pages of each host one after the other, only to see whether they exist. @throws AppError `cancelled` */
export async function tryLinks(
  app: App,
  { document, account }: z.output<typeof input>,
  signal?: AbortSignal,
): Promise<void> {
  const db = app.db.read;
  const copy = account === null ? null : await loadWorkingCopy(db, document, account);
  const saved = await db
    .selectFrom('document')
    .innerJoin('revision', 'revision.id', 'document.revision_id')
    .select('revision.doc')
    .where('document.id', '=', document)
    .executeTakeFirst();
  if (!saved) return;
  const sentences = sentencesOf(copy?.doc ?? readDocument(saved.doc));
  const claims = await loadCited(db, citedRefs(sentences));
  const byHost = new Map<string, string[]>();
  for (const address of addressesOf(sentences, claims).slice(0, mostAddresses)) {
    const host = URL.canParse(address) ? new URL(address).host : '';
    byHost.set(host, [...(byHost.get(host) ?? []), address]);
  }
  const hosts = [...byHost.values()];
  const work = async (): Promise<void> => {
    for (let host = hosts.shift(); host; host = hosts.shift())
      for (const address of host)
        await run(app, noteTry, systemPrincipal, { hash: hashOf(address), ...(await outcome(app, address, signal)) });
  };
  await Promise.all(Array.from({ length: hostsAtOnce }, work));
  await run(app, endRound, systemPrincipal, { document });
}

async function outcome(
  { config }: App,
  address: string,
  signal: AbortSignal | undefined,
): Promise<{ status: number | null; failure: string | null }> {
  try {
    const { status } = await fetchPage(address, {
      allowPrivate: config.allowPrivate,
      limits,
      signal,
      statusOnly: true,
    });
    return { status, failure: null };
  } catch (thrown) {
    const { code } = asAppError(thrown);
    if (code === 'cancelled' || code === 'internal') throw thrown;
    return { status: null, failure: code };
  }
}

export const tryLinksJob = defineJob({
  name: 'documents.tryLinks',
  input,
  retries: 1,
  handler: ({ input: asked, app, signal }) => tryLinks(app, asked, signal),
});
