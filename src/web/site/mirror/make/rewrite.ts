import { Tokenizer } from 'htmlparser2';

/** Returns the address in the mirror for an address of the site. Null if the mirror must not link to it. */
export type Resolve = (address: string) => string | null;

const linking = new Set(['href', 'src', 'srcset', 'action', 'poster', 'formaction']);
type Edit = { start: number; end: number; text: string };
type Attribute = { name: string; nameStart: number; value: string };

/**
 * Replaces each address of this site (it begins with one `/`) with its address in the mirror. If there is none, the
 * attribute is removed, or the whole element if it is a `<link>`. No other byte of the page changes.
 */
export function rewriteHtml(html: string, resolve: Resolve): string {
  const edits: Edit[] = [];
  let tag = { name: '', start: 0, drop: false };
  let attribute: Attribute = { name: '', nameStart: 0, value: '' };
  const text = (start: number, end: number): string => html.slice(start, end);
  const endTag = (end: number): void => {
    if (tag.drop) edits.push({ start: tag.start, end: end + 1, text: '' });
  };
  const nothing = (): void => {};
  const tokenizer = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname: (start, end) => (tag = { name: text(start, end).toLowerCase(), start: start - 1, drop: false }),
      onopentagend: endTag,
      onselfclosingtag: endTag,
      onattribname: (start, end) => (attribute = { name: text(start, end).toLowerCase(), nameStart: start, value: '' }),
      onattribdata(start, end) {
        attribute.value += text(start, end);
      },
      onattribentity(codepoint) {
        attribute.value += String.fromCodePoint(codepoint);
      },
      onattribend(_quote, end) {
        if (!linking.has(attribute.name) || !/^\/(?!\/)/.test(attribute.value)) return;
        const to = attribute.name === 'srcset' ? resolveSet(attribute.value, resolve) : resolve(attribute.value);
        if (to !== null) edits.push({ start: attribute.nameStart, end, text: `${attribute.name}="${escape(to)}"` });
        else if (tag.name === 'link') tag.drop = true;
        else edits.push({ start: attribute.nameStart - 1, end, text: '' });
      },
      oncdata: nothing,
      onclosetag: nothing,
      oncomment: nothing,
      ondeclaration: nothing,
      onend: nothing,
      onprocessinginstruction: nothing,
      ontext: nothing,
      ontextentity: nothing,
    },
  );
  tokenizer.write(html);
  tokenizer.end();
  return apply(html, edits);
}

/** Resolves the addresses of a `srcset` with their sizes, such as `/photos/3/a.jpg 480w, /photos/3/b.jpg 960w`. */
const resolveSet = (set: string, resolve: Resolve): string =>
  set
    .split(/,\s+/)
    .flatMap((one) => {
      const [address = '', ...size] = one.trim().split(/\s+/);
      const to = resolve(address);
      return to === null ? [] : [[to, ...size].join(' ')];
    })
    .join(', ');

const escape = (value: string): string => value.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

function apply(text: string, edits: readonly Edit[]): string {
  let done = '';
  let at = 0;
  // Addresses inside a removed tag need no change.
  const gone = edits.filter((edit) => edit.text === '' && text[edit.start] === '<');
  const kept = edits.filter(
    (edit) => gone.includes(edit) || !gone.some((other) => edit.start > other.start && edit.end < other.end),
  );
  for (const { start, end, text: put } of kept.toSorted((a, b) => a.start - b.start)) {
    done += text.slice(at, start) + put;
    at = end;
  }
  return done + text.slice(at);
}
