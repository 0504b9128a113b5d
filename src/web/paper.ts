import { z } from 'zod';
import { administrators } from '../accounts/tables.ts';
import type { Reader } from '../platform/database/tx.ts';
import { defaultLicence, licenceKeys } from '../exchange/formats/licences.ts';
import { AppError } from '../platform/errors.ts';
import { defineOperation, type Follower } from '../platform/operation.ts';
import { isLanguageTag } from '../record/vocabulary/languages.ts';
import type { Paper } from './context.ts';

const name = 'paper';
/** How long another process may go on showing what was changed here. */
const fresh = 5000;

export const paperSchema = z.object({
  name: z.string('desk.settings.name_missing').trim().min(1, 'desk.settings.name_missing').max(80, 'error.text.long'),
  motto: z.string().trim().max(160, 'error.text.long').optional(),
  language: z.string('error.language.bad').trim().refine(isLanguageTag, 'error.language.bad'),
  imprint: z.string().trim().max(500, 'error.text.long').optional(),
  licence: z.enum(licenceKeys, 'exports.licence_bad').default(defaultLicence),
  hidden: z.boolean().default(false),
});

/** Until somebody names it. */
export const unnamed: Paper = { name: 'Kronika', language: 'en' };

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
 * The paper for `Deps.paper`, which every page asks for and which must not wait: kept in memory, changed at once by
 * the follower in the process that changes it, and read again now and then for what other processes change.
 */
export class PaperOnHand {
  #paper = unnamed;
  #db: Reader | undefined;
  #readAt = 0;
  readonly #events: { changed(): void; failed(error: unknown): void };

  /** `changed`: it was changed elsewhere, and pages made since then may bear the old name. */
  constructor(events: { changed(): void; failed(error: unknown): void }) {
    this.#events = events;
  }

  readonly follower: Follower = {
    name: 'paper',
    afterCommit: (set) => {
      if (set.operation === changePaper.name) this.#paper = set.changes[0]!.after as Paper;
    },
  };

  async open(db: Reader): Promise<void> {
    this.#db = db;
    await this.#read(db);
  }

  get paper(): Paper {
    if (this.#db && Date.now() - this.#readAt > fresh) this.#read(this.#db).catch(this.#events.failed);
    return this.#paper;
  }

  async #read(db: Reader): Promise<void> {
    this.#readAt = Date.now();
    const { paper } = await loadPaper(db);
    if (JSON.stringify(paper) === JSON.stringify(this.#paper)) return;
    this.#paper = paper;
    this.#events.changed();
  }
}
