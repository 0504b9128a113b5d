import { join } from 'node:path';
import { expect, it } from 'vitest';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { tempDir } from '../../../platform/testing/temp-dir.ts';
import { editor, testApp } from '../../../platform/testing/test-app.ts';
import { run } from '../../../platform/operation.ts';
import { duplicateProjection } from '../../../record/duplicates/duplicate-projection.ts';
import { setVisibility } from '../../../record/lifecycle/withdraw.ts';
import { articleIndexer } from '../../../publishing/articles/article-index.ts';
import { recordIndexers, searchProjection } from '../../../search/index/projection.ts';
import { fileSecrets, open, secret } from '../../testing/secrets.ts';
import { mirror, readFolder } from './testing/mirrored.ts';

onOneDatabase('a mirror of a record with secrets', (db) => {
  it('contains nothing that readers may not see in any file or file name, and loses a case that is hidden later', async () => {
    const app = testApp(db(), {
      listeners: [duplicateProjection, searchProjection([...recordIndexers, articleIndexer])],
    });
    await fileSecrets(app);
    const folder = join(tempDir(), 'mirror');
    await mirror(app, folder);
    const before = readFolder(folder);
    const found = [...before].flatMap(([path, text]) => (secret.test(path) || secret.test(text) ? [path] : []));
    expect(found).toEqual([]);
    // The mirror contains the same fields of public items. So it would also contain the secrets, if they were not left
    // out.
    const all = [...before.values()].join('\n').toLowerCase();
    for (const field of [
      'Actorname',
      'Actoralias',
      'Outletname',
      'Sourcetitle',
      'Casetitle',
      'Casesummary',
      'Eventtitle',
      'Claimwording',
      'Aswritten',
      'Passage',
      'Headline',
      'Sentence0',
    ])
      expect([field, all.includes(`${open}${field}`.toLowerCase())]).toEqual([field, true]);
    const index = [...before]
      .filter(([path]) => path.startsWith('search/index/'))
      .map(([, text]) => text)
      .join('\n')
      .toLowerCase();
    for (const field of ['actornam', 'casetitl', 'sourcetitl'])
      expect([field, index.includes(`${open}${field}`)]).toEqual([field, true]);

    const shown = await db()
      .read.selectFrom('thing')
      .innerJoin('case', 'case.id', 'thing.id')
      .select(['thing.number', 'case.title'])
      .where('visibility', '=', 'public')
      .where('title', 'like', `${open}%`)
      .executeTakeFirstOrThrow();
    expect(all).toContain(shown.title.toLowerCase());
    await run(app, setVisibility, editor, { things: [`case/${shown.number}`], visibility: 'desk' });
    expect(await mirror(app, folder)).toMatchObject({ whole: true });
    const after = readFolder(folder);
    expect(
      [...after]
        .filter(([path, text]) => `${path}\n${text}`.toLowerCase().includes(shown.title.toLowerCase()))
        .map(([path]) => path),
    ).toEqual([]);
    expect([...after.keys()].filter((path) => path.startsWith(`cases/${shown.number}/`))).toEqual([]);
  });
});
