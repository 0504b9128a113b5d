import { defineKind } from './kind.ts';
import { setBackTitle } from './part.ts';
import { ownTags, tagState } from '../tags/tables.ts';

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
  texts: { case: ['title', 'summary'], thing_tag: ['name'] },
  own: [ownTags, { table: 'case', key: 'id' }],
  names: [],
  state: { columns: ['title', 'summary'], parts: [tagState] },
  merge: {},
  setBack: setBackTitle,
});
