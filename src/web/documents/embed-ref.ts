import { tidyEmbed } from '../../documents/embeds/registry.ts';
import { blockTypes } from '../../documents/model/form.ts';
import type { EmbedKind } from '../../documents/model/schema.ts';
import type { ThingKind } from '../../record/tables.ts';
import type { Picks } from '../kit/forms/pick.ts';

/** The kind of item that each type of block shows. A statistic is not an item of the record; it only has an address. */
const shown: Partial<Record<(typeof blockTypes)[number], ThingKind>> = {
  photo: 'photo',
  timeline: 'case',
  provision: 'provision',
  source: 'source',
  letter: 'letter',
};

const kindOf = (type: string): ThingKind | undefined => (type in shown ? shown[type as EmbedKind] : undefined);

/** The id of the list of suggestions for a type of block, such as `list-case`. */
export const listOfEmbed = (type: string): string | undefined => {
  const kind = kindOf(type);
  return kind && `list-${kind}`;
};

/**
 * Reads the input for what a block shows: an address, a number or a name. A name becomes a ref. If it fits several
 * items or none, `picks` gets an error. `on` is the day whose wording of a provision is shown.
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
