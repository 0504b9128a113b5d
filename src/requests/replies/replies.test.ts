import { beforeAll, expect, it } from 'vitest';
import { createArticles } from '../../documents/create-articles.ts';
import { newKeyHolder } from '../../record/testing/key-holder.ts';
import { createLaws } from '../../law/create-laws.ts';
import { sha256Hex } from '../../platform/storage/blobs.ts';
import { systemPrincipal, run, type App } from '../../platform/operation.ts';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { file } from '../../record/filing/file.ts';
import { redactPerson } from '../../record/protection/redact.ts';
import { findThing } from '../../record/refs.ts';
import { correctArticle } from '../../publishing/articles/correct-article.ts';
import { loadDeskArticle } from '../../publishing/articles/desk-article.ts';
import { saveArticle } from '../../documents/save-article.ts';
import { loadPublicArticle, publicArticleJson } from '../../publishing/public/public-article.ts';
import { publishArticle } from '../../publishing/articles/publish-article.ts';
import { changePublication } from '../../publishing/publication/change-publication.ts';
import { loadPublication } from '../../publishing/publication/publication.ts';
import { fileForArticles, numberOf, type Filed } from '../../publishing/testing/filed.ts';
import { changeReply } from './change-reply.ts';
import { dayAfter } from './deadline.ts';
import { endReplies, deleteRepliesOf } from './end-replies.ts';
import { fileReplies } from './file-replies.ts';
import { loadReplies } from './load-replies.ts';
import { publishReply } from './publish-reply.ts';
import { settleReply } from './settle-reply.ts';

onEitherDatabase('replies and refutations', (db) => {
  let app: App;
  let filed: Filed;
  let article: { article: string; number: number };
  let at = new Date('2018-05-22T09:00:00Z');
  const view = async (ref: string) =>
    (await loadReplies(db().read, { ids: [(await findThing(db().read, 'reply', numberOf(ref)))!.id] }))[0];
  const ask = async (over: object = {}): Promise<string> =>
    (
      await run(app, fileReplies, monitor, {
        replies: [
          {
            article: article.article,
            asker: 'Z. Kakimzhanov',
            asked: 'He says that he never complained.',
            received: '2018-05-20',
            ...over,
          },
        ],
      })
    ).replies[0]!;

  beforeAll(async () => {
    app = testApp(db(), { listeners: [deleteRepliesOf], now: () => at });
    filed = await fileForArticles(app);
    const [made] = await run(app, createArticles, monitor, {
      articles: [
        {
          headline: { text: 'A case was opened', claims: [filed.dated] },
          blocks: [{ sentences: [{ text: 'It was opened on 30 March 2018.', claims: [filed.dated] }] }],
          cases: [filed.case],
        },
      ],
    });
    article = made!;
    await run(app, publishArticle, editor, { article: made!.article, version: 1 });
  });

  it('calculate days by the calendar', () => {
    expect([
      dayAfter('2018-01-31', 'P1M'),
      dayAfter('2018-05-20', 'P7D'),
      dayAfter('2018-05-20', 'PT36H'),
      dayAfter('2018-12-31', 'P1Y2M'),
      dayAfter('2018-05-20', 'soon'),
    ]).toEqual(['2018-02-28', '2018-05-27', '2018-05-22', '2020-02-29', null]);
  });

  it('have a deadline from a duty in force in the publication’s countries, one entered by hand, or none', async () => {
    const none = await ask();
    expect(await view(none)).toMatchObject({
      deadline: null,
      provision: null,
      state: 'waiting',
      article: { number: article.number },
    });
    await run(app, createLaws, editor, {
      filing: {
        claims: [
          {
            key: 'says',
            wording: 'A reply is published within the month.',
            kind: 'paraphrase',
            mode: 'stated',
            checked: true,
            visibility: 'public',
            chain: [{ actor: filed.hrw, verb: 'wrote' }],
            support: { kind: 'reference', source: filed.page },
            statements: [{ subject: '#law', property: 'jurisdiction', value: 'KZ' }],
          },
        ],
      },
      laws: [
        {
          key: 'law',
          title: 'Law on the media',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'Law',
              made: '1999-07-23',
              commences: '1999-08-01',
              claim: '#says',
              instructions: [
                { act: 'enacts', provision: 'art_19', label: 'Article 19', summaries: ['#says'] },
                { act: 'enacts', provision: 'art_20', label: 'Article 20', summaries: ['#says'] },
              ],
            },
          ],
        },
      ],
      duties: [
        { provision: '#law:art_19', bearer: 'editor', act: 'publish-reply', period: 'P1M', says: ['#says'] },
        {
          provision: '#law:art_20',
          bearer: 'editor',
          act: 'publish-reply',
          period: 'P1D',
          says: ['#says'],
          since: '2030',
        },
      ],
    });
    const { publication, version } = await loadPublication(db().read);
    const { sections: _, pages: __, logo: ___, ...settings } = publication;
    await run(app, changePublication, editor, { version, to: { ...settings, jurisdictions: ['KZ'] } });
    const byDuty = await ask();
    expect(await view(byDuty)).toMatchObject({
      deadline: '2018-06-20',
      provision: { title: 'Article 19, Law on the media' },
    });
    const byHand = await ask({ deadline: '2018-05-25' });
    expect(await view(byHand)).toMatchObject({ deadline: '2018-05-25', provision: null });
    expect((await loadReplies(db().read, { open: true })).map((one) => one.ref)).toEqual([byHand, byDuty, none]);
    expect(
      (
        await run(app, changeReply, monitor, {
          reply: byHand,
          version: 1,
          to: { article: article.article, asker: 'Z. Kakimzhanov', asked: 'The same.', received: '2018-05-21' },
        })
      ).version,
    ).toBe(2);
    expect(await view(byHand)).toMatchObject({ deadline: '2018-06-21', asked: 'The same.' });
    for (const ref of [byDuty, byHand, none])
      await run(app, settleReply, editor, {
        reply: ref,
        version: (await view(ref))!.version,
        to: { state: 'withdrawn' },
      });
  });

  it('are published unchanged with the article, and nothing changes them later', async () => {
    const edition = await loadPublicArticle(db().read, article.number);
    const sentence = edition.blocks[0] && 'sentences' in edition.blocks[0] ? edition.blocks[0].sentences[0]!.id : '';
    const ref = await ask({
      kind: 'refutation',
      contact: 'contactword@example.org',
      actor: filed.suitor,
      sentences: [sentence],
      files: [{ name: 'letter.txt', content: Buffer.from('letterword').toString('base64') }],
    });
    await run(app, publishReply, editor, {
      reply: ref,
      version: 1,
      by: 'Zeinulla K., businessman',
      words: '  I never complained.\r\n\r\nSomebody else did. ',
      language: 'en',
    });
    const { replies } = await publicArticleJson(db().read, article.number);
    expect(replies).toEqual([
      {
        number: numberOf(ref),
        kind: 'refutation',
        by: 'Zeinulla K., businessman',
        at: at.toISOString(),
        language: 'en',
        paragraphs: ['I never complained.', 'Somebody else did.'],
        edition: 1,
        sentences: [sentence],
      },
    ]);
    expect(JSON.stringify(await loadPublicArticle(db().read, article.number))).not.toMatch(
      /contactword|never complained\. He|letterword/,
    );
    const over = { reply: ref, version: 2 };
    for (const again of [
      () => run(app, publishReply, editor, { ...over, by: 'X', words: 'Y', language: 'en' }),
      () =>
        run(app, changeReply, editor, {
          ...over,
          to: { article: article.article, asker: 'X', asked: 'Y', received: '2018-05-20' },
        }),
      () => run(app, settleReply, editor, { ...over, to: { state: 'withdrawn' as const } }),
    ])
      await expect(again()).rejects.toMatchObject({ code: 'act_impossible' });
    await expect(
      run(app, publishReply, monitor, { reply: ref, version: 2, by: 'X', words: 'Y', language: 'en' }),
    ).rejects.toMatchObject({ code: 'not_permitted' });
  });

  it('are refused with a reason, or closed once the article was corrected', async () => {
    const ref = await ask();
    await expect(
      run(app, settleReply, editor, { reply: ref, version: 1, to: { state: 'refused', reason: 'No.' } }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.reason' }] });
    await expect(
      run(app, settleReply, editor, { reply: ref, version: 1, to: { state: 'corrected' } }),
    ).rejects.toMatchObject({ fields: [{ path: 'to.state', message: 'errors.field.reply.not_corrected' }] });
    const { form, version } = await loadDeskArticle(db().read, article.number);
    form.blocks[0]!.sentences[0]!.text = 'The case was opened on 30 March 2018.';
    const saved = await run(app, saveArticle, monitor, { ...form, article: article.article, version });
    await run(app, correctArticle, editor, {
      article: article.article,
      version: saved.version,
      wrong: 'We wrote of nothing.',
      right: 'It was a case.',
      since: 1,
    });
    await run(app, settleReply, editor, { reply: ref, version: 1, to: { state: 'corrected' } });
    expect(await view(ref)).toMatchObject({ state: 'corrected' });
    expect((await publicArticleJson(db().read, article.number)).replies).toHaveLength(1);
    const [draft] = await run(app, createArticles, monitor, {
      articles: [{ headline: { text: 'Not for readers yet' } }],
    });
    await expect(ask({ article: draft!.article })).rejects.toMatchObject({
      fields: [{ path: 'replies.0.article', message: 'errors.field.reply.unpublished' }],
    });
  });

  it('can be sealed with their internal data, keep their deadline, and stay published if they were published', async () => {
    const holder = await newKeyHolder(app, 'editor');
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Zinaida Sealable' }] }],
    });
    const ref = await ask({
      actor: actors[0]!,
      asker: 'Sealedword Z.',
      contact: 'sealedword@example.org',
      asked: 'The sealedword is wrong.',
      deadline: '2018-06-01',
      files: [{ name: 'sealedword.txt', content: Buffer.from('sealedword letter').toString('base64') }],
    });
    await holder.seal(ref);
    expect(await view(ref)).toMatchObject({
      sealed: true,
      asker: '',
      actor: null,
      contact: '',
      asked: '',
      deadline: '2018-06-01',
      state: 'waiting',
      files: [{ erased: true, name: '' }],
    });
    expect(
      JSON.stringify(
        (
          await db().executeSql(
            `select to_jsonb(r) as r from reply r union all select to_jsonb(c) from change c union all select to_jsonb(f) from held_file f`,
          )
        ).rows,
      ),
    ).not.toContain('ealedword');
    expect(await app.blobs.get(sha256Hex('sealedword letter'))).toBeNull();
    for (const act of [
      () => run(app, publishReply, editor, { reply: ref, version: 2, by: 'X', words: 'Y', language: 'en' }),
      () => run(app, settleReply, editor, { reply: ref, version: 2, to: { state: 'withdrawn' as const } }),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'sealed' });
    await holder.unseal(ref);
    expect(await view(ref)).toMatchObject({
      sealed: false,
      asker: 'Sealedword Z.',
      contact: 'sealedword@example.org',
      files: [{ name: 'sealedword.txt', erased: false }],
    });
    const before = (await publicArticleJson(db().read, article.number)).replies;
    await run(app, publishReply, editor, {
      reply: ref,
      version: (await view(ref))!.version,
      by: 'Z.',
      words: 'It was otherwise.',
      language: 'en',
    });
    await expect((await newKeyHolder(app, 'monitor')).seal(ref)).rejects.toMatchObject({ code: 'seal_needs_editor' });
    await holder.seal(ref);
    expect((await publicArticleJson(db().read, article.number)).replies).toEqual([
      ...before,
      expect.objectContaining({ by: 'Z.', paragraphs: ['It was otherwise.'] }),
    ]);
    expect(await view(ref)).toMatchObject({
      sealed: true,
      contact: '',
      asked: '',
      words: 'It was otherwise.',
      actor: { kind: 'actor' },
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'They asked for it under the law.' });
    expect((await publicArticleJson(db().read, article.number)).replies).toEqual(before);
  });

  it('lose their internal data after some time but stay published, and are deleted when their person is redacted', async () => {
    const refused = await ask({ contact: 'refusedword@example.org' });
    await run(app, settleReply, editor, {
      reply: refused,
      version: 1,
      to: { state: 'refused', reason: 'The court has ruled on it.' },
    });
    const now = at;
    at = new Date('2020-06-01T00:00:00Z');
    expect((await run(app, endReplies, systemPrincipal, {})).ended).toBeGreaterThan(1);
    at = now;
    expect(await view(refused)).toMatchObject({ contact: '', asked: '', asker: '', state: 'refused' });
    expect(await app.blobs.get(sha256Hex('letterword'))).toBeNull();
    expect(
      JSON.stringify(
        (
          await db().executeSql(
            `select to_jsonb(r) as r from reply r union all select to_jsonb(c) from change c where kind = 'reply'`,
          )
        ).rows,
      ),
    ).not.toMatch(/contactword|refusedword|letterword|court has ruled/);
    expect((await publicArticleJson(db().read, article.number)).replies[0]!.paragraphs).toEqual([
      'I never complained.',
      'Somebody else did.',
    ]);
    const { actors } = await run(app, file, editor, {
      actors: [{ kind: 'person', names: [{ text: 'Other Somebody' }] }],
    });
    const other = await ask({ actor: actors[0]!, asker: 'Other S.' });
    await run(app, publishReply, editor, {
      reply: other,
      version: 1,
      by: 'Other S.',
      words: 'My account is empty.',
      language: 'en',
    });
    await redactPerson(app, editor, { actor: actors[0]!, ground: 'They asked for it under the law.' });
    expect((await publicArticleJson(db().read, article.number)).replies.map((one) => one.by)).toEqual([
      'Zeinulla K., businessman',
    ]);
    expect(await view(other)).toBeUndefined();
    expect(
      JSON.stringify(
        (await db().executeSql(`select to_jsonb(r) as r from reply r union all select to_jsonb(c) from change c`)).rows,
      ),
    ).not.toMatch(/Other S|account is empty/);
  });
});
