import { z } from 'zod';
import type { Reader } from '../../platform/database/tx.ts';
import { methodNames } from './identity/methods.ts';
import { readSetting } from '../../platform/database/settings.ts';

/** `anonymous`: nothing about the writer is stored. `identified`: a law demands that writers identify themselves. */
export const commentingModes = ['off', 'anonymous', 'identified'] as const;

/** A list of words to find in comments. */
export const wordList = z
  .array(z.string().trim().toLowerCase().max(80, 'errors.field.text.long'))
  .max(500, 'publishing.publication.error.list.long')
  .transform((list) => [...new Set(list.filter(Boolean))]);

const own = {
  mode: z.enum(commentingModes, 'publishing.comments.error.mode').default('off'),
  /**
   * Where readers can comment. `all` means every article, unless its comments were closed. `chosen` means only articles
   * whose comments were opened.
   */
  articles: z.enum(['all', 'chosen'], 'publishing.comments.error.articles').default('all'),
  /** Comments with one of these words are refused. `*` at the end of a word stands for any ending. */
  refused: wordList.default([]),
  /** Comments with one of these words are marked for review. */
  marked: wordList.default([]),
};

/**
 * The duty of commenters to identify themselves, as they see it before they write. Each run of `endIdentities` updates
 * the data about the law.
 */
const identitySchema = z.object({
  /** The id of the duty to identify commenters. */
  identify: z.number(),
  /** The id of the duty to store identities. If it is null, no law requires storage, and no identity is stored. */
  keep: z.number().nullable(),
  period: z.string().nullable(),
  law: z.object({ number: z.number(), title: z.string() }),
  provision: z.object({ number: z.number(), label: z.string() }),
  method: z.enum(methodNames),
  /** The public key (age recipient) of the key holder. Only the key holder can open an identity. */
  officer: z.string(),
});
export type IdentityDemand = z.output<typeof identitySchema>;

/** Whether and how readers can comment. `identity` is set only in the mode `identified`. */
const storedSchema = z.object({ ...own, identity: identitySchema.nullable().default(null) });
export type Commenting = z.output<typeof storedSchema>;

/** The settings as the desk enters them, with the ids of the duties. */
export const commentingSchema = z.object({
  ...own,
  identify: z.coerce.number().int().positive().optional(),
  keep: z.coerce.number().int().positive().optional(),
  method: z.enum(methodNames).default('email'),
  officer: z.string().trim().toLowerCase().max(200, 'errors.field.text.long').default(''),
});
export type CommentingInput = z.output<typeof commentingSchema>;

export const noCommenting: Commenting = storedSchema.parse({});

const setting = 'commenting';

/** The stored settings. Each change increases `version`, which shows concurrent edits. */
export async function loadCommenting(db: Reader): Promise<{ commenting: Commenting; version: number }> {
  const stored = (await readSetting(db, setting)) as { commenting?: unknown; version?: number } | undefined;
  const read = storedSchema.safeParse(stored?.commenting ?? {});
  return { commenting: read.success ? read.data : noCommenting, version: stored?.version ?? 0 };
}

export const commentingRow = (commenting: Commenting, version: number) => ({
  name: setting,
  value: JSON.stringify({ commenting, version }),
});

/** Whether readers can comment on an article. @param own the article's own setting */
export const isOpen = ({ mode, articles }: Commenting, own: boolean | null): boolean =>
  mode !== 'off' && (own ?? articles === 'all');
