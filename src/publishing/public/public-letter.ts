import { z } from 'zod';
import type { EmbedRef } from '../../documents/model/schema.ts';
import { loadHosted } from '../../letters/views/hosted.ts';
import { loadLetter, reportedCount } from '../../letters/views/letter.ts';
import { listInOrder } from '../../letters/views/signatures.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { lookUpAddress } from '../../record/views/address.ts';
import { loadEmbeds } from './embeds-shown.ts';

/**
 * A letter in an article as readers see it, with its current signatures, field by field (the invariant "Public by
 * list").
 */
export const publicLetter = z.strictObject({
  number: z.number(),
  title: z.string(),
  /** The day on which this site published the letter. Null if the letter is only known from sources. */
  published: z.string().nullable(),
  /**
   * The number of signatures that signatories confirmed on this site. Null if the letter is only known from sources,
   * because it was signed elsewhere.
   */
  confirmed: z.number().nullable(),
  /** The number of confirmed signatures whose names only the initiators know. */
  known: z.number(),
  /** The number of signatories of a letter that was signed elsewhere. Null if sources disagree, or say nothing. */
  reported: z.number().nullable(),
  /** The names of the first signatories. */
  names: z.array(z.string()),
});
export type PublicLetter = z.output<typeof publicLetter>;

/** The maximum number of names that an article shows. The letter's page has all names. */
const namesShown = 12;

/** The public letters in embeds, by their refs. */
export const loadLettersShown = (db: Reader, embeds: readonly EmbedRef[]): Promise<Map<string, PublicLetter>> =>
  loadEmbeds(embeds, 'letter', (number) => loadLetterShown(db, number));

async function loadLetterShown(db: Reader, number: number): Promise<PublicLetter | null> {
  const found = await lookUpAddress(db, 'letter', number, 'public');
  if (found.is !== 'here') return null;
  const hosted = await loadHosted(db, found.thing, 'public');
  if (hosted) {
    const { brief, row, counts } = hosted;
    const names = (await listInOrder(db, hosted, { limit: namesShown })).flatMap(({ name }) => name || []);
    return {
      number: brief.number,
      title: brief.title,
      published: row.published_at!.toISOString().slice(0, 10),
      confirmed: counts.confirmed,
      known: counts.known,
      reported: null,
      names,
    };
  }
  const { brief, facts } = await loadLetter(db, found.thing, 'public');
  return {
    number: brief.number,
    title: brief.title,
    published: null,
    confirmed: null,
    known: 0,
    reported: reportedCount(facts)?.count ?? null,
    names: [],
  };
}
