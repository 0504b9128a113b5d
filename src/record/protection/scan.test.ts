import { expect, it } from 'vitest';
import { sql } from 'kysely';
import type { Database } from '../../platform/database/database.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../actors/change-actor.ts';
import { file } from '../filing/file.ts';
import { findThing, parseRef } from '../refs.ts';
import { merge } from '../lifecycle/merge.ts';
import { redactPerson } from './redact.ts';
import { familyOf, searchFor } from './redaction-words.ts';
import { scan } from './scan.ts';

const ground = 'They asked for it in writing.';

/** The app, but before its next transaction, `work` runs. */
function before(app: App, work: () => Promise<unknown>): App {
  let isDue = true;
  const db: Database = new Proxy(app.db, {
    get: (db, key) => {
      if (key === 'transaction')
        return async (...of: Parameters<Database['transaction']>) => {
          if (isDue) {
            isDue = false;
            await work();
          }
          return db.transaction(...of);
        };
      const value: unknown = Reflect.get(db, key);
      return typeof value === 'function' ? (value.bind(db) as unknown) : value;
    },
  });
  return { ...app, db };
}

onBothDatabases('the search before a redaction', (db, kind) => {
  const idOf = async (ref: string) => (await findThing(db().read, parseRef(ref)!.kind, parseRef(ref)!.number))!.id;
  const person = async (name: string, over: object = {}) =>
    (await run(testApp(db()), file, editor, { actors: [{ kind: 'person', names: [{ text: name }] }], ...over }))
      .actors[0]!;
  const left = async (words: string) => {
    const { rows } = await db().executeSql(
      `select 'title' as place from "case" where title ~* $1 or summary ~* $1
       union all select 'history' from change where before::text ~* $1 or after::text ~* $1`,
      [words],
    );
    return (rows as { place: string }[]).map(({ place }) => place);
  };
  const newCase = (title: string) => run(testApp(db()), file, editor, { cases: [{ title }] });

  it('misses no text that is written between the search and the transaction', async () => {
    const actor = await person('Maira Betweenova');
    await newCase('Maira Betweenova is asked');
    const first = await idOf((await newCase('Old words')).cases[0]!);
    await redactPerson(
      before(testApp(db()), async () => {
        await newCase('Maira Betweenova is late');
        // A row that was found and moves, and one that the search has seen without the name.
        await db().executeSql(`update "case" set title = title || ' again' where title ~ 'is asked'`);
        await db().executeSql(`update "case" set summary = 'With Betweenova, Maira' where id = ${first}`);
      }),
      editor,
      { actor, ground },
    );
    expect(await left('betweenova')).toEqual([]);
  });

  it('finds rows that moved because their tables were rewritten', async () => {
    // The rows move, because others before them are gone.
    const others = (
      await run(testApp(db()), file, editor, { cases: Array.from({ length: 50 }, () => ({ title: 'Gone' })) })
    ).cases;
    const actor = await person('Dana Movedova');
    await newCase('Dana Movedova is asked');
    const ids = await Promise.all(others.map(idOf));
    await redactPerson(
      before(testApp(db()), async () => {
        await db().executeSql(`delete from change where thing_id in (${ids.join(',')})`);
        await db().executeSql(`delete from "case" where id in (${ids.join(',')})`);
        await db().executeSql('vacuum full "case"');
        await db().executeSql('vacuum full change');
      }),
      editor,
      { actor, ground },
    );
    expect(await left('movedova')).toEqual([]);
  });

  it('removes what claims said, also claims that were added or changed meanwhile', async () => {
    const filed = await run(testApp(db()), file, editor, {
      actors: [{ key: 'p', kind: 'person', names: [{ text: 'Erlan Claimov' }] }],
      sources: [{ key: 's', kind: 'article', title: 'An article' }],
      claims: [claim('The editor')],
    });
    const actor = filed.actors[0]!;
    await redactPerson(
      before(testApp(db()), () =>
        run(testApp(db()), file, editor, {
          sources: [{ key: 's', kind: 'article', title: 'Another' }],
          claims: [{ ...claim('A close friend'), chain: [{ actor, verb: 'said', asWritten: 'A close friend' }] }],
        }),
      ),
      editor,
      { actor, ground },
    );
    expect(await left('the editor|a close friend')).toEqual([]);
  });

  it('is repeated by the user if the person has another name or another merged actor meanwhile', async () => {
    const actor = await person('Olga Renamedova');
    const other = await person('O. Renamed');
    const to = { kind: 'person' as const, names: [{ text: 'Olga Renamedova' }, { text: 'Olga Newname' }] };
    for (const meanwhile of [
      () => run(testApp(db()), changeActor, editor, { actor, version: 1, to }),
      () => run(testApp(db()), merge, editor, { from: other, into: actor, why: 'They are the same person.' }),
    ]) {
      await expect(redactPerson(before(testApp(db()), meanwhile), editor, { actor, ground })).rejects.toMatchObject({
        code: 'invalid_input',
        fields: [{ message: 'errors.field.redact.changed' }],
      });
      expect((await findThing(db().read, 'actor', parseRef(actor)!.number))!.redacted_at).toBeNull();
    }
    await redactPerson(testApp(db()), editor, { actor, ground });
    expect(await left('renamed|newname')).toEqual([]);
  });

  it('changes nothing if the transaction fails at its end', async () => {
    const actor = await person('Ivan Wholeov');
    await newCase('Ivan Wholeov is asked');
    const failing = testApp(db(), {
      listeners: [{ name: 'test', onChange: () => Promise.reject(new Error('It failed.')) }],
    });
    const was = await left('wholeov');
    await expect(redactPerson(failing, editor, { actor, ground })).rejects.toThrow('It failed.');
    expect([await left('wholeov'), was.length > 1]).toEqual([was, true]);
  });

  it('reads only rows with the name, and new rows, in the transaction', async () => {
    const actor = await person('Aigul Fewrows');
    const id = await idOf(actor);
    await newCase('Aigul Fewrows is asked');
    await newCase('Of no one');
    const family = await familyOf(db().read, id);
    const found = await scan(db().read, [{ id, ref: actor }], await searchFor(db().read, family, []));
    expect(found.tables.get('case')!.places).toHaveLength(1);
    // The change of the case and that of the actor.
    expect(found.tables.get('change')!.places).toHaveLength(2);
  });

  if (kind === 'server') {
    it('misses no text of a transaction that had begun before the search, also in a savepoint', async () => {
      const actor = await person('Serik Openov');
      const row = await idOf((await newCase('Old words')).cases[0]!);
      const other = await idOf((await newCase('Other words')).cases[0]!);
      let commit!: () => void;
      let open!: Promise<void>;
      await new Promise<void>((written, failed) => {
        open = db().transaction(async (tx) => {
          await sql`update "case" set title = 'Serik Openov was here' where id = ${row}`.execute(tx);
          await sql`savepoint inner_one`.execute(tx);
          await sql`update "case" set title = 'Serik Openov, too' where id = ${other}`.execute(tx);
          await sql`release savepoint inner_one`.execute(tx);
          await new Promise<void>((done) => {
            commit = done;
            written();
          });
        });
        open.catch(failed);
      });
      // Later transactions end before the search begins.
      await newCase('Something else');
      await redactPerson(
        before(testApp(db()), async () => {
          commit();
          await open;
        }),
        editor,
        { actor, ground },
      );
      expect(await left('openov')).toEqual([]);
    });

    it('misses no text that another transaction changes while the transaction waits for it', async () => {
      const actor = await person('Azat Waitingov');
      await newCase('Azat Waitingov is asked');
      let open: Promise<void> | undefined;
      await redactPerson(
        before(testApp(db()), async () => {
          await newCase('Azat Waitingov is new');
          await new Promise<void>((written, failed) => {
            open = db().transaction(async (tx) => {
              await sql`update "case" set summary = 'Waitingov, Azat' where title ~ 'Waitingov'`.execute(tx);
              written();
              // Until the redaction waits for these rows.
              for (let tries = 0; tries < 10_000; tries++) {
                const { rows } = await sql`
                  select from pg_locks w join pg_locks h on h.transactionid = w.transactionid and h.granted
                  where not w.granted and h.pid = pg_backend_pid()`.execute(tx);
                if (rows.length > 0) return;
              }
              throw new Error('The redaction does not wait.');
            });
            open.catch(failed);
          });
        }),
        editor,
        { actor, ground },
      );
      await open;
      expect(await left('waitingov')).toEqual([]);
    });
  }
});

const claim = (asWritten: string) => ({
  wording: 'It was told.',
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  chain: [{ actor: '#p', verb: 'said' as const, asWritten }],
  support: { kind: 'reference' as const, source: '#s' },
  statements: [],
});
