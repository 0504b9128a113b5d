import { perPart } from '../../../record/kinds/parts.ts';
import type { ThingKind } from '../../../record/tables.ts';

/**
 * The most common properties of each kind of item. Lists of properties begin with these, and the form that adds facts
 * starts with a row for each that the item does not have yet.
 */
export const usualProperties: Partial<Record<ThingKind, readonly string[]>> = {
  ...perPart((part) => part.asks),
  case: ['incident-type', 'place', 'state-behind', 'target', 'began', 'case-status'],
  actor: ['position', 'home-country', 'organisation-kind', 'website'],
  source: ['removed-from-web', 'retracted-by-source'],
  law: ['law-name', 'law-kind', 'law-number', 'jurisdiction', 'signed', 'in-force'],
  provision: ['duty', 'criticism'],
};
