import { expect, it } from 'vitest';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { run } from '../../platform/operation.ts';
import { file } from '../filing/file.ts';
import type { FilingInput } from '../filing/schema.ts';

const word = { kind: 'direct-word' as const, note: 'told the desk' };
const claim = (about: string, statements: { property: string; value: unknown }[]): NonNullable<FilingInput['claims']>[number] => ({
  case: about, wording: 'What was said.', kind: 'paraphrase', mode: 'stated', checked: true, visibility: 'public', chain: [{ asWritten: 'a colleague', verb: 'said' }], support: word,
  statements: statements.map((statement) => ({ subject: about, ...statement })),
}); // prettier-ignore

onBothDatabases('the projection of facts', (db) => {
  const facts = async (): Promise<unknown[]> =>
    (
      await db().executeSql(
        "select property, value_key, public_shown, public_origins from fact where property in ('case-status', 'incident-type') order by property, value_key",
      )
    ).rows;

  it('stores what each of several concurrent changes says about one item', async () => {
    const app = testApp(db());
    const made = await run(app, file, editor, {
      cases: [{ key: 'c', title: 'A case', visibility: 'public' }],
      claims: [claim('#c', [{ property: 'case-status', value: 'ongoing' }])],
    });
    const about = made.cases[0]!;
    const types = ['assault', 'detention', 'civil-suit', 'newsroom-search', 'criminal-prosecution'];
    await Promise.all(
      types.map((type) =>
        run(app, file, editor, {
          claims: [
            claim(about, [
              { property: 'incident-type', value: type },
              { property: 'case-status', value: 'ongoing' },
            ]),
          ],
        }),
      ),
    );
    expect(await facts()).toEqual([
      { property: 'case-status', value_key: 'ongoing', public_shown: true, public_origins: 6 },
      ...types
        .toSorted()
        .map((type) => ({ property: 'incident-type', value_key: type, public_shown: true, public_origins: 1 })),
    ]);
  });
});
