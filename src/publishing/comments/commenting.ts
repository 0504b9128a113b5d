import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';

/** `anonymous`: nothing about who writes is kept. */
export const commentingModes = ['off', 'anonymous'] as const;

/** Words to look for. */
export const wordList = z
  .array(z.string().trim().toLowerCase().max(80, 'error.text.long'))
  .max(500, 'publication.error.list.long')
  .transform((list) => [...new Set(list.filter(Boolean))]);

/** Whether and how readers may comment. */
export const commentingSchema = z.object({
  mode: z.enum(commentingModes, 'comments.error.mode').default('off'),
  /** `all`: every article on which it is not closed; `chosen`: those alone on which it is opened. */
  articles: z.enum(['all', 'chosen'], 'comments.error.articles').default('all'),
  /** A comment with one of these is refused. `*` at the end: with any ending. */
  refused: wordList.default([]),
  /** A comment with one of these is marked for whoever decides. */
  marked: wordList.default([]),
});
export type Commenting = z.output<typeof commentingSchema>;

export const noCommenting: Commenting = commentingSchema.parse({});

const setting = 'commenting';

/** What is stored, with the version for the two-editors check. */
export async function loadCommenting(db: Reader): Promise<{ commenting: Commenting; version: number }> {
  const row = await db.selectFrom('setting').select('value').where('name', '=', setting).executeTakeFirst();
  const stored = row?.value as { commenting?: unknown; version?: number } | undefined;
  const read = commentingSchema.safeParse(stored?.commenting ?? {});
  return { commenting: read.success ? read.data : noCommenting, version: stored?.version ?? 0 };
}

export const commentingRow = (commenting: Commenting, version: number) => ({ name: setting, value: JSON.stringify({ commenting, version }) });

/** Whether readers may comment on an article. @param own what is set for it alone */
export const isOpen = ({ mode, articles }: Commenting, own: boolean | null): boolean => mode !== 'off' && (own ?? articles === 'all');
