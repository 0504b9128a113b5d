import { expect, it } from 'vitest';
import { listEntries } from '../../../accounts/security-log/read-log.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { file } from '../../../record/filing/file.ts';
import { selectItems } from '../../../work/lists/selection/select-items.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('a file of selected items', (db) => {
  it('is noted in the security log, and refused to people who cannot export', async () => {
    const desk = deskOn(db());
    const [monitor, reader] = [await desk.join('monitor'), await desk.join('desk-reader')];
    await run(desk.app, file, monitor.principal, { cases: [{ title: 'Selected' }] });
    const open = async (who: typeof monitor): Promise<number> => {
      const { key } = await run(desk.app, selectItems, who.principal, { list: 'case', query: '' });
      const answer = await who.get(routes.desk.selectionFile({ key, file: 'list.csv' }));
      await answer.text();
      return answer.status;
    };
    expect([await open(reader), await open(monitor)]).toEqual([403, 200]);
    const { rows } = await listEntries(db().read, { limit: 100, offset: 0 });
    expect(rows.flatMap(({ event, by }) => (event === 'exported' ? [by] : []))).toEqual([monitor.accountId]);
  });
});
