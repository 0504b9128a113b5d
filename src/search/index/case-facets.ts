import { lineOf, termsOf } from '../../record/vocabulary/terms.ts';

/** Roles of those under pressure. */
const pressedRoles = ['target', 'victim', 'defendant', 'co-defendant', 'respondent', 'suspect', 'accused', 'convicted'];

/** Properties whose value is the one under pressure, or what it was ordered to do. */
const pressedProperties = ['target', 'charged', 'ordered-on'];

/** Whether a fact makes the actor it names the one under pressure: by its property, or by the role in an involvement. */
export function isPressed({ property, value }: { property: string; value: unknown }): boolean {
  if (pressedProperties.includes(property)) return true;
  return property === 'involvement' && pressedRoles.includes((value as { role?: string }).role ?? '');
}

export const countryProperties = ['place', 'event-place'];
/** What sources name as the law or its article, in their words; a filter is that much of it. */
export const lawProperties = ['legal-basis', 'provision'];
export const longestLaw = 160;
export const yearProperties = ['began', 'date', 'end-date', 'opened', 'filed'];

const lines = new Map(termsOf('incident-type').map(({ key }) => [key, lineOf('incident-type', key)]));

/** An incident type with all that it is a kind of. */
export const typesAbove = (type: string): readonly string[] => lines.get(type) ?? [];

/** An extent of more years than this is counted by its first and last. */
export const longestExtent = 12;
