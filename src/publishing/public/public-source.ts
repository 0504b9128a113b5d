import { z } from 'zod';
import type { EmbedRef } from '../../documents/model/schema.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { lookUpAddress } from '../../record/views/address.ts';
import { loadSourceBriefs } from '../../record/views/sources.ts';
import { loadEmbeds } from './embeds-shown.ts';

/**
 * A source that an article embeds, such as someone's post or video, field by field (the invariant "Public by list").
 * Its data is what the record has today.
 */
export const publicSource = z.strictObject({
  number: z.number(),
  kind: z.string(),
  title: z.string(),
  language: z.string().nullable(),
  publisher: z.strictObject({ number: z.number(), name: z.string() }).nullable(),
  /** The date of publication (EDTF). */
  published: z.string().nullable(),
  url: z.string().nullable(),
});
export type PublicSource = z.output<typeof publicSource>;

/** The public sources in embeds, by their refs. */
export const loadSourcesShown = (db: Reader, embeds: readonly EmbedRef[]): Promise<Map<string, PublicSource>> =>
  loadEmbeds(embeds, 'source', async (number) => {
    const found = await lookUpAddress(db, 'source', number, 'public');
    const [source] = found.is === 'here' ? await loadSourceBriefs(db, [found.thing.id], 'public') : [];
    return source ? toPublicSource(source) : null;
  });

function toPublicSource({
  brief,
  publisher,
  published,
  language,
  addresses,
}: Awaited<ReturnType<typeof loadSourceBriefs>>[number]): PublicSource {
  return {
    number: brief.number,
    kind: brief.sort ?? '',
    title: brief.title,
    language,
    publisher: publisher && { number: publisher.number, name: publisher.title },
    published,
    url: addresses.find((url) => /^https?:/.test(url)) ?? null,
  };
}
