import { lineOf, termsOf } from '../../record/vocabulary/terms.ts';

/** Roles of those under pressure. */
const pressedRoles = ['target', 'victim', 'defendant', 'co-defendant', 'respondent', 'suspect', 'accused', 'convicted'];

/** Keys of facts that make an actor the one under pressure, and an outlet a case's outlet: bare properties, and involvements by role. */
export const outletProperties = ['target', 'charged', 'ordered-on'];
export const outletRoles = pressedRoles;

export const countryProperties = ['place', 'event-place'];
/** What sources name as the law or its article, in their words; a filter is that much of it. */
export const lawProperties = ['legal-basis', 'provision'];
export const longestLaw = 160;
export const yearProperties = ['began', 'date', 'end-date', 'opened', 'filed'];

/** Incident types, each with itself and all that it is a kind of, as two lists of equal length for `unnest`. */
export const typeLines: { types: string[]; lines: string[] } = (() => {
  const pairs = termsOf('incident-type').flatMap(({ key }) => lineOf('incident-type', key).map((line) => [key, line] as const));
  return { types: pairs.map(([type]) => type), lines: pairs.map(([, line]) => line) };
})();

/** An extent of more years than this is counted by its first and last. */
export const longestExtent = 12;
