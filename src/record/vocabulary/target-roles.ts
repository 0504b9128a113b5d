import type { TermKey } from './terms.ts';

/** The roles of those at whom a case is directed, in the order in which the page of a case names them. */
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

/** Properties whose value is an actor at whom a case is directed: targeted, charged, or subject to an order. */
export const targetProperties: readonly string[] = ['target', 'charged', 'ordered-on'];

export const isTargetRole = (role: string | null | undefined): boolean =>
  (targetRoles as readonly (string | null | undefined)[]).includes(role);
