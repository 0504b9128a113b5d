import type { EmbedRef } from '../../documents/model/schema.ts';
import { parseRef } from '../../record/refs.ts';

/**
 * Loads the items that the embeds of one kind show, in parallel.
 * @param load gets the number of an item, and returns null if readers do not see the item
 * @returns the items that readers see, by the ref of the embed
 */
export async function loadEmbeds<Shown>(
  embeds: readonly EmbedRef[],
  kind: EmbedRef['kind'],
  load: (number: number) => Promise<Shown | null>,
): Promise<Map<string, Shown>> {
  const refs = [...new Set(embeds.filter((one) => one.kind === kind).map(({ ref }) => ref))];
  const shown = await Promise.all(
    refs.map(async (ref) => {
      const found = await load(parseRef(ref)?.number ?? 0);
      return found === null ? [] : ([[ref, found]] as const);
    }),
  );
  return new Map(shown.flat());
}
