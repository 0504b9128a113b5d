import type { Generated } from 'kysely';
import { actorTo } from '../history/inputs.ts';
import { deleteAsWritten } from '../protection/sealed-copies.ts';
import { ownTags, sealedTags, tagState } from '../tags/tables.ts';
import { ownTranslations, sealedTranslations, translationState, translationTexts } from '../translations/tables.ts';
import { allNames, defineKind, firstName } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    actor: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    actor: { id: number; kind: string; picture_id: Generated<number | null> };
    actor_name: {
      id: Generated<number>;
      actor_id: number;
      position: number;
      text: string;
      kind: 'preferred' | 'alias' | 'transliteration' | 'acronym';
      language: string | null;
      script: string | null;
      keys: string[];
    };
  }
}

export const actor = defineKind({
  name: 'actor',
  title: (id) => firstName(id),
  recordedNames: allNames,
  hasSubkinds: true,
  subject: true,
  translated: [],
  textColumns: { actor: [], actor_name: ['text'], thing_tag: ['name'], ...translationTexts },
  ownRows: [ownTags, ownTranslations, { table: 'actor_name', key: 'actor_id' }, { table: 'actor', key: 'id' }],
  references: [{ table: 'actor', owner: 'id', column: 'picture_id', of: ['photo'], optional: true }],
  state: {
    columns: ['kind', 'picture_id'],
    parts: [
      tagState,
      translationState,
      {
        field: 'names',
        table: 'actor_name',
        key: 'actor_id',
        columns: ['text', 'kind', 'language'],
        order: ['position'],
      },
    ],
  },
  seal: {
    ownAccess: true,
    parts: [
      sealedTags,
      sealedTranslations,
      { table: 'actor', key: 'id', emptied: { picture_id: null } },
      { table: 'actor_name', key: 'actor_id', removed: true, newIds: true },
      // The name as the source wrote it, in each attribution with this actor as a speaker. When the seal is removed,
      // the name is restored only in attributions that still have this actor at the same position.
      {
        table: 'chain_link',
        key: 'actor_id',
        emptied: { as_written: null },
        match: ['claim_id', 'position', 'actor_id'],
      },
    ],
    sealed: deleteAsWritten,
  },
  merge: {
    async obstacle(tx, from, into) {
      const rows = await tx.selectFrom('actor').select('kind').where('id', 'in', [from.id, into.id]).execute();
      const people = rows.filter((row) => row.kind === 'person').length;
      return people === 1 ? 'person' : null;
    },
  },
  async setBack({ ref, version, target, run }) {
    const { changeActor } = await import('../actors/change-actor.ts');
    await run(changeActor, { actor: ref, version, to: actorTo(target) });
  },
});
