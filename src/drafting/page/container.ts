import type { Block, PathElement } from '../../evidence/extract/extract.ts';
import { boilerplateByPlace } from './boilerplate-signs.ts';

/** The share of a block's text that is links, 0–1. */
export function linkShare(block: Block): number {
  const length = block.end - block.start;
  if (!length) return 0;
  return block.links.reduce((sum, link) => sum + link.end - link.start, 0) / length;
}

const furnitureTags = new Set(['nav', 'aside', 'footer', 'form', 'button', 'menu', 'dialog']);
const furnitureRoles =
  /^(?:navigation|banner|contentinfo|complementary|search|dialog|alert|alertdialog|menu|menubar|toolbar)$/;
const bodyNames =
  /article-?_?(?:body|content|text|main)|(?:entry|post|story|news|page|node|body|main|single)-?_?(?:content|body|text)|story-?body|articlebody|\bfield-name-body\b|wysiwyg|rich-?text|prose\b/i;

type Reason = ReturnType<typeof boilerplateByPlace>;
/** An element is asked about once for each block in it. */
const reasons = new WeakMap<PathElement, { reason: Reason }>();

/** The purpose of an element, by tag, role and names; null if it may contain the article. */
export function placeReason(element: PathElement): Reason {
  let known = reasons.get(element);
  if (!known) reasons.set(element, (known = { reason: findReason(element) }));
  return known.reason;
}

function findReason(element: PathElement): Reason {
  if (element.itemprop === 'articleBody' || bodyNames.test(`${element.id} ${element.classes}`)) return null;
  if (element.tag === 'nav' || element.role === 'navigation' || element.tag === 'menu') return 'navigation';
  if (element.tag === 'footer' || element.role === 'contentinfo') return 'footer';
  const named = boilerplateByPlace(`${element.id} ${element.classes}`);
  if (named) return named;
  if (element.tag === 'form' || element.tag === 'button') return 'toolbar';
  if (furnitureTags.has(element.tag) || furnitureRoles.test(element.role)) return 'outside-article';
  return null;
}

export type Container = {
  element: PathElement | null;
  /** Elements that contain so much of the page that their names say nothing. */ wide: Set<PathElement>;
};

/** How much a block looks like a paragraph of an article. */
function weight(text: string, block: Block): number {
  const length = block.end - block.start;
  if (length < 40 || linkShare(block) > 0.5 || block.heading) return 0;
  const part = text.slice(block.start, block.end);
  const commas = part.match(/[,،、;]/g)?.length ?? 0;
  const sentence = /[.!?…]["”’»)]?\s*$/.test(part) ? 1 : 0.5;
  return (1 + Math.min(commas, 5) * 0.4 + Math.min(length / 100, 4)) * sentence;
}

/** The smallest element that contains most of what looks like an article. */
export function findContainer(text: string, blocks: readonly Block[]): Container {
  const all = new Map<PathElement, number>();
  let total = 0;
  for (const block of blocks) {
    const points = weight(text, block);
    if (!points) continue;
    total += points;
    for (const element of block.path) all.set(element, (all.get(element) ?? 0) + points);
  }
  const wide = new Set([...all].filter(([, points]) => points > total * 0.7).map(([element]) => element));
  const good = new Map<PathElement, { points: number; depth: number }>();
  let clean = 0;
  for (const block of blocks) {
    const points = weight(text, block);
    if (!points || block.path.some((element) => !wide.has(element) && placeReason(element))) continue;
    clean += points;
    for (const [depth, element] of block.path.entries()) {
      const entry = good.get(element);
      if (entry) entry.points += points;
      else good.set(element, { points, depth });
    }
  }
  if (!clean) return { element: null, wide };
  const entries = [...good];
  const best = (fits: (element: PathElement) => boolean, share: number): PathElement | null =>
    entries
      .filter(([element, entry]) => fits(element) && entry.points >= clean * share)
      .sort((a, b) => b[1].points - a[1].points || b[1].depth - a[1].depth)[0]?.[0] ?? null;
  const named =
    best((element) => element.itemprop === 'articleBody', 0.25) ??
    best(
      (element) => bodyNames.test(`${element.id} ${element.classes}`) && !['body', 'html'].includes(element.tag),
      0.5,
    ) ??
    best((element) => element.tag === 'article', 0.35) ??
    best((element) => element.tag === 'main' || element.role === 'main', 0.5);
  if (named) return { element: named, wide };
  const deepest =
    entries.filter(([, entry]) => entry.points >= clean * 0.75).sort((a, b) => b[1].depth - a[1].depth)[0]?.[0] ?? null;
  // The element of a single paragraph is too small: use its parent.
  if (deepest && ['p', 'li', 'span', 'a'].includes(deepest.tag)) {
    const path = blocks.find((block) => block.path.includes(deepest))!.path;
    return { element: path[path.indexOf(deepest) - 1] ?? deepest, wide };
  }
  return { element: deepest, wide };
}
