import type { Block, PathElement } from '../../evidence/extract/extract.ts';
import type { BoilerplateReason } from '../schema.ts';
import { sieveOf } from '../../platform/text/sieve.ts';
import { boilerplateByPlace } from './boilerplate-patterns.ts';

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

/**
 * The class of a post in WordPress and Drupal, or of an entry in microformats. Other classes of such an element only
 * list its categories and tags.
 */
const postNames = /(?:^|\s)(?:hentry|h-entry|post-\d+|type-post|node--type-[\w-]+)(?:\s|$)/;
/**
 * Elements whose classes describe the whole page or post ("single comments-open sidebar-right with-captions"). They say
 * nothing about the purpose of the element.
 */
const frames = ['html', 'body', 'main'];
/**
 * Matches the class or id of the element that contains all readers' comments. It may be longer than the article.
 */
const commentSection =
  /(?:^|\s)(?:(?:post|article|page)-)?(?:comments?(?:-?(?:list|section|area|thread|wrap(?:per)?))?|disqus_thread|respond)(?:\s|$)/i;

const bylineNames =
  /\b(?:byline|authors?|by-line|writer|contributor|credit-name|article-?author|posted-?by|entry-author)\b|(?:^|[-_\s])by(?:$|\s)/i;
/** Whether the classes or ids of an element show that it names the author. */
export const namesAuthor = (names: string): boolean => mayName(names)[3] === 1 && bylineNames.test(names);

/** Selects the patterns that may match the classes and id of an element. */
const mayName = sieveOf([postNames, commentSection, bodyNames, bylineNames]);

type Reason = ReturnType<typeof boilerplateByPlace>;
type Purpose = { frame: boolean; comments: boolean; /** Null if it may contain the article. */ reason: Reason };
/** A cache, because the purpose of an element is needed for each block inside it. */
const purposes = new WeakMap<PathElement, Purpose>();

/** The purpose of an element, by its tag, role, classes and id. */
function purposeOf(element: PathElement): Purpose {
  let known = purposes.get(element);
  if (!known) {
    const names = `${element.id} ${element.classes}`;
    const [post, section, body] = mayName(names);
    const frame = frames.includes(element.tag) || (post === 1 && postNames.test(element.classes));
    const comments = !frame && section === 1 && commentSection.test(names);
    const article = element.itemprop === 'articleBody' || (body === 1 && bodyNames.test(names));
    purposes.set(element, (known = { frame, comments, reason: frame || article ? null : findReason(element, names) }));
  }
  return known;
}

function findReason(element: PathElement, names: string): Reason {
  if (element.tag === 'nav' || element.role === 'navigation' || element.tag === 'menu') return 'navigation';
  if (element.tag === 'footer' || element.role === 'contentinfo') return 'footer';
  const named = boilerplateByPlace(names);
  if (named) return named;
  if (element.tag === 'form' || element.tag === 'button') return 'toolbar';
  if (furnitureTags.has(element.tag) || furnitureRoles.test(element.role)) return 'outside-article';
  return null;
}

export type Container = {
  element: PathElement | null;
  /** Elements that contain so much of the page that their classes and ids say nothing. */ wide: Set<PathElement>;
};

/**
 * Why a block is not part of the article, by the nearest element around it whose tag, role, class or id shows that. For
 * a block inside the article's container, only elements inside the container count. For other blocks, all elements
 * count.
 */
export function placeOf(block: Block, container: Container): BoilerplateReason | null {
  const from = container.element ? block.path.indexOf(container.element) + 1 : 0;
  for (const element of block.path.slice(from).reverse()) {
    const reason = container.wide.has(element) ? null : purposeOf(element).reason;
    if (reason) return reason;
  }
  return null;
}

/** The elements around a block that may show its purpose. Elements around the whole article are left out. */
export function closeTo(block: Block, container: Container): PathElement[] {
  const from = container.element ? block.path.indexOf(container.element) + 1 : 0;
  return block.path.slice(from).filter((element) => !purposeOf(element).frame && !container.wide.has(element));
}

/** How much a block looks like a paragraph of an article. */
function weight(text: string, block: Block): number {
  const length = block.end - block.start;
  if (length < 40 || linkShare(block) > 0.5 || block.heading) return 0;
  const part = text.slice(block.start, block.end);
  const commas = part.match(/[,،、;]/g)?.length ?? 0;
  const sentence = /[.!?…]["”’»)]?\s*$/.test(part) ? 1 : 0.5;
  return (1 + Math.min(commas, 5) * 0.4 + Math.min(length / 100, 4)) * sentence;
}

/** The smallest element that contains most of the text that looks like an article. */
export function findContainer(text: string, blocks: readonly Block[]): Container {
  const all = new Map<PathElement, { points: number; paragraphs: number }>();
  let total = 0;
  for (const block of blocks) {
    const points = weight(text, block);
    if (!points || block.path.some((element) => purposeOf(element).comments)) continue;
    total += points;
    for (const element of block.path) {
      const entry = all.get(element) ?? { points: 0, paragraphs: 0 };
      all.set(element, { points: entry.points + points, paragraphs: entry.paragraphs + 1 });
    }
  }
  const wide = new Set<PathElement>();
  for (const [element, { points, paragraphs }] of all)
    if (points > total / 2 || (element.tag === 'article' && paragraphs > 1)) wide.add(element);
  const good = new Map<PathElement, { points: number; depth: number }>();
  let clean = 0;
  for (const block of blocks) {
    const points = weight(text, block);
    if (!points || block.path.some((element) => !wide.has(element) && purposeOf(element).reason)) continue;
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
