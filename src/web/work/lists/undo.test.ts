import { expect, it } from 'vitest';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { file } from '../../../record/filing/file.ts';
import { selectItems } from '../../../work/lists/selection/select-items.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onEitherDatabase('the result of an act on selected items', (db) => {
  it('lets editors undo it, and tells other people that an editor can', async () => {
    const desk = deskOn(db());
    const [monitor, editor] = [await desk.join('monitor'), await desk.join('editor')];
    await run(desk.app, file, monitor.principal, { cases: [{ title: 'Selected' }] });
    const tagged = async (who: typeof monitor, tag: string): Promise<string> => {
      const { key } = await run(desk.app, selectItems, who.principal, { list: 'case', query: '' });
      const done = await who.post(routes.desk.actOnSelection({ key, act: 'tag' }), { add: tag });
      return who.text(done.headers.get('location')!);
    };
    const undone = /href="\/desk\/changes\/\d+\/undo/;
    const [theirs, own] = [await tagged(monitor, 'One'), await tagged(editor, 'Two')];
    expect([undone.test(theirs), theirs.includes('An editor can undo this')]).toEqual([false, true]);
    expect([undone.test(own), own.includes('An editor can undo this')]).toEqual([true, false]);
  });
});
