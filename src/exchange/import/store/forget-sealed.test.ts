import { expect, it } from 'vitest';
import { onBothDatabases } from '../../../platform/testing/databases.ts';
import { testApp } from '../../../platform/testing/test-app.ts';
import { newKeyHolder } from '../../../record/testing/key-holder.ts';
import { importTable } from '../testing.factory.ts';
import { deleteSealedImports } from './delete-sealed.ts';

onBothDatabases('sealing an item', (db) => {
  const begin = async () => {
    const app = testApp(db(), { listeners: [deleteSealedImports] });
    return { app, ...(await newKeyHolder(app, 'monitor')) };
  };
  const holding = async (word: string) => {
    const found: string[] = [];
    for (const table of ['import', 'import_fate', 'import_row', 'import_mapping'])
      if (JSON.stringify((await db().executeSql(`select * from "${table}"`)).rows).includes(word)) found.push(table);
    return found;
  };
  const row = (name: string, day: string) => `date,country,category,journalist\n${day},KZ,Physical Attack,${name}\n`;
  const refOf = async (kind: 'claim' | 'actor', table: 'claim' | 'actor', id: number) =>
    `${kind}/${(await db().read.selectFrom(table).innerJoin('thing', 'thing.id', `${table}.id`).select('thing.number').where('thing.id', '=', id).executeTakeFirstOrThrow()).number}`;

  it('removes the words of a claim from imports; if the data set is sealed, its import is deleted', async () => {
    const { app, principal, seal } = await begin();
    const done = await importTable(app, principal, { text: row('Aruzhan Kenes', '2011-01-01') }, { name: 'one.csv' });
    expect(await holding('Aruzhan Kenes')).toEqual(['import']);
    const claim = await db()
      .read.selectFrom('import_row')
      .select('claim_id')
      .where('import_id', '=', done.id)
      .executeTakeFirstOrThrow();
    await seal(await refOf('claim', 'claim', claim.claim_id));
    expect(await holding('Aruzhan Kenes')).toEqual([]);

    await importTable(app, principal, { text: row('Bota Zhan', '2011-01-02') }, { name: 'two.csv' });
    expect(await holding('Bota Zhan')).toEqual(['import']);
    const source = (
      await db()
        .read.selectFrom('thing')
        .select('number')
        .where('kind', '=', 'source')
        .orderBy('id', 'desc')
        .executeTakeFirstOrThrow()
    ).number;
    await seal(`source/${source}`);
    expect(await holding('Bota Zhan')).toEqual([]);
  });

  it('removes the names of a person from the values, notes and decisions of imports', async () => {
    const { app, principal, seal } = await begin();
    await importTable(app, principal, { text: row('Damir Seitkali', '2011-02-01') }, { name: 'three.csv' });
    const actor = await db()
      .read.selectFrom('actor_name')
      .select('actor_id')
      .where('text', '=', 'Damir Seitkali')
      .executeTakeFirstOrThrow();
    const ref = await refOf('actor', 'actor', actor.actor_id);
    await importTable(
      app,
      principal,
      { text: row('Damir Seytkali', '2011-02-02') },
      { name: 'four.csv', adapt: (mapping) => ({ ...mapping, names: [{ name: 'D. S.', actor: ref }] }) },
    );
    expect(await holding('Damir Seitkali')).toEqual(['import', 'import_fate']);
    await seal(ref);
    expect(await holding('Damir Seitkali')).toEqual([]);
    expect(await holding('D. S.')).toEqual([]);
  });
});
