import { sql } from 'kysely';
import { publicSource } from '../claims/quoted-passage.ts';
import { sourceTo } from '../history/inputs.ts';
import { ownTags, sealedTags, tagState } from '../tags/tables.ts';
import { ownTranslations, sealedTranslations, translationState, translationTexts } from '../translations/tables.ts';
import { defineKind } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    source: true;
  }
}

export type DerivationKind = 'republishes' | 'cites' | 'translates' | 'compiles';

/** A source that derives from another in one of these ways only repeats it, so it is not an independent source. */
export const repeating: readonly DerivationKind[] = ['republishes', 'translates'];

declare module '../../platform/database/tables.ts' {
  interface Tables {
    source: {
      id: number;
      kind: string;
      title: string;
      publisher_id: number | null;
      published: string | null;
      language: string | null;
      note: string | null;
      /** A key of the list `withheld-reason`: the reason that readers see while the source is not public. */
      withheld: string | null;
    };
    source_address: { source_id: number; url: string; address_key: string };
    derivation: { source_id: number; origin_id: number; kind: DerivationKind; basis: string | null };
  }
}

export const source = defineKind({
  name: 'source',
  title: 'title',
  hasSubkinds: true,
  subject: true,
  translated: ['title', 'note'],
  language: 'language',
  // Our own words about how this source derives from another.
  translatedParts: (ids, audience) => sql`
    select b.source_id, 'basis.' || b.place, b.basis, '' from (
      select d.*, row_number() over (partition by d.source_id order by d.origin_id, d.kind) as place
      from derivation d where d.source_id = any(${ids})
    ) b where b.basis is not null ${audience === 'public' ? sql`and ${publicSource(sql`b`, 'origin_id')}` : sql``}`,
  textColumns: { source: ['title', 'note'], source_address: ['url'], thing_tag: ['name'], ...translationTexts },
  ownRows: [
    ownTags,
    ownTranslations,
    { table: 'derivation', key: ['source_id', 'origin_id'] },
    { table: 'source_address', key: 'source_id' },
    { table: 'source', key: 'id' },
  ],
  references: [
    { table: 'source', column: 'publisher_id', of: ['actor'] },
    { table: 'derivation', owner: 'source_id', column: 'origin_id', of: ['source'] },
  ],
  state: {
    columns: ['kind', 'title', 'publisher_id', 'published', 'language', 'note', 'withheld'],
    parts: [
      tagState,
      translationState,
      { field: 'addresses', table: 'source_address', key: 'source_id', columns: ['url'], order: ['address_key'] },
      {
        field: 'derivedFrom',
        table: 'derivation',
        key: 'source_id',
        columns: ['origin_id', 'kind', 'basis'],
        order: ['origin_id', 'kind'],
      },
    ],
  },
  seal: {
    parts: [
      sealedTags,
      sealedTranslations,
      {
        table: 'source',
        key: 'id',
        emptied: { title: '', publisher_id: null, published: null, language: null, note: null },
      },
      { table: 'source_address', key: 'source_id', removed: true },
      { table: 'derivation', key: 'source_id', removed: true },
    ],
  },
  merge: {},
  async setBack({ ref, version, target, named, run }) {
    const { changeSource } = await import('../sources/change-source.ts');
    await run(changeSource, { source: ref, version, to: sourceTo(target, named) });
  },
});
