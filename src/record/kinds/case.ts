import type { Generated } from 'kysely';
import { defineKind } from './kind.ts';
import { setBackTitle } from './part.ts';
import { ownTags, tagState } from '../tags/tables.ts';
import { ownTranslations, translationState, translationTexts } from '../translations/tables.ts';

declare module './kind.ts' {
  interface KindNames {
    case: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    case: { id: number; title: string; summary: string | null; picture_id: Generated<number | null> };
  }
}

export const caseKind = defineKind({
  name: 'case',
  title: 'title',
  translated: ['title', 'summary'],
  subject: true,
  textColumns: { case: ['title', 'summary'], thing_tag: ['name'], ...translationTexts },
  ownRows: [ownTags, ownTranslations, { table: 'case', key: 'id' }],
  references: [{ table: 'case', owner: 'id', column: 'picture_id', of: ['photo'], optional: true }],
  state: { columns: ['title', 'summary', 'picture_id'], parts: [tagState, translationState] },
  merge: {},
  setBack: setBackTitle,
});
