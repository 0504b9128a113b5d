import { tidyEmbed } from '../../documents/embeds/registry.ts';
import { blockTypes } from '../../documents/model/form.ts';
import type { EmbedKind } from '../../documents/model/schema.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Picks } from '../kit/forms/pick.ts';

/** The kinds of the record that a block shows. A statistic is not in the record; it has only an address. */
const shown: Partial<Record<(typeof blockTypes)[number], ThingKind>> = {
  photo: 'photo',
  timeline: 'case',
  provision: 'provision',
  source: 'source',
  letter: 'letter',
};

const kindOf = (type: string): ThingKind | undefined => (type in shown ? shown[type as EmbedKind] : undefined);

/** The list of suggestions for what a block shows, such as `list-case`. */
export const listOfEmbed = (type: string): string | undefined => {
  const kind = kindOf(type);
  return kind && `list-${kind}`;
};

/**
 * Reads what a block shows: an address, a number or a name. Names become refs; a name that fits several items or none
 * is a complaint of `picks`. `on` is the day of a provision's wording.
 */
export async function readEmbed(
  picks: Picks,
  path: string,
  { type, ref, on }: { type: string; ref?: string; on?: string },
): Promise<string | undefined> {
  const kind = kindOf(type);
  if (!kind || !ref) return ref;
  if (type !== 'photo' && tidyEmbed(type as EmbedKind, ref) !== null) return ref;
  const read = await picks.read(path, ref, { kinds: [kind] });
  return read && type === 'provision' && on ? `${read}@${on}` : read;
}
