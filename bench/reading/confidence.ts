import type { Page } from '../../scripts/corpus/scheme.ts';
import type { Draft } from '../../src/drafting/schema.ts';
import { Alignment } from './align.ts';
import { judged } from './measures.ts';
import { attributedIn, foundIn, expectedIn } from './score.ts';

/** A claim as users see it: the chance that is shown with it, and whether it is right. */
export type Shown = { chance: number; right: boolean };

/**
 * The claims of a page that have a calibrated confidence. A claim is right if at least half of its words are in one
 * annotated claim, and if both give the same name, or no name, to the first speaker.
 */
export function shownClaims(page: Page, draft: Draft, text: string): Shown[] {
  const alignment = new Alignment(page.text, page.blocks, text);
  const claims = attributedIn(draft).filter(({ calibrated }) => calibrated);
  const found = claims.map((claim) => foundIn(claim, (spans) => alignment.spans(spans)));
  return judged(page.text, expectedIn(page), found).map(({ right }, at) => ({
    chance: claims[at]!.confidence,
    right,
  }));
}
