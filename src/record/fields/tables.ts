import type { ThingKind } from '../kinds/kind.ts';

declare module '../../platform/database/tables.ts' {
  interface Tables {
    own_list: { key: string; labels: unknown; position: number };
    own_term: { list: string; key: string; labels: unknown; position: number; retired: boolean };
    property: {
      key: string;
      labels: unknown;
      help: unknown;
      of_kinds: string[];
      value: unknown;
      many: boolean;
      facet: string | null;
      visibility: 'desk' | 'public';
      retired: boolean;
      position: number;
    };
  }
}

/** The kinds of items that can have fields. */
export const fieldKinds = [
  'case',
  'event',
  'proceeding',
  'charge',
  'order',
  'hearing',
  'actor',
  'source',
] as const satisfies readonly ThingKind[];

/**
 * The maximum numbers of fields, lists and choices of a list (`terms`), and of characters of a label and a help text.
 */
export const fieldLimits = { fields: 200, lists: 100, terms: 500, label: 100, help: 300 };
