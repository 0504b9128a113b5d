import { definePart } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    order: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    order: { id: number; proceeding_id: number; title: string };
  }
}

export const order = definePart({
  name: 'order',
  parent: 'proceeding',
  list: 'orders',
  asks: ['order-kind', 'ordered-on', 'amount', 'date', 'complied'],
  about: 'What courts and authorities order.',
});
