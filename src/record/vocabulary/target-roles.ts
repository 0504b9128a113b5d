import type { TermKey } from './terms.ts';

/** The roles of the targets of a case, in the order in which the page of a case names them. */
export const targetRoles: readonly TermKey<'involvement-role'>[] = [
  'target',
  'victim',
  'defendant',
  'co-defendant',
  'accused',
  'suspect',
  'convicted',
  'respondent',
];

/** The properties whose value is a target of the case: an actor who is targeted, charged, or subject to an order. */
export const targetProperties: readonly string[] = ['target', 'charged', 'ordered-on'];

export const isTargetRole = (role: string | null | undefined): boolean =>
  (targetRoles as readonly (string | null | undefined)[]).includes(role);
