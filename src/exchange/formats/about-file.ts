import type { About } from '../export/about.ts';

/** The README.txt of a ZIP. */
export function readMe(
  about: About,
  contents: readonly (readonly [file: string, about: string])[],
  notes: readonly string[] = [],
): string {
  const width = Math.max(...contents.map(([file]) => file.length)) + 2;
  return [
    about.paper,
    about.address,
    '',
    `Query     ${about.query.words}`,
    `          ${about.address}${about.query.path}`,
    `Made      ${about.at.toISOString()}`,
    `Licence   ${about.licence.name}`,
    `          ${about.licence.url}`,
    about.audience === 'desk'
      ? 'For       the desk. It contains what is not public: do not share it.'
      : 'For       anyone',
    '',
    'Each claim says who says so. Do not show what is alleged, denied or estimated without its speaker.',
    '“Known to the desk” means that we do not publish who it is.',
    ...notes,
    '',
    ...contents.map(([file, text]) => file.padEnd(width) + text),
    '',
  ].join('\r\n');
}

/** Title, licence, date and query for programs, in terms of Dublin Core and schema.org, as in CSV on the Web. */
export const aboutJson = (about: About) => ({
  'dc:title': `${about.paper}: ${about.query.words}`,
  'dc:publisher': about.paper,
  'dc:source': about.address + about.query.path,
  'dc:created': about.at.toISOString(),
  'dc:license': { '@id': about.licence.url },
  'dc:language': about.language,
});
