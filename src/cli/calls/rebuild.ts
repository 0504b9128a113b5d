import { z } from 'zod';
import { isDamage } from '../../platform/database/check/findings.ts';
import { rebuildIndexes } from '../../platform/database/check/rebuild-indexes.ts';
import { refuseInLockdown } from '../../platform/lockdown.ts';
import { run } from '../../platform/operation.ts';
import { refuseOnFullDisk } from '../../platform/storage/disk-space.ts';
import { countAllItems } from '../../record/projection/compare-facts.ts';
import { rebuildFacts } from '../../record/projection/rebuild-facts.ts';
import { countIndexed } from '../../search/index/compare-index.ts';
import { rebuildSearch, recountSearch, reindexSome, searchIndexers } from '../search-index.ts';
import { defineCall } from './call.ts';

/**
 * Rebuilds the database indexes, and then, because this needs them, the projections: facts and the search index. Works
 * in small transactions, so that the site can be used meanwhile. Only a projection that cannot be read is emptied and
 * filled in one transaction.
 */
export const rebuild = defineCall({
  asSystem: true,
  input: z.object({}),
  async run({ app, principal, why, signal, progress }) {
    await refuseInLockdown(app.db.read);
    await refuseOnFullDisk(app.config);
    const tell = (phase: string) => (done: number, total: number) =>
      progress({ phase: `cli.progress.${phase}`, done, total });
    const indexes = await rebuildIndexes(app.db, { signal, progress: tell('reindexing') });

    const total = await countAllItems(app.db.read);
    let facts = 0;
    for (const part of ['origins', 'facts'] as const) {
      const whole = { part, whole: part === 'facts' };
      facts = await unlessDamaged(
        () =>
          inSteps(
            (after) => run(app, rebuildFacts, principal, { part, after }, why),
            (done) => tell('projecting')(done, total),
          ),
        async () => (await run(app, rebuildFacts, principal, whole, why)).items,
      );
    }

    const entries = await unlessDamaged(
      async () => {
        const all = await countIndexed(app.db.read, searchIndexers);
        let done = 0;
        for (const { kind } of searchIndexers)
          done += await inSteps(
            (after) => run(app, reindexSome, principal, { kind, after }, why),
            (some) => tell('indexing')(done + some, all),
          );
        await run(app, recountSearch, principal, {}, why);
        return done;
      },
      async () => {
        const told = ({ done, total: all }: { done: number; total: number }) => tell('indexing')(done, all);
        return (await run(app, rebuildSearch, principal, { progress: told }, why)).things;
      },
    );
    return { indexes: indexes.rebuilt, failed: indexes.failed, items: facts, entries };
  },
});

type Step = { last: number | null; items: number };

/**
 * Calls `step` repeatedly, each time with the last item of the step before, until `last` is null.
 * @returns the number of items
 */
async function inSteps(step: (after: number) => Promise<Step>, tell: (done: number) => void): Promise<number> {
  let done = 0;
  for (let after: number | null = 0; after !== null;) {
    tell(done);
    const { last, items }: Step = await step(after);
    done += items;
    after = last;
  }
  return done;
}

/** Runs `stepwise`, or, if this fails because stored data is damaged, `whole`. */
async function unlessDamaged<T>(stepwise: () => Promise<T>, whole: () => Promise<T>): Promise<T> {
  return stepwise().catch((error: unknown) => {
    if (isDamage(error)) return whole();
    throw error;
  });
}
