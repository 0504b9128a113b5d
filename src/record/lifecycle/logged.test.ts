import { expect, it } from 'vitest';
import { securityListener } from '../../accounts/security-log/listener.ts';
import { listEntries } from '../../accounts/security-log/read-log.ts';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { changeCaseEntry } from '../cases/change-case-entry.ts';
import { file } from '../filing/file.ts';
import { reinstate } from './reinstate.ts';
import { withdraw } from './withdraw.ts';

onBothDatabases('the security log', (db) => {
  it('has each change of what readers see, however it is made, and no other', async () => {
    const app = testApp(db(), { listeners: [securityListener] });
    const logged = async (work: () => Promise<unknown>): Promise<[string, number | null | undefined][]> => {
      const before = (await listEntries(db().read, { limit: 1, offset: 0 })).total;
      await work();
      const { rows, total } = await listEntries(db().read, { limit: 5, offset: 0 });
      return rows.slice(0, total - before).map((row) => [row.event, row.count]);
    };
    const filed = { cases: [{ title: 'One' }, { title: 'Two', visibility: 'public' as const }] };
    let made: string[] = [];
    const filing = async () => void (made = (await run(app, file, editor, filed)).cases);
    expect(await logged(filing)).toEqual([['visibility', 1]]);
    const [thing, other] = made as [string, string];
    const change = (version: number, title: string, visibility: 'public' | 'desk') =>
      run(app, changeCaseEntry, editor, { thing, version, title, visibility });
    expect(await logged(() => change(1, 'One more', 'desk'))).toEqual([]);
    expect(await logged(() => change(2, 'One', 'public'))).toEqual([['visibility', 1]]);
    expect(await logged(() => change(3, 'One more', 'public'))).toEqual([]);
    expect(await logged(() => change(4, 'One', 'desk'))).toEqual([['visibility', 1]]);
    const reason = 'It was filed twice, by mistake.';
    expect(await logged(() => run(app, withdraw, editor, { things: [thing], reason }))).toEqual([]);
    expect(await logged(() => run(app, withdraw, editor, { things: [other], reason }))).toEqual([['visibility', 1]]);
    expect(await logged(() => run(app, reinstate, editor, { things: [other] }))).toEqual([['visibility', 1]]);
  });
});
