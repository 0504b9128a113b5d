import type { Generated } from 'kysely';

/** What changed a law: its own enactment, another law, or a ruling. */
export const amendmentSorts = ['enactment', 'amendment', 'ruling'] as const;
export type AmendmentSort = (typeof amendmentSorts)[number];

/** What an amendment does to a provision. */
export const versionActs = ['enacts', 'replaces', 'inserts', 'repeals', 'strikes-down'] as const;
export type VersionAct = (typeof versionActs)[number];
/** Acts after which a provision has no text. */
export const endingActs: readonly VersionAct[] = ['repeals', 'strikes-down'];

/** The kinds of provisions, named after Akoma Ntoso 3.0's elements, in the order of the form. */
export const provisionKinds = [
  'article',
  'section',
  'paragraph',
  'point',
  'chapter',
  'part',
  'title',
  'book',
  'clause',
  'alinea',
  'subsection',
  'subparagraph',
  'subclause',
  'subchapter',
  'subpart',
  'subtitle',
  'subdivision',
  'division',
  'tome',
  'list',
  'sublist',
  'indent',
  'rule',
  'subrule',
  'proviso',
  'level',
  'transitional',
] as const;
export type ProvisionKind = (typeof provisionKinds)[number];

declare module '../platform/database/tables.ts' {
  interface Tables {
    law: { id: number; title: string; language: string };
    provision: {
      id: number;
      law_id: number;
      parent_id: number | null;
      position: number;
      kind: ProvisionKind;
      eid: string;
      label: string;
    };
    amendment: {
      id: Generated<number>;
      law_id: number;
      sort: AmendmentSort;
      title: string;
      by_law_id: number | null;
      uri: string | null;
      made: string | null;
      commences: string | null;
      claim_id: number;
    };
    provision_version: {
      id: Generated<number>;
      provision_id: number;
      amendment_id: number;
      act: VersionAct;
      commences: string | null;
    };
    provision_text: {
      version_id: number;
      language: string;
      num: Generated<string>;
      heading: Generated<string>;
      body: Generated<string>;
      tail: Generated<string>;
      claim_id: number;
    };
    provision_summary: { version_id: number; claim_id: number };
  }
}
