import type { Block, Extracted, PathElement } from '../../evidence/extract/extract.ts';
import type { Role } from './block-role.ts';
import { boilerplateByWords } from './boilerplate-patterns.ts';
import { linkShare } from './container.ts';
import { oneLine } from './one-line.ts';

/** A text with fewer words is a notice, not an article. */
const minArticleWords = 60;
/** If a body has fewer words, the body counts as not found. */
const minBodyWords = 20;
/** The number of words. In scripts without spaces between words, two letters count as one. */
const words = (text: string): number =>
  (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) +
  (text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Myanmar}]/gu)?.length ?? 0) /
    2;

/**
 * Finds the body if the classes of elements and the words on the page did not show it. The body is then the running
 * text of the densest element. It is found by text and paragraphs alone, as in Readability. Null if the body is already
 * known, or if there is no running text.
 */
export function densestBody(page: Extracted, roles: readonly Role[]): Role[] | null {
  let body = 0;
  for (const [index, { start, end }] of page.blocks.entries())
    if (roles[index]!.kind === 'body' && (body += words(page.text.slice(start, end))) >= minBodyWords) return null;
  const texts = page.blocks.map((block) => oneLine(page.text.slice(block.start, block.end)));
  const prose = page.blocks.map((block, index) => isProse(block, texts[index]!, roles[index]!));
  const points = new Map<PathElement, number>();
  for (const [index, block] of page.blocks.entries()) {
    if (!prose[index]) continue;
    const own = 1 + Math.min(4, texts[index]!.match(/[,،、;]/g)?.length ?? 0) + Math.min(4, texts[index]!.length / 100);
    // The more elements are between an element and a paragraph, the less the paragraph counts for the element.
    for (const [up, element] of block.path.toReversed().entries())
      points.set(element, (points.get(element) ?? 0) + own / Math.max(1, up));
  }
  const [densest] = [...points].sort((a, b) => b[1] - a[1])[0] ?? [];
  const holds = (element: PathElement | undefined): number =>
    page.blocks.reduce(
      (sum, block, index) =>
        prose[index] && (!element || block.path.includes(element)) ? sum + words(texts[index]!) : sum,
      0,
    );
  // If each paragraph has its own container, no element around several paragraphs is dense.
  const container = densest && holds(densest) >= Math.max(minArticleWords, holds(undefined) / 2) ? densest : undefined;
  if (holds(container) < minArticleWords) return null;
  return roles.map((role, index) => {
    if (!prose[index] || (container && !page.blocks[index]!.path.includes(container))) return role;
    return { kind: 'body' };
  });
}

/** Whether a block may be running text: eight words or more, few links, and no words that name another purpose. */
function isProse(block: Block, text: string, role: Role): boolean {
  if (role.kind !== 'furniture' && role.kind !== 'heading' && role.kind !== 'body') return false;
  return words(text) >= 8 && linkShare(block) <= 0.5 && boilerplateByWords(text) === null;
}
