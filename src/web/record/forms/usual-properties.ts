import { perPart } from '../../../record/kinds/parts.ts';
import type { ThingKind } from '../../../record/tables.ts';

/**
 * The properties that are stated most about each kind. Lists of properties begin with them, and the form of facts shows
 * them at first.
 */
export const usualProperties: Partial<Record<ThingKind, readonly string[]>> = {
  ...perPart((part) => part.asks),
  case: ['incident-type', 'place', 'state-behind', 'target', 'began', 'case-status'],
  actor: ['position', 'home-country', 'organisation-kind', 'website'],
  source: ['removed-from-web', 'retracted-by-source'],
  law: ['law-name', 'law-kind', 'law-number', 'jurisdiction', 'signed', 'in-force'],
  provision: ['duty', 'criticism'],
};
