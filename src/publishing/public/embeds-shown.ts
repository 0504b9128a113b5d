import type { EmbedRef } from '../../documents/model/schema.ts';
import { parseRef } from '../../record/refs.ts';

/**
 * Loads the items that the embeds of one kind show, in parallel. The keys of the result are the embeds' refs. `load`
 * gets an item's number, and returns null if readers do not see the item; such items are left out.
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
