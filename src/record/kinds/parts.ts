import { charge } from './charge.ts';
import { event } from './event.ts';
import { hearing } from './hearing.ts';
import { order } from './order.ts';
import { proceeding } from './proceeding.ts';

/** The kinds of parts of a case. A proceeding is before the parts that belong to it. */
export const caseParts = [event, proceeding, charge, order, hearing] as const;
export type CasePart = (typeof caseParts)[number];
export type CasePartKind = CasePart['name'];
export type CasePartList = CasePart['list'];

export const findPart = (name: string): CasePart | undefined => caseParts.find((part) => part.name === name);

/** An object with a value for each kind of part, by its name. */
export const perPart = <Value>(of: (part: CasePart) => Value): Record<CasePartKind, Value> =>
  Object.fromEntries(caseParts.map((part) => [part.name, of(part)])) as Record<CasePartKind, Value>;

/** The kinds of parts that belong to one of the proceedings of a case. */
export type ProceedingPart = Extract<CasePart, { parent: 'proceeding' }>;
export const proceedingParts = caseParts.filter((part): part is ProceedingPart => part.parent === 'proceeding');

/** An object with a value for each kind of part of a proceeding, by the name of its list. */
export const perList = <Value>(of: (part: ProceedingPart) => Value): Record<ProceedingPart['list'], Value> =>
  Object.fromEntries(proceedingParts.map((part) => [part.list, of(part)])) as Record<ProceedingPart['list'], Value>;
