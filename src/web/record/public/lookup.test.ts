import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rememberReads } from '../../../platform/database/remember.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase, onOneDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { editor } from '../../../platform/testing/test-app.ts';
import { whole } from '../../../platform/testing/whole.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { createWeb } from '../../create-web.ts';
import { mirror, readFolder } from '../../site/mirror/testing/mirrored.ts';
import { exampleSite } from '../../testing/site.ts';

(whole ? onEitherDatabase : onOneDatabase)('an item that is hidden between two reads of a request', (db) => {
  it('is not found as a page, as data or in the API, and is not in a mirror that is being made', async () => {
    const { app, deps } = await exampleSite(db());
    const show = (visibility: 'public' | 'desk') => run(app, setVisibility, editor, { things: ['law/2'], visibility });
    let hidden = false;
    // An editor hides the law after a request has found it, and before its content is read.
    const hiding: typeof app = {
      ...app,
      db: Object.assign(Object.create(db()) as typeof app.db, {
        transaction: db().transaction.bind(db()),
        async readAll(asked: Parameters<typeof app.db.readAll>[0]) {
          const answers = await db().readAll(asked);
          if (!hidden && asked.some(({ sql, values }) => sql.includes('from "thing"') && values.join() === 'law,2'))
            hidden = (await show('desk'), true);
          return answers;
        },
      }),
    };
    for (const address of ['/laws/2/criminal-code-of-kazakhstan', '/laws/2/-.json', '/laws/2.xml', '/api/v1/laws/2']) {
      const web = createWeb({ ...deps, app: { ...hiding, db: rememberReads(hiding.db) } });
      expect([address, (await web.request(address)).status, hidden]).toEqual([address, 404, true]);
      await show('public');
      hidden = false;
    }
    const folder = join(tempDir(), 'mirror');
    await mirror(hiding, folder);
    expect(hidden).toBe(true);
    const laws = [...readFolder(folder).keys()].filter((path) => path.startsWith('laws/'));
    expect(laws.filter((path) => path.startsWith('laws/1/'))).not.toEqual([]);
    expect(laws.filter((path) => path.startsWith('laws/2/'))).toEqual([]);
  });
});
