import { expect, it } from 'vitest';
import { run } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { searchProjection } from './projection.ts';

onBothDatabases('the search index', (db) => {
  it('has each item once for each audience, with all its words, even with concurrent changes', async () => {
    const app = testApp(db(), { listeners: [searchProjection()] });
    const { cases } = await run(app, file, editor, { cases: [{ title: 'A case', visibility: 'public' }] });
    const words = ['garnet', 'topaz', 'amber', 'opal', 'pearl', 'jade'];
    await Promise.all(
      words.map((word) =>
        run(app, file, editor, {
          claims: [
            {
              case: cases[0]!,
              wording: `They took the ${word}.`,
              kind: 'paraphrase',
              mode: 'stated',
              chain: [{ asWritten: 'a colleague', verb: 'said' }],
              support: { kind: 'direct-word', note: 'told the desk' },
              statements: [],
            },
          ],
        }),
      ),
    );
    const { rows } = await db().executeSql(
      `select ${words.map((word) => `bool_or(tsv @@ '${word}'::tsquery) as ${word}`).join(', ')}, count(*) filter (where for_desk) as desk, count(*) filter (where for_public) as public, count(*) as entries from search_entry`,
    );
    expect(rows[0]).toEqual({
      ...Object.fromEntries(words.map((word) => [word, true])),
      desk: 1,
      public: 1,
      entries: 2,
    });
  });
});
