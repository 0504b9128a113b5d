import { sql, type RawBuilder } from 'kysely';
import { defineKind, sealedFiles } from '../../record/kinds/kind.ts';

declare module '../../record/kinds/kind.ts' {
  interface KindNames {
    demand: true;
  }
}

const isCounted = (id: RawBuilder<unknown>) =>
  sql`exists (select from demand d where d.id = ${id} and d.counted <> 'left-out')`;

/**
 * Demands are never sample data, so sample items to which they refer are not deleted with the sample data. If a demand
 * is sealed, its kind, days and outcome remain readable, because the transparency report counts it by them
 * (docs/decisions/0073).
 */
export const demand = defineKind({
  name: 'demand',
  title: 'what',
  deskOnly: true,
  // Readers do not see a demand itself; it is only counted in the transparency report.
  shown: isCounted,
  wasShown: ({ counted }) => (counted === undefined ? undefined : counted !== 'left-out'),
  knownOutside: isCounted,
  textColumns: { demand: ['law', 'what', 'about_words', 'outcome_reason'], demand_about: [] },
  ownRows: [{ table: 'demand', key: 'id' }],
  references: [
    { table: 'demand', column: 'authority_id' },
    { table: 'demand', column: 'law_id' },
    { table: 'demand', column: 'capture_id' },
    { table: 'demand_about', owner: 'demand_id', column: 'thing_id' },
  ],
  seal: {
    parts: [
      {
        table: 'demand',
        key: 'id',
        emptied: {
          authority_id: null,
          law: '',
          law_id: null,
          what: '',
          about_words: '',
          capture_id: null,
          outcome_reason: '',
        },
      },
      { table: 'demand_about', key: 'demand_id', removed: true },
      sealedFiles,
    ],
    goesOn: true,
  },
  files: true,
  undo: 'nothing',
});
