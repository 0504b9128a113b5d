import { definePart } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    charge: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    charge: { id: number; proceeding_id: number; title: string };
  }
}

export const charge = definePart({
  name: 'charge',
  parent: 'proceeding',
  list: 'charges',
  asks: ['charged', 'under-law', 'charge-status', 'date'],
  about: 'Charges against one person or outlet.',
});
