import { defineKind } from './kind.ts';
import { setBackTitle } from './part.ts';

declare module './kind.ts' {
  interface KindNames {
    case: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    case: { id: number; title: string; summary: string | null };
  }
}

export const caseKind = defineKind({
  name: 'case',
  title: 'title',
  subject: true,
  texts: { case: ['title', 'summary'] },
  own: [{ table: 'case', key: 'id' }],
  names: [],
  state: { columns: ['title', 'summary'] },
  merge: {},
  setBack: setBackTitle,
});
