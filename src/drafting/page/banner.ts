import { boilerplateByWords } from './boilerplate-patterns.ts';

/**
 * Recognises what is above the headline of an article pasted as plain text: the outlet's name and motto, an address,
 * the kind of text. A name is recognised if the copyright line repeats it, or if the running text repeats it with
 * capitals.
 */
const motto =
  /\b(?:since|est\.?|established|founded(?: in)?)\s+(?:in\s+)?(?:1[6-9]|20)\d{2}\.?$|^(?:the|an?|your)\s+(?:[\p{L}-]+\s+){0,4}(?:newspaper|magazine|daily|weekly|voice|home|source|journal|news (?:site|service))\s+(?:of|for|from|in|on|about)\b/iu;
const address =
  /^(?:p\.?\s?o\.?\s?box\b|tel\.?\s|phone\b|fax\b|e-?mail:|www\.|https?:|\+\d)|\b(?:p\.?o\.? box|postbox)\s+\d/iu;
const kind =
  /^(?:(?:for )?immediate release|(?:press|news|media) (?:release|statement|advisory|notice)|statement|communiqu[eé]|embargoed\b.{0,40}|view (?:this )?(?:e-?mail|message|newsletter)? ?(?:in|on) (?:your|the|a) browser.{0,20}|having trouble (?:viewing|reading).{0,60}|you are here\s*:.{0,120}|.{0,40}\bno images\?.{0,40})[.!]?$/iu;

const bare = (value: string): string => plain(value).replace(/^the /, '');
const plain = (value: string): string =>
  value
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
const legalForm = /,?\s+(?:LLP|LLC|Ltd|Limited|Inc|GmbH|PLC|plc|S\.?A|B\.?V|AG|e\.V|o\.s|s\.r\.o|z\.s|d\.o\.o)\.?$/u;

/** The publisher's name without its legal form, if the page writes it that way. */
export function tradeName(name: string, page: string): string {
  const short = name.replace(legalForm, '');
  return short !== name && page.split('\n').some((line) => bare(line) === bare(short)) ? short : name;
}

/**
 * Reads a line above the headline as a banner; null if it is not one. `name`: the outlet's name as the text writes it,
 * if the banner is that name.
 */
export function readBanner(line: string, prose: string, legal: string): { name: string | null } | null {
  if (/^[^.!?]{2,40}?(?:\s+[|>»]\s+[^.!?]{2,40}?){2,}$/u.test(line)) return { name: null };
  if (motto.test(line) || address.test(line) || kind.test(line) || boilerplateByWords(line)) return { name: null };
  const text = plain(line);
  if (text.length < 4) return null;
  if (` ${plain(legal)} `.includes(` ${text} `)) return { name: nameIn(legal, line) ?? line };
  const name = nameIn(prose, line);
  return name ? { name } : null;
}

/** The line as a capitalised name inside running text: "… for the Open Press League of Selmara (OPL) said". */
function nameIn(text: string, line: string): string | null {
  const words = line.match(/[\p{L}\p{N}]+/gu) ?? [];
  if (words.length < 2 || words.length > 9) return null;
  const found = new RegExp(`(?<![\\p{L}\\p{N}])${words.join('[^\\p{L}\\p{N}\\n]{1,3}')}(?![\\p{L}\\p{N}])`, 'iu').exec(
    text,
  )?.[0];
  const small = /^(?:of|for|the|and|in|on|to|de|la|du|des|del|e|y)$/i;
  return found && found.split(/\s+/).every((word) => /^[\p{Lu}\p{N}]/u.test(word) || small.test(word)) ? found : null;
}
