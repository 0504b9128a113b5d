import type { Extracted } from '../../evidence/extract/extract.ts';
import type { Content, StoredBlock } from '../store/schema.ts';
import type { Role } from './block-role.ts';

/** The maximum length of a page shown beside its draft, in characters, without boilerplate: longer than any article. */
const maxShown = 200_000;

/** The blocks of a page that its draft shows. `cut`: where the rest begins. */
export type Shown = Pick<Content, 'blocks' | 'cut'>;

export function shownOf(page: Extracted, roles: readonly Role[]): Shown {
  const blocks: StoredBlock[] = [];
  let cut: number | null = null;
  let size = 0;
  for (const [index, block] of page.blocks.entries()) {
    const role = roles[index]!;
    if (role.kind !== 'furniture') size += block.end - block.start;
    if (size > maxShown || blocks.length >= 5000) {
      cut = block.start;
      break;
    }
    blocks.push({
      start: block.start,
      end: block.end,
      role: role.kind,
      ...(role.kind === 'furniture' ? { reason: role.reason } : {}),
      ...(block.tag === 'li' ? { item: true } : {}),
    });
  }
  return { blocks, cut };
}
