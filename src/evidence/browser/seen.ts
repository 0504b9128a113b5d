import type { Frame } from 'playwright-core';
import type { Within } from './within.ts';

/**
 * What a page shows. URLs are absolute.
 * - `words`: the words that are visible, including those in shadow roots that scripts can reach.
 * - `pictures`: the images that have loaded. Each is a list of the URLs between which the browser chooses, with the
 *   chosen one first.
 * - `parts`: style sheets, and images that style sheets show. Whether they have loaded is not known.
 * - `media`: videos and audio that can be played.
 */
export type Seen = {
  words: string[];
  pictures: string[][];
  parts: string[];
  media: string[];
};

/** The maximum number of elements whose background is read. */
const mostElements = 20_000;

/** Reads what a frame and the frames in it show. Null if the frame does not answer. */
export async function readSeen(main: Frame, within: Within): Promise<Seen | null> {
  const seen: Seen = { words: [], pictures: [], parts: [], media: [] };
  for (const frame of framesOf(main)) {
    const one = await within(frame.evaluate(look, mostElements), 10_000);
    if (!one && frame === main) return null;
    for (const kind of ['words', 'pictures', 'parts', 'media'] as const)
      (seen[kind] as unknown[]).push(...(one?.[kind] ?? []));
  }
  return seen;
}

/** A frame, and all frames in it. */
export const framesOf = (main: Frame): Frame[] => [main, ...main.childFrames().flatMap(framesOf)];

/** Runs in a frame. */
function look(mostRead: number): Seen {
  const roots: (Document | ShadowRoot)[] = [document];
  const elements: Element[] = [];
  for (const root of roots)
    for (const element of root.querySelectorAll('*')) {
      elements.push(element);
      if (element.shadowRoot) roots.push(element.shadowRoot);
    }
  const isHidden = (element: Element): boolean =>
    /^(?:script|style|template|link|noscript)$/.test(element.localName) || getComputedStyle(element).display === 'none';
  // The text of an element does not include that of shadow roots.
  const textOf = (node: Node): string =>
    node instanceof HTMLElement ? (isHidden(node) ? '' : node.innerText) : (node.textContent ?? '');
  const texts = roots.map((root) =>
    root instanceof Document ? (root.body?.innerText ?? '') : [...root.childNodes].map(textOf).join(' '),
  );
  const absolute = (address: string | null | undefined): string[] => {
    if (!address?.trim() || !URL.canParse(address.trim(), document.baseURI)) return [];
    const url = new URL(address.trim(), document.baseURI);
    url.hash = '';
    return /^https?:$/.test(url.protocol) ? [url.href] : [];
  };
  const inSet = (set: string | null): string[] =>
    (set ?? '').split(/,\s+|,(?=https?:)/).flatMap((part) => absolute(part.trim().split(/\s+/)[0]));
  const choices = (image: HTMLImageElement): string[] => [
    ...new Set([
      ...absolute(image.currentSrc),
      ...absolute(image.getAttribute('src')),
      ...inSet(image.getAttribute('srcset')),
      ...(image.parentElement?.localName === 'picture'
        ? [...image.parentElement.querySelectorAll('source')].flatMap((one) => inSet(one.getAttribute('srcset')))
        : []),
    ]),
  ];
  const images = elements.filter((one) => one instanceof HTMLImageElement);
  const sheets = (list: Iterable<CSSStyleSheet>): string[] =>
    [...list].flatMap((sheet) => {
      let inner: CSSStyleSheet[] = [];
      try {
        inner = [...sheet.cssRules].flatMap((rule) =>
          rule instanceof CSSImportRule && rule.styleSheet ? [rule.styleSheet] : [],
        );
      } catch {
        // A page cannot read the style sheets of other origins.
      }
      return [...absolute(sheet.href), ...sheets(inner)];
    });
  const backgrounds = elements.slice(0, mostRead).flatMap((element) =>
    [null, '::before', '::after'].flatMap((pseudo) => {
      const { backgroundImage, display } = getComputedStyle(element, pseudo);
      if (display === 'none' || !backgroundImage.includes('url(')) return [];
      return [...backgroundImage.matchAll(/url\("([^"]*)"\)/g)].flatMap(([, address]) => absolute(address));
    }),
  );
  return {
    words: texts.join(' ').split(/\s+/).filter(Boolean),
    pictures: images
      .filter((one) => one.complete && one.naturalWidth > 0 && absolute(one.currentSrc).length > 0)
      .map(choices),
    parts: [...new Set([...roots.flatMap((root) => sheets(root.styleSheets)), ...backgrounds])],
    media: elements.flatMap((one) =>
      one instanceof HTMLMediaElement && one.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA
        ? absolute(one.currentSrc)
        : [],
    ),
  };
}
