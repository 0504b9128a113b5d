import { haveRecoveryKey } from '../../record/testing/recovery-key.ts';
import { expect, it } from 'vitest';
import { createArticles } from '../create-articles.ts';
import { saveDocument } from '../save-document.ts';
import { articleSchema, attrsOf, readDocument, sentenceOfMarkup, type DocumentJson } from '../model/schema.ts';
import { mapSentences, sentencesOf } from '../model/sentences.ts';
import { inviteAccount } from '../../accounts/invitations.ts';
import { useLink as spendLink } from '../../accounts/use-link.ts';
import { run, type App, type Principal } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { administrator, editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { sealThing } from '../../record/protection/seal.ts';
import { deleteSealedCopies } from './delete-sealed.ts';
import { discardWorkingCopy, saveWorkingCopy, storedDays, purgeWorkingCopies } from './save-working-copy.ts';
import { loadWorkingCopy, othersAt, presentFor } from './load-copy.ts';

let people = 0;

onEitherDatabase('unsaved changes', (db) => {
  let now = new Date(Date.UTC(2031, 2, 1, 9));
  const begin = async () => {
    now = new Date(Date.UTC(2031, 2, 1, 9));
    const app: App = testApp(db(), { listeners: [deleteSealedCopies], now: () => now });
    const filed = await run(app, file, editor, {
      actors: [{ key: 'w', kind: 'person', names: [{ text: `Aigul Serikova ${(people += 1)}` }] }],
      sources: [{ key: 's', kind: 'report', title: 'A report' }],
      cases: [{ key: 'c', title: 'A case' }],
      claims: ['Police came at nine.', 'They left at noon.'].map((wording) => ({
        case: '#c',
        wording,
        kind: 'paraphrase' as const,
        mode: 'stated' as const,
        chain: [{ actor: '#w', verb: 'said' }],
        support: { kind: 'reference' as const, source: '#s' },
      })),
    });
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A headline' },
          blocks: [
            {
              sentences: filed.claims.map((claim, index) => ({
                text: ['She saw them come.', 'She saw them go.'][index]!,
                claims: [claim],
                whole: true,
              })),
            },
          ],
        },
      ],
    });
    const { id, revision_id } = await db()
      .read.selectFrom('document')
      .innerJoin('thing', 'thing.id', 'document.id')
      .select(['document.id', 'revision_id'])
      .where('thing.number', '=', made!.number)
      .where('thing.kind', '=', 'article')
      .executeTakeFirstOrThrow();
    const { doc } = await db()
      .read.selectFrom('revision')
      .select('doc')
      .where('id', '=', revision_id)
      .executeTakeFirstOrThrow();
    return { app, filed, id, doc, article: made!.article, number: made!.number };
  };
  const person = async (app: App, name: string): Promise<Principal> => {
    const { token, accountId } = await run(app, inviteAccount, administrator, {
      email: `p${(people += 1)}@example.org`,
      name,
      roles: ['editor'],
    });
    await run(app, spendLink, null, { token: token!, password: 'correct horse battery' });
    return { ...editor, accountId, name };
  };
  const content = (doc: DocumentJson) => ({
    doc,
    byline: { kind: 'by' as const, names: ['Ada'] },
    language: 'en',
    cases: [],
  });
  const wordsOf = async (id: number, who: Principal) =>
    sentencesOf((await loadWorkingCopy(db().read, id, who.accountId!))!.doc).map((one) => one.text);

  it('belong to one person, are in no revision and no history, and end when they are saved', async () => {
    const { app, id, doc, article } = await begin();
    const [ada, boris] = [await person(app, 'Ada'), await person(app, 'Boris')];
    const before = await db()
      .read.selectFrom('change_set')
      .select((eb) => eb.fn.countAll().as('n'))
      .executeTakeFirstOrThrow();
    const longer = readDocument(doc).toJSON() as { content: object[] };
    longer.content.push(
      articleSchema
        .node('paragraph', null, [articleSchema.node('sentence', { id: 'snew1' }, [articleSchema.text('Half a sen')])])
        .toJSON() as object,
    );
    await run(app, saveWorkingCopy, ada, {
      article,
      revision: 1,
      version: 1,
      content: content(longer as DocumentJson),
    });
    await run(app, saveWorkingCopy, boris, { article, revision: 1, version: 1, content: null });
    expect(await wordsOf(id, ada)).toEqual(['A headline', 'She saw them come.', 'She saw them go.', 'Half a sen']);
    expect(await loadWorkingCopy(db().read, id, boris.accountId!)).toBeNull();
    const began = now;
    expect(await othersAt(db().read, id, boris.accountId!, now)).toEqual([
      { name: 'Ada', since: began, writing: true },
    ]);
    const here = [{ name: 'Boris', since: began, writing: false }];
    expect(await othersAt(db().read, id, ada.accountId!, now)).toEqual(here);
    expect(await othersAt(db().read, id, ada.accountId!, new Date(now.getTime() + presentFor + 1))).toEqual([]);
    // `since` does not change while the editor reports in time. Closing and opening the article begins again.
    const report = (leaving = false) =>
      run(app, saveWorkingCopy, boris, { article, revision: 1, version: 1, content: null, leaving });
    now = new Date(now.getTime() + 15_000);
    await report();
    expect(await othersAt(db().read, id, ada.accountId!, now)).toEqual(here);
    await report(true);
    expect(await othersAt(db().read, id, ada.accountId!, now)).toEqual([]);
    now = new Date(now.getTime() + 15_000);
    await report();
    expect(await othersAt(db().read, id, ada.accountId!, now)).toEqual([{ ...here[0]!, since: now }]);
    now = new Date(now.getTime() + presentFor + 1);
    await report();
    expect(await othersAt(db().read, id, ada.accountId!, now)).toEqual([{ ...here[0]!, since: now }]);
    // Having the article open does not delete the unsaved changes.
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: null });
    expect(await wordsOf(id, ada)).toHaveLength(4);
    expect(
      await db()
        .read.selectFrom('change_set')
        .select((eb) => eb.fn.countAll().as('n'))
        .executeTakeFirstOrThrow(),
    ).toEqual(before);

    const saved = await run(app, saveDocument, ada, { ...content(longer as DocumentJson), article, version: 1 });
    expect(saved.version).toBe(2);
    expect(await loadWorkingCopy(db().read, id, ada.accountId!)).toBeNull();
    await expect(run(app, saveDocument, boris, { ...content(doc), article, version: 1 })).rejects.toMatchObject({
      code: 'conflict',
      details: { by: 'Ada' },
    });
    await expect(
      run(app, saveWorkingCopy, boris, {
        article,
        revision: 1,
        version: 1,
        content: content({ type: 'doc', content: [{ type: 'script' }] }),
      }),
    ).rejects.toMatchObject({ code: 'invalid_input' });
  });

  it('end when they are discarded, or when no one has changed them for too many days', async () => {
    const { app, id, doc, article } = await begin();
    const ada = await person(app, 'Ada');
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: content(doc) });
    await run(app, purgeWorkingCopies, administrator, {});
    expect(await loadWorkingCopy(db().read, id, ada.accountId!)).not.toBeNull();
    now = new Date(now.getTime() + (storedDays + 1) * 86_400_000);
    await run(app, purgeWorkingCopies, administrator, {});
    expect(await loadWorkingCopy(db().read, id, ada.accountId!)).toBeNull();
    const due = await db().read.selectFrom('file_erasure').select(['act', 'tables']).execute();
    expect(due).toEqual([{ act: 'end', tables: ['working_copy'] }]);
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: content(doc) });
    await run(app, discardWorkingCopy, ada, { article });
    expect(await loadWorkingCopy(db().read, id, ada.accountId!)).toBeNull();
  });

  it('lose sealed words, even if an open editor sends them again; redaction removes names in them', async () => {
    const { app, filed, id, doc, article } = await begin();
    const ada = await person(app, 'Ada');
    const named = JSON.parse(
      JSON.stringify(doc).replace('She saw them go.', `Aigul Serikova ${people - 1} saw them go.`),
    ) as DocumentJson;
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: content(named) });
    await haveRecoveryKey(app);
    await sealThing(app, ada, { thing: filed.claims[0]!, for: [ada.accountId!] });
    const left = await wordsOf(id, ada);
    expect(left[1]).toBe('');
    expect(left[2]).toContain('saw them go.');
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: content(named) });
    expect((await wordsOf(id, ada))[1]).toBe('');
    await redactPerson(app, { ...ada, provenAt: now }, { actor: filed.actors[0]!, ground: 'Asked for by the person' });
    expect(JSON.stringify(await wordsOf(id, ada))).not.toContain('Aigul');
  });

  it('lose the name of a redacted person, even if a part of it is bold or a link', async () => {
    const { app, filed, id, doc, article } = await begin();
    const ada = await person(app, 'Ada');
    const name = `Aigul Serikova ${people - 1}`;
    const styled = readDocument(doc);
    const last = sentencesOf(styled).at(-1)!;
    const pieces = mapSentences(styled, (node) =>
      attrsOf(node).id === last.id
        ? sentenceOfMarkup(attrsOf(node), `We saw <b>Aig</b>ul [Serikova](https://example.org/) ${people - 1} leave.`)
        : node,
    ).toJSON() as DocumentJson;
    await run(app, saveWorkingCopy, ada, { article, revision: 1, version: 1, content: content(pieces) });
    expect((await wordsOf(id, ada)).at(-1)).toContain(name);
    await redactPerson(app, { ...ada, provenAt: now }, { actor: filed.actors[0]!, ground: 'Asked for by the person' });
    expect((await wordsOf(id, ada)).at(-1)).toBe(`We saw ${'█'.repeat(name.length)} leave.`);
  });
});
