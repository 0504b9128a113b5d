import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { changeActor } from '../../record/actors/change-actor.ts';
import { file } from '../../record/filing/file.ts';
import { merge } from '../../record/lifecycle/merge.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { withdraw } from '../../record/lifecycle/withdraw.ts';
import { namesOnRecord } from './names-on-record.ts';

onEitherDatabase('the names of people in the record', (db) => {
  it('are current after any change of their actors', async () => {
    const app = testApp(db());
    const named = async (name: string): Promise<string | null> =>
      (await namesOnRecord(db().read)).person(name.toLowerCase().split(' '))?.ref ?? null;
    const filed = async (...names: string[]): Promise<string[]> =>
      (
        await run(app, file, editor, {
          actors: names.map((text) => ({ kind: 'person' as const, names: [{ text }] })),
        })
      ).actors;
    const [dana, murat, aigul, serik] = (await filed(
      'Dana Firstova',
      'Murat Secondov',
      'Aigul Thirdova',
      'Serik Fourthov',
    )) as [string, string, string, string];
    expect(await Promise.all([named('Dana Firstova'), named('Secondov'), named('Nobody')])).toEqual([
      dana,
      murat,
      null,
    ]);
    await run(app, changeActor, editor, {
      actor: dana,
      version: 1,
      to: { kind: 'person', names: [{ text: 'Dana Fifthova' }], visibility: 'desk' },
    });
    expect([await named('Dana Firstova'), await named('Dana Fifthova')]).toEqual([null, dana]);
    const [late] = await filed('Zhanna Sixthova');
    expect([await named('Sixthova'), await named('Dana Fifthova')]).toEqual([late, dana]);
    await run(app, withdraw, editor, { things: [murat], reason: 'Entered by mistake.' });
    await run(app, merge, editor, { from: aigul, into: serik });
    await redactPerson(app, editor, { actor: late!, ground: 'They asked for it, and nothing speaks against it.' });
    expect(await Promise.all(['Secondov', 'Aigul Thirdova', 'Sixthova', 'Fourthov'].map(named))).toEqual([
      null,
      serik,
      null,
      serik,
    ]);
    // The redaction of another person can change a name without a new version of its actor.
    await db().executeSql(`update actor_name set text = 'Serik ░' where text = 'Serik Fourthov'`);
    expect(await named('Fourthov')).toBe(null);
  });
});
