import { definePart } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    hearing: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    hearing: { id: number; proceeding_id: number; title: string };
  }
}

export const hearing = definePart({
  name: 'hearing',
  parent: 'proceeding',
  list: 'hearings',
  about: 'Dates in court.',
  asks: ['hearing-time', 'heard-by', 'room', 'hearing-access', 'hearing-outcome'],
  inOrderOf: 'hearing-time',
  merges: true,
});
