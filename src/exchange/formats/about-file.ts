import type { About } from '../export/about.ts';

/** What a zip says of itself, to people. */
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
      ? 'For       the desk. This holds what is not public: do not pass it on.'
      : 'For       anybody',
    '',
    'Each claim keeps who says so. What is alleged, denied or estimated is not to be shown without its speaker.',
    'Where readers may not know somebody, the export says “known to the desk” and no more.',
    ...notes,
    '',
    ...contents.map(([file, text]) => file.padEnd(width) + text),
    '',
  ].join('\r\n');
}

/** The same for machines: Dublin Core and schema.org terms, as CSV on the Web uses them. */
export const aboutJson = (about: About) => ({
  'dc:title': `${about.paper}: ${about.query.words}`,
  'dc:publisher': about.paper,
  'dc:source': about.address + about.query.path,
  'dc:created': about.at.toISOString(),
  'dc:license': { '@id': about.licence.url },
  'dc:language': about.language,
});
