import type { Reader } from '../../../platform/database/tx.ts';
import { planUndo, type Skip } from './plan.ts';
import { measure, nextRows, type UndoPosition, type Target } from './target.ts';

export type UndoPreview = {
  /** Number of changes in the target. */
  total: number;
  /** Number of items that the undo would change. */
  things: number;
  /** Number of items that it would withdraw. */
  withdrawn: number;
  /** Number of items that the undo would leave unchanged. */
  left: number;
  /** The first of the items that the undo would leave unchanged. */
  skips: Skip[];
};

const partSize = 2_000;
const shown = 100;

/** Plans the whole undo, part by part. Nothing is written. */
export async function previewUndo(db: Reader, target: Target): Promise<UndoPreview> {
  const measured = await measure(db, target);
  const preview: UndoPreview = { total: measured?.total ?? 0, things: 0, withdrawn: 0, left: 0, skips: [] };
  if (!measured) return preview;
  const kept = new Set<number>();
  let from: UndoPosition = measured.start;
  for (;;) {
    const rows = await nextRows(db, target, from, partSize);
    const plan = await planUndo(db, target, rows, kept);
    preview.things += plan.steps.length;
    preview.withdrawn += plan.steps.filter((step) => step.how === 'withdraw').length;
    const skips = plan.skips.filter((skip) => skip.ground !== 'elsewhere');
    for (const skip of skips) kept.add(skip.thingId);
    preview.left += skips.length;
    if (preview.skips.length < shown) preview.skips.push(...skips.slice(0, shown - preview.skips.length));
    const last = rows.at(-1);
    if (!last || rows.length < partSize) return preview;
    from = last;
  }
}
