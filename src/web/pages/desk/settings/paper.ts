import { z } from 'zod';
import { administrators } from '../../../../accounts/tables.ts';
import type { Reader } from '../../../../platform/database/tx.ts';
import { AppError } from '../../../../platform/errors.ts';
import { defineOperation, type Follower } from '../../../../platform/operation.ts';
import { isLanguageTag } from '../../../../record/vocabulary/languages.ts';
import type { Paper } from '../../../context.ts';

const name = 'paper';
/** How long another process may go on showing what was changed here. */
const fresh = 5000;

export const paperSchema = z.object({
  name: z.string('desk.settings.name_missing').trim().min(1, 'desk.settings.name_missing').max(80, 'error.text.long'),
  motto: z.string().trim().max(160, 'error.text.long').optional(),
  language: z.string('error.language.bad').trim().refine(isLanguageTag, 'error.language.bad'),
  imprint: z.string().trim().max(500, 'error.text.long').optional(),
  hidden: z.boolean().default(false),
});

const unnamed: Paper = { name: 'Kronika', language: 'en' };

/** What the paper is called and what stands at its foot, with the version for the two-editors check. */
export async function loadPaper(db: Reader): Promise<{ paper: Paper; version: number }> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', name).executeTakeFirst();
  const stored = row?.value as { paper?: unknown; version?: number } | undefined;
  const read = paperSchema.safeParse(stored?.paper);
  return { paper: read.success ? read.data : unnamed, version: stored?.version ?? 0 };
}

/** Changes them. @throws AppError `conflict` where someone saved since `version` */
export const changePaper = defineOperation({
  name: 'settings.changePaper',
  permission: administrators,
  input: z.object({ version: z.coerce.number().int().min(0), to: paperSchema }),
  async write({ tx, input, change }) {
    const before = await loadPaper(tx);
    if (before.version !== input.version) throw new AppError('conflict');
    const value = JSON.stringify({ paper: input.to, version: before.version + 1 });
    await tx.insertInto('setting').values({ name, value }).onConflict((conflict) => conflict.column('name').doUpdateSet({ value })).execute();
    change({ kind: 'setting', thingId: 0, action: 'changed', before: before.paper, after: input.to });
  },
});

/**
 * The paper for `Deps.paper`, which is asked for every page and must not wait: kept in memory, changed at once by
 * the follower in the process that changes it, and read again now and then for what other processes change.
 */
export async function openPaper(db: Reader, failed: (error: unknown) => void): Promise<{ paper(): Paper; follower: Follower }> {
  let { paper } = await loadPaper(db);
  let readAt = Date.now();
  const refresh = (): void => {
    readAt = Date.now();
    loadPaper(db).then((loaded) => {
      paper = loaded.paper;
    }, failed);
  };
  return {
    paper() {
      if (Date.now() - readAt > fresh) refresh();
      return paper;
    },
    follower: {
      name: 'paper',
      afterCommit: (set) => {
        if (set.operation === changePaper.name) paper = set.changes[0]!.after as Paper;
      },
    },
  };
}
