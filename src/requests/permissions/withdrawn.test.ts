import { beforeAll, expect, it } from 'vitest';
import { createTranslation } from '../../documents/translations/create-translation.ts';
import { createArticles } from '../../documents/create-articles.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { withdrawSealed } from './withdraw-permission.ts';
import { openSealed } from '../../record/protection/seal.ts';
import { answerPermission } from './change-permission.ts';
import { filePermissions } from './file-permissions.ts';
import { permissionsOnFile } from './on-file.ts';
import { run, type App } from '../../platform/operation.ts';
import { onBothDatabases } from '../../platform/testing/databases.ts';
import { editor, testApp } from '../../platform/testing/test-app.ts';
import { findThing } from '../../record/refs.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { submitArticle } from '../../publishing/review/submit-article.ts';
import { fileForArticles, numberOf, type Filed } from '../../publishing/testing/filed.ts';
import { passOverWithdrawn } from './pass-over-withdrawn.ts';
import { listSealedBack, listTouched } from './withdrawn.ts';

onBothDatabases('a permission that is withdrawn', (db) => {
  let app: App;
  let filed: Filed;
  const write = async (headline: string, claim = filed.dated): Promise<string> => {
    const said = { text: 'The case was opened on 30 March 2018.', claims: [claim] };
    const [one] = await run(app, createArticles, editor, {
      articles: [
        {
          headline: { text: headline, claims: [claim] },
          standfirst: { sentences: [said] },
          cases: [filed.case],
          blocks: [{ sentences: [said] }],
        },
      ],
    });
    return one!.article;
  };
  /** Files a permission that was given, and records that it was withdrawn. */
  const takeBack = async (over: object): Promise<string> => {
    const { permissions } = await run(app, filePermissions, editor, {
      permissions: [{ kinds: ['personal'], answer: { state: 'given', on: '2018-05-01', way: 'letter' }, ...over }],
    });
    await run(app, answerPermission, editor, {
      permission: permissions[0]!,
      version: 1,
      to: { state: 'withdrawn', on: '2018-05-20', way: 'mail' },
    });
    return permissions[0]!;
  };
  const told = async () => (await listTouched(db().read)).map((one) => [one.headline, one.state, one.step]).toSorted();
  beforeAll(async () => {
    app = testApp(db(), { now: () => new Date('2018-05-21T09:00:00Z') });
    filed = await fileForArticles(app);
  });

  it('flags published articles, drafts, articles in review and scheduled articles that it affects', async () => {
    const [published, review, scheduled] = [
      await write('Published'),
      await write('In review'),
      await write('Scheduled'),
    ];
    await write('Draft');
    await write('Of somebody else', filed.hiddenSpeaker);
    await run(app, publishArticle, editor, { article: published, version: 1 });
    await run(app, submitArticle, editor, { article: review, revision: 1 });
    await run(app, submitArticle, editor, { article: scheduled, revision: 1 });
    const inStep = await findThing(db().read, 'article', numberOf(scheduled));
    await db().transaction((tx) =>
      tx
        .updateTable('review')
        .set({ state: 'scheduled', publish_at: new Date('2018-06-01T09:00:00Z') })
        .where('document_id', '=', inStep!.id)
        .execute(),
    );
    expect(await told()).toEqual([]);
    const wherever = await takeBack({ actor: filed.hrw });
    const all = [
      ['Draft', 'draft', null],
      ['In review', 'draft', 'in-review'],
      ['Published', 'published', null],
      ['Scheduled', 'draft', 'scheduled'],
    ];
    expect(await told()).toEqual(all);
    expect((await listTouched(db().read)).find((one) => one.step === 'scheduled')!.publishAt).toBeInstanceOf(Date);
    await run(app, passOverWithdrawn, editor, { seen: [{ permission: wherever, article: review }] });
    expect(await told()).toEqual(all.filter(([headline]) => headline !== 'In review'));
    // A permission for one article was also valid for its translations. Its withdrawal affects all of them, whatever
    // they cite.
    const translated = await run(app, createTranslation, editor, { article: review, language: 'ru' });
    const { permissions } = await run(app, filePermissions, editor, {
      permissions: [
        {
          person: 'Marat Somebody',
          article: review,
          kinds: ['personal'],
          answer: { state: 'given', on: '2018-05-01', way: 'word' },
        },
      ],
    });
    expect((await permissionsOnFile(db().read, translated.article)).map((one) => one.person.name)).toEqual([
      'Marat Somebody',
    ]);
    await run(app, passOverWithdrawn, editor, { seen: [{ permission: wherever, article: translated.article }] });
    await run(app, answerPermission, editor, {
      permission: permissions[0]!,
      version: 1,
      to: { state: 'withdrawn', on: '2018-05-20', way: 'mail' },
    });
    expect(await told()).toEqual([...all, ['In review', 'draft', null]].toSorted());
  });

  it('that is sealed shows the affected articles only to the person who opens it; others see only that it exists', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const article = await write('Of a sealed witness', filed.hiddenSpeaker);
    const { permissions } = await run(app, filePermissions, editor, {
      permissions: [
        {
          person: 'A witness',
          article,
          kinds: ['personal'],
          answer: { state: 'given', on: '2018-05-01', way: 'letter' },
        },
      ],
    });
    const permission = permissions[0]!;
    await holder.seal(permission);
    await run(app, withdrawSealed, holder.principal, { permission, version: 2, on: '2018-05-20', way: 'word' });
    const number = numberOf(permission);
    expect((await told()).map(([headline]) => headline)).not.toContain('Of a sealed witness');
    expect(await listSealedBack(db().read, null)).toEqual([{ number, on: '2018-05-20', mine: false }]);
    expect(await listSealedBack(db().read, holder.id)).toEqual([{ number, on: '2018-05-20', mine: true }]);
    const said = (await run(app, openSealed, holder.principal, { thing: permission, identity: holder.identity })).rows
      .permission![0]!;
    expect(said).toMatchObject({ state: 'withdrawn', withdrawn_on: '2018-05-20', person: 'A witness' });
    const opened = { person_id: null, person: String(said.person), document_id: Number(said.document_id) };
    expect(
      (
        await listTouched(db().read, { permission: (await findThing(db().read, 'permission', number))!.id, opened })
      ).map((one) => one.headline),
    ).toEqual(['Of a sealed witness']);
    // A stored article number would reveal whom the sealed permission is about, so the operation refuses it.
    await expect(
      run(app, passOverWithdrawn, holder.principal, { seen: [{ permission, article }] }),
    ).rejects.toMatchObject({
      code: 'sealed',
    });
    await expect(run(app, passOverWithdrawn, editor, { seen: [{ permission }] })).rejects.toMatchObject({
      code: 'sealed',
    });
    await run(app, passOverWithdrawn, holder.principal, { seen: [{ permission }] });
    expect(await listSealedBack(db().read, holder.id)).toEqual([]);
  });
});
