import { definePart } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    event: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    event: { id: number; case_id: number; title: string };
  }
}

export const event = definePart({
  name: 'event',
  parent: 'case',
  list: 'events',
  asks: ['event-type', 'date', 'event-place', 'involvement'],
  about: 'Dated steps of cases.',
  merges: true,
});
