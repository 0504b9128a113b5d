import { definePart } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    proceeding: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    proceeding: { id: number; case_id: number; title: string };
  }
}

export const proceeding = definePart({
  name: 'proceeding',
  parent: 'case',
  list: 'proceedings',
  asks: ['proceeding-kind', 'filed', 'heard-by', 'involvement', 'proceeding-status'],
  about: 'Lawsuits, investigations, administrative cases.',
  merges: true,
});
