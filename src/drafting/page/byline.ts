import { sieveOf, sifted } from '../../platform/text/sieve.ts';
import { cyrillicByline, cyrillicCredit, titled } from '../languages/lines.ts';

/** A name in a line such as "By A. B. and C. D." or "Compiled by …", and the role that the line gives it. */
export type Byline = { role: string; name: string };

const person =
  "[\\p{Lu}][\\p{L}\\p{M}'’.-]*(?:\\s+(?:(?:de|da|di|van|von|der|den|bin|al|el|la|le|del|dos)\\s+)*[\\p{Lu}][\\p{L}\\p{M}'’.-]*){0,4}";
const roles: [RegExp, string][] = [
  [/^compiled by\s*:?\s*/i, 'compiled by'],
  [/^(?:written|reported|story|text|words|posted) by\s*:?\s*/i, 'by'],
  [/^(?:text|words|story|interview|conversation|report)\s*:\s*(?=\p{Lu})/iu, 'by'],
  [/^(?:reporting by)\s*:?\s*/i, 'reporting by'],
  [/^(?:edited|editing) by\s*:?\s*/i, 'edited by'],
  [/^(?:translated|translation) by\s*:?\s*/i, 'translated by'],
  [/^(?:additional reporting by)\s*:?\s*/i, 'additional reporting by'],
  [/^(?:author|reporter|correspondent)s?\s*:\s*/i, 'by'],
  [/^(?:from)\s+(?=[\p{Lu}][\p{L}'’.-]+\s+[\p{Lu}][\p{L}'’.-]+\s+in\s+[\p{Lu}])/u, 'by'],
  [/^by\s*:?\s+/i, 'by'],
];

/** Matches a byline that names an office: "From our Court Correspondent". */
const officeLine =
  /^(?:(?:[Ff]rom|FROM|[Bb]y|BY)\s*:?\s+|(?=[Oo]ur\s))((?:[Oo]ur|[Aa]|[Tt]he)\s+(?:own\s+)?(?:\p{Lu}[\p{L}-]*\s+){0,3}(?:Correspondents?|Reporters?|Staff(?: (?:Reporters?|Writers?|Correspondents?))?))\s*[.,]?$/u;

const possibleRoles = sifted(roles, ([pattern]) => pattern);
const betweenBylines =
  /\s*[;·•|]\s*(?=(?:additional |edited |editing |reporting |written |compiled |translated |translation )+by\b)/iu;
const separators = /\s*(?:,|;|&|\band\b|\bwith\b|\|)\s*/i;

/** Reads one line as a byline; empty if it is not one. */
export function readByline(line: string): Byline[] {
  const written = /[^\S ]| {2}|^ | $/.test(line) ? line.trim().replace(/\s+/g, ' ') : line;
  const text = (
    written.includes('@') ? written.replace(/\s*[(<[]?[\w.+-]+@[\w.-]+\.\w+[)>\]]?/g, '') : written
  ).replace(
    /^(?:published|posted)?(?:\s+on)?\s*:?\s*(?:\d{1,2}\s+\p{Lu}\p{Ll}+\s+\d{4}|\p{Lu}\p{Ll}+\s+\d{1,2},?\s+\d{4}|\d{4}-\d{2}-\d{2})[\s,|·•–—-]*(?=by\b)/iu,
    '',
  );
  if (text.length > 200) return [];
  // "Reporting by A in X and B in Y; Editing by C" is several bylines in one line.
  const parts = /[;·•|]/.test(text) ? text.replace(/^\(|\)$/g, '').split(betweenBylines) : [];
  if (parts.length > 1) return parts.flatMap((part) => readByline(part));
  if (text.length > 160) return [];
  // "By her own count, nine had gone." is a sentence, not a byline.
  if (
    /^by\b/i.test(text) &&
    /[\p{L}\d]{2}[.!?]["”’]?$/u.test(text) &&
    text.split(' ').length >= 6 &&
    /,\s\S+.*\s\p{Ll}{3,}/u.test(text) &&
    !/\b(?:photo|reporter|correspondent|writer|editor)/i.test(text)
  )
    return [];
  const office = officeLine.exec(text)?.[1];
  if (office) return [{ role: 'by', name: office.charAt(0).toUpperCase() + office.slice(1) }];
  for (const [pattern, role] of possibleRoles(text)) {
    const match = pattern.exec(text);
    if (!match) continue;
    let rest = text
      .slice(match[0].length)
      .replace(
        /\s*(?:[|·•–—-]\s*)?(?:\d{1,2}\s+\p{Lu}\p{Ll}+\s+\d{4}|\p{Lu}\p{Ll}+\s+\d{1,2},?\s+\d{4}|published|updated|last updated|\d{4}-\d{2}-\d{2}|for\s+\p{Lu}).*$/iu,
        '',
      );
    rest = rest
      .replace(/\s+(?:at|@)\s+\d{1,2}[:.]\d{2}.*$/iu, '')
      .replace(/\s+in\s+\p{Lu}[\p{L}.-]*(?:\s\p{Lu}[\p{L}.-]*){0,2}(?=\s+and\s|,|;|$)/gu, '')
      .replace(/,?\s+(?:in|for|at)\s+\p{Lu}[\p{L} .,-]*$/u, '')
      .replace(/[,;|]+$|(?<!\b\p{Lu})\.$/u, '')
      .trim();
    const names = rest
      .split(separators)
      .map((name) => name.trim())
      .filter(Boolean);
    const fits = (name: string): boolean =>
      new RegExp(`^${person}$`, 'u').test(name) ||
      (/^[\p{Lu}\p{N}]/u.test(name) && name.split(' ').length <= 5 && !/\b(?:the|of|to|is|was|said)\b/.test(name));
    const good = names.filter((name) => fits(name) && !/^(?:staff reporter of|our|a|the)\b/i.test(name));
    if (good.length && good.length >= names.length - 1) {
      const roleless = good.filter(
        (name) =>
          !/^(?:editor|reporter|correspondent|staff writer|contributor|senior|political|chief|deputy|head)\b/i.test(
            name,
          ) || names.length === 1,
      );
      return (roleless.length ? roleless : good).map((name) => ({ role, name: titleCase(name) }));
    }
    if (/^(?:staff|our (?:correspondent|staff)|.{0,20}\bstaff\b)/i.test(rest) && rest.length < 50)
      return [{ role, name: rest }];
  }
  return cyrillicByline(text);
}

/** Turns "IOANA POPA" into "Ioana Popa". Acronyms stay unchanged. */
function titleCase(name: string): string {
  if (/^\p{Lu}[\u0430-\u04ff]+\s/u.test(name)) return titled(name);
  if (name !== name.toUpperCase() || name.length <= 5 || !name.includes(' ')) return name;
  return name.toLowerCase().replace(/(^|[\s'’-])\p{L}/gu, (letter) => letter.toUpperCase());
}

const creditPattern =
  /(?:^|[\s(.|])(?:(?:lead |main |cover |file )?(?:photo(?:graph)?s?|image|picture|pic|illustration|video)(?:\s+(?:by|credit|courtesy(?: of)?|source))?\s*[:©]\s*|(?:photo(?:graph)?s?|image|picture|illustration) (?:by|credit|courtesy of)\s+|©\s*(?=\p{Lu}[\p{L} ]+(?:\/|$)(?<!\b(?:LLP|LLC|Ltd|Inc|GmbH|Co))))([^|\n]{2,80})$/iu;

const mayCredit = sieveOf([creditPattern]);

/** Reads the credit in "Photo: A. B.", with its position in the line. */
export function readPhotoCredit(line: string): { credit: string; at: number } | null {
  const match = mayCredit(line)[0] ? creditPattern.exec(line.trim().replace(/[ \t]+/g, ' ')) : null;
  if (!match) return cyrillicCredit(line);
  const credit = match[1]!
    .replace(/[.\s)]+$/, '')
    .replace(/\s*\|.*$/, '')
    .trim();
  if (!credit || credit.split(' ').length > 9 || /\b(?:said|was|were|is)\b/.test(credit)) return null;
  return { credit, at: match.index };
}
