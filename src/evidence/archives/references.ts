import { Tokenizer } from 'htmlparser2';
import { addressOf } from './clean.ts';
import { archiveLimits } from './limits.ts';

/** The attributes with addresses of parts, by element. */
const sources: Readonly<Record<string, readonly string[]>> = {
  img: ['src', 'data-src'],
  source: ['src'],
  script: ['src'],
  video: ['src', 'poster'],
  audio: ['src'],
  track: ['src'],
  iframe: ['src'],
  frame: ['src'],
  embed: ['src'],
  object: ['data'],
  input: ['src'],
  image: ['href', 'xlink:href'],
  use: ['href', 'xlink:href'],
  body: ['background'],
};
const linked = /\b(?:stylesheet|icon|apple-touch-icon|preload|modulepreload|manifest)\b/i;

/** The addresses that a page refers to and a browser loads with it, without links to other pages. */
export function htmlReferences(html: string, url: string): string[] {
  const found = new Set<string>();
  let base = url;
  let tag = '';
  let attributes = new Map<string, string>();
  let name = '';
  let value = '';
  let isStyle = false;
  const add = (address: string | undefined): void => {
    const known = address?.trim() ? addressOf(address.trim(), base) : null;
    if (known && found.size < archiveLimits.maxParts) found.add(known);
  };
  const addStyle = (css: string): void => cssReferences(css, base).forEach(add);
  const endTag = (): void => {
    isStyle = tag === 'style';
    if (tag === 'base' && base === url) base = addressOf(attributes.get('href'), url) ?? url;
    if (Object.hasOwn(sources, tag)) for (const one of sources[tag]!) add(attributes.get(one));
    if (tag === 'link' && linked.test(attributes.get('rel') ?? '')) add(attributes.get('href'));
    for (const set of ['srcset', 'imagesrcset', 'data-srcset'])
      for (const address of addressesInSet(attributes.get(set) ?? '')) add(address);
    const style = attributes.get('style');
    if (style) addStyle(style);
  };
  const nothing = (): void => {};
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname(start, end) {
        tag = html.slice(start, end).toLowerCase();
        attributes = new Map();
      },
      onopentagend: endTag,
      onselfclosingtag: endTag,
      onclosetag() {
        isStyle = false;
      },
      onattribname(start, end) {
        name = html.slice(start, Math.min(end, start + 40)).toLowerCase();
        value = '';
      },
      onattribdata(start, end) {
        value += html.slice(start, end);
      },
      onattribentity(codepoint) {
        value += String.fromCodePoint(codepoint);
      },
      onattribend() {
        if (attributes.size < 100 && !attributes.has(name)) attributes.set(name, value);
      },
      ontext(start, end) {
        if (isStyle) addStyle(html.slice(start, end));
      },
      ontextentity: nothing,
      oncdata: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return [...found];
}

/** The addresses in a `srcset`, such as `a.jpg 480w, b.jpg 960w`. */
const addressesInSet = (set: string): string[] =>
  set
    .split(/\s+/)
    .map((one) => one.replace(/^[\d.]+[wx],/, ''))
    .filter((one) => !/^[\d.]+[wx],?$/.test(one))
    .map((one) => (one.endsWith(',') ? one.slice(0, -1) : one))
    .filter(Boolean);

/** The addresses that a style sheet refers to. */
export function cssReferences(css: string, url: string): string[] {
  const found = new Set<string>();
  const address = /url\(\s{0,20}(?:"([^"\n]{1,8192})"|'([^'\n]{1,8192})'|([^)"'\s]{1,8192}))|@import\s{1,20}(?:"([^"\n]{1,8192})"|'([^'\n]{1,8192})')/gi; // prettier-ignore
  for (const [, a, b, c, d, e] of css.matchAll(address)) {
    const known = addressOf((a ?? b ?? c ?? d ?? e)!.replace(/\\([^\n])/g, '$1'), url);
    if (known) found.add(known);
    if (found.size >= archiveLimits.maxParts) break;
  }
  return [...found];
}
