import { expect, it } from 'vitest';
import { run, type Principal } from '../../platform/operation.ts';
import type { Tx } from '../../platform/database/tx.ts';
import { RowKeys } from '../../platform/storage/row-keys.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, someone, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../actors/change-actor.ts';
import { file } from '../filing/file.ts';
import { accessListener } from '../lifecycle/log-access.ts';
import { findThing, parseRef } from '../refs.ts';
import { redactPerson } from './redact.ts';
import { PersonFinder } from './person-finder.ts';
import { familyOf, previewRedaction, searchFor, wordsOf } from './redaction-words.ts';
import { exactly } from './testing/exactly.ts';
import { examine, scan } from './scan.ts';
import { strike } from './strike.ts';
import { choiceOf, eachMention, textColumns } from './texts.ts';
import { storeNames } from '../testing/store-names.ts';
import { newKeyHolder } from '../testing/key-holder.ts';

const ground = 'They asked for it in writing.';
const name = (text: string) => ({ names: [{ text }] });

onBothDatabases('the redaction of a person', (db) => {
  const thing = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!;
  const officer = someone('officer');

  it('is allowed to data protection officers only for people, with their names and a surname that no one else has', async () => {
    const app = testApp(db());
    const { actors, cases } = await run(app, file, editor, {
      actors: [
        { kind: 'person', ...name('Marat Qosymbek'), visibility: 'public' },
        { kind: 'person', ...name('Olzhas Twinsur') },
        { kind: 'person', ...name('Aliya Twinsur') },
        { kind: 'organisation', ...name('Society of Zvezdnyi') },
      ],
      cases: [{ title: 'Qosymbek and Marat Qosymbek in court', visibility: 'public' }],
    });
    const redact = (actor: string, alsoErase: string[] = []) =>
      redactPerson(app, officer, { actor, alsoErase, ground });
    await expect(redact(actors[3]!)).rejects.toMatchObject({ code: 'not_permitted' });
    for (const other of ['court', 'Twinsur'])
      await expect(redact(actors[0]!, [other])).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ path: 'alsoErase', message: 'errors.field.redact.editor' }],
      });
    // Other people have this surname, too.
    await expect(redact(actors[1]!, ['Twinsur'])).rejects.toMatchObject({ code: 'invalid_input' });
    await redact(actors[0]!, ['Qosymbek']);
    const { title } = await db()
      .read.selectFrom('case')
      .select('title')
      .where('id', '=', (await thing(cases[0]!)).id)
      .executeTakeFirstOrThrow();
    expect(title).toBe('████████ and ██████████████ in court');
    expect((await thing(actors[0]!)).redacted_at).not.toBeNull();
  });

  it('is refused to an officer who added or changed the person, and so chose the words', async () => {
    const app = testApp(db());
    const { id: accountId } = await newKeyHolder(app, 'monitor');
    const both: Principal = { ...officer, accountId, roles: ['officer', 'monitor'] };
    const { actors } = await run(app, file, both, { actors: [{ kind: 'person', ...name('Serik Ownwork') }] });
    await expect(redactPerson(app, both, { actor: actors[0]!, ground })).rejects.toMatchObject({
      code: 'not_permitted',
    });
    const others = await run(app, file, editor, { actors: [{ kind: 'person', ...name('Dana Otherwork') }] });
    const to = { kind: 'person' as const, names: [{ text: 'Dana Otherwork' }, { text: 'Corruption' }] };
    await run(app, changeActor, both, { actor: others.actors[0]!, version: 1, to });
    await expect(redactPerson(app, both, { actor: others.actors[0]!, ground })).rejects.toMatchObject({
      code: 'not_permitted',
    });
  });

  it('is refused if a name was added after the words to remove were shown', async () => {
    const app = testApp(db());
    const { actors, cases } = await run(app, file, editor, {
      actors: [{ kind: 'person', ...name('Nurlan Beforehand') }],
      cases: [{ title: 'The ministry and Nurlan Beforehand' }],
    });
    const shown = ['Nurlan Beforehand'];
    const to = { kind: 'person' as const, names: [{ text: shown[0]! }, { text: 'ministry' }] };
    await run(app, changeActor, editor, { actor: actors[0]!, version: 1, to });
    await expect(redactPerson(app, editor, { actor: actors[0]!, ground, shown })).rejects.toMatchObject({
      code: 'invalid_input',
      fields: [{ path: 'alsoErase', message: 'errors.field.redact.changed' }],
    });
    expect((await thing(actors[0]!)).redacted_at).toBeNull();
    const { id } = await thing(actors[0]!);
    const family = await familyOf(db().read, id);
    const words = await wordsOf(db().read, family, []);
    const { losses } = await previewRedaction(
      db().read,
      new RowKeys(app.config.dataDir),
      await searchFor(db().read, family, []),
    );
    expect(
      losses
        .find(({ brief }) => brief.ref === cases[0])!
        .words.map(({ word }) => word)
        .toSorted(),
    ).toEqual(['Nurlan Beforehand', 'ministry']);
    await redactPerson(app, editor, { actor: actors[0]!, ground, shown: words });
    expect((await thing(actors[0]!)).redacted_at).not.toBeNull();
  });

  it('finds all of a hundred long names, in any case and with any white space between their words', async () => {
    const app = testApp(db());
    const names = Array.from({ length: 99 }, (_, index) => `${'аб '.repeat(97)}вг${index}`);
    const texts = [...names, 'ΟΔΟΣ Longname'];
    const { actors } = await run(app, file, editor, { actors: [{ kind: 'person', ...name('Longname') }] });
    const { id } = await thing(actors[0]!);
    await storeNames(db(), id, texts);
    const { cases } = await run(app, file, editor, {
      cases: [
        { title: 'One', summary: `The ${names[98]!.toUpperCase()} said.` },
        { title: 'Two', summary: `With ${names[7]!.replaceAll(' ', '\n ')} it began in ${'аб '.repeat(500)}` },
        { title: 'Three', summary: 'οδοσ\tLONGNAME' },
        { title: 'Four', summary: `Not ${names[1]}x but ${'аб '.repeat(3000)}` },
        ...Array.from({ length: 100 }, (_, index) => ({ title: `More ${index}`, summary: 'аб '.repeat(300) })),
      ],
    });
    const family = await familyOf(db().read, id);
    const words = await wordsOf(db().read, family, []);
    const { losses } = await previewRedaction(
      db().read,
      new RowKeys(app.config.dataDir),
      await searchFor(db().read, family, []),
    );
    expect(losses.map(({ brief }) => brief.ref).toSorted()).toEqual([actors[0]!, ...cases.slice(0, 3)].toSorted());
    await redactPerson(app, editor, { actor: actors[0]!, ground, shown: words });
    const { rows } = await db().executeSql(`select summary from "case" order by id desc limit 104`);
    const left = (rows as { summary: string | null }[]).map((row) => String(row.summary)).toReversed();
    expect(left.slice(0, 3).map((text) => /вг|longname/iu.test(text))).toEqual([false, false, false]);
    expect(left[3]).toContain('вг1x');
    const history = await db().executeSql(`select after::text as text from change where after is not null`);
    expect(
      (history.rows as { text: string }[]).filter(({ text }) => /longname|вг98(?!\d)|вг7(?!\d)/iu.test(text)),
    ).toEqual([]);
  });

  it('removes the name in all forms, and words that are not certain only where someone has chosen them', async () => {
    const app = testApp(db());
    const { actors, cases } = await run(app, file, editor, {
      actors: [
        { kind: 'person', names: [{ text: 'Ерболат Қанжығалин' }, { text: 'Ерболат Канжигалин' }] },
        { kind: 'person', ...name('Мадина Канжигалина') },
      ],
      cases: [
        { title: 'One', summary: 'Суд арестовал Ерболата Канжигалина. Адвокат Канжигалина подал жалобу.' },
        {
          title: 'Two',
          summary: 'Ерболат Қанжығалиннің ісі; Erbolat Qanjığalin; https://example.org/erbolat-kanzhigalin',
        },
        { title: 'Three: Ерболат Канжигалин', summary: 'Допросили Канжигалина.' },
        { title: 'Four', summary: 'Вызвали Канжигалина.' },
        { title: 'Five', summary: 'Данияр Канжигалин молчит, как и Мадина Канжигалина.' },
      ],
    });
    const ids = await Promise.all(cases.map(async (ref) => (await thing(ref)).id));
    const family = await familyOf(db().read, (await thing(actors[0]!)).id);
    const { doubts, losses, hidden } = await previewRedaction(
      db().read,
      new RowKeys(app.config.dataDir),
      await searchFor(db().read, family, []),
    );
    expect(doubts.map(({ word, reason, places, brief }) => [word, reason, places, brief?.ref])).toEqual([
      ['Канжигалина', 'surname', 2, cases[2]],
      ['Канжигалина', 'surname', 2, cases[3]],
      ['Данияр Канжигалин', 'other', 2, cases[4]],
      ['Мадина Канжигалина', 'other', 2, cases[4]],
    ]);
    expect(doubts[2]).toMatchObject({ before: '', after: ' молчит, как и Мадина Канжигалина.' });
    expect(hidden).toBe(0);
    expect(losses.map(({ brief }) => brief.ref).toSorted()).toEqual([actors[0], ...cases.slice(0, 3)].toSorted());
    // The history has the same words as the item, and they are as certain there.
    expect(losses.find(({ brief }) => brief.ref === cases[2])!.words).toEqual([
      { word: 'Ерболат Канжигалин', places: 2 },
    ]);
    await redactPerson(app, editor, {
      actor: actors[0]!,
      ground,
      // A choice of words that are not uncertain there removes nothing.
      here: [doubts[0]!.choice, choiceOf(`item:${ids[3]!}`, 'Вызвали')],
    });
    const { rows } = await db().executeSql(
      `select summary from "case" where id = any(array[${ids.join(',')}]::bigint[]) order by id`,
    );
    const bar = (length: number) => '█'.repeat(length);
    expect(rows.map((row) => (row as { summary: string }).summary)).toEqual([
      `Суд арестовал ${bar(20)}. Адвокат ${bar(11)} подал жалобу.`,
      `${bar(21)} ісі; ${bar(18)}; https://example.org/${bar(19)}`,
      `Допросили ${bar(11)}.`,
      'Вызвали Канжигалина.',
      'Данияр Канжигалин молчит, как и Мадина Канжигалина.',
    ]);
    const history = await db().executeSql(
      `select count(*)::int as count from change where thing_id = any(array[${ids.slice(0, 3).join(',')}]::bigint[]) and after::text ~* 'канжигалин|қанжығалин|qanj|kanzhi'`,
    );
    expect(history.rows).toEqual([{ count: 0 }]);
  });

  it('searches texts in queries of limited size, however small their table is', async () => {
    const search = { finder: new PersonFinder(exactly(['Quixotov'])), linked: new Set<number>() };
    const summary = `${'аб '.repeat(6000)} Quixotov`;
    await run(testApp(db()), file, editor, {
      cases: Array.from({ length: 80 }, (_, index) => ({ title: `Long ${index}`, summary })),
    });
    const columns = await textColumns(db().read);
    // The texts are 2.4 MB, but stored compressed, in a few pages of the tables.
    for (const [table, column] of [
      ['case', 'summary'],
      ['change', 'after'],
    ]) {
      let queries = 0;
      const counting = (db().read as Tx).withPlugin({
        transformQuery: ({ node }) => {
          queries += 1;
          return node;
        },
        transformResult: async ({ result }) => result,
      });
      let places = 0;
      const searched = columns.find((one) => one.table === table && one.column === column)!;
      await eachMention(counting, searched, search, () => {
        places++;
      });
      expect([places, queries >= 3]).toEqual([80, true]);
      const found = await scan(db().read, [], search);
      const struck = await db().transaction(async (tx) =>
        strike(await examine(tx, found), [searched], { ...search, chosen: new Set() }, new Map()),
      );
      expect(struck.rows).toBe(80);
    }
  });

  it('is in the security log, with the number of public items, also if there are none', async () => {
    const app = testApp(db(), { listeners: [accessListener] });
    const { actors } = await run(app, file, editor, {
      actors: [
        { key: 'a', kind: 'person', ...name('Timur Loggedone'), visibility: 'public' },
        { key: 'b', kind: 'person', ...name('Asel Loggedtwo') },
      ],
      cases: [{ title: 'Timur Loggedone was questioned', visibility: 'public' }, { title: 'On Timur Loggedone' }],
    });
    for (const actor of actors) await redactPerson(app, editor, { actor, ground });
    const { rows } = await db().executeSql('select entry from security_entry order by id desc limit 2');
    const entries = rows.map((row) => JSON.parse((row as { entry: string }).entry) as object);
    expect(entries).toMatchObject([
      { event: 'redacted', count: 0 },
      { event: 'redacted', count: 2 },
    ]);
  });
});
