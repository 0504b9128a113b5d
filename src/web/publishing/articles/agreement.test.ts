import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import { createArticles } from '../../../documents/create-articles.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { run } from '../../../platform/operation.ts';
import { onEitherDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { unpublishArticle } from '../../../publishing/articles/actions/unpublish-article.ts';
import { publishArticle } from '../../../publishing/articles/publish-article.ts';
import { changeClaim } from '../../../record/claims/change-claim.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { arrest, fileArrest } from '../../../publishing/testing/arrest.ts';
import { routes } from '../../routes.ts';
import { deskOn, valueOf } from '../../testing/desk.ts';

const contradicted = 'Date: “12 May 2019” contradicts the claims, which say “May 11, 2024”.';

onEitherDatabase('an article whose sentences are compared with their claims', (db) => {
  const begin = async (sentences: (claims: string[]) => { text: string; claims: string[] }[]) => {
    const desk = deskOn(db());
    const person = await desk.join('editor', 'Dana Ospanova');
    const czech = { wording: 'Policie zatkla Martu Kolinovou 11. května 2024.', language: 'cs' };
    const claims = await fileArrest(desk.app, {}, czech);
    const [made] = await run(desk.app, createArticles, person.principal, {
      articles: [
        {
          headline: { text: 'An arrest', kind: 'connective', whole: true },
          byline: { names: ['Dana Ospanova'] },
          blocks: [{ sentences: sentences(claims).map((one) => ({ ...one, whole: true })) }],
        },
      ],
    });
    const { article, number } = made!;
    const publish = routes.desk.publishArticle({ number });
    return {
      desk,
      person,
      article,
      number,
      publish,
      /**
       * The article's pages at the desk: its own page, the editor without scripts, the review, and the page that
       * publishes it.
       */
      pages: async (): Promise<string[]> => {
        const { article: own, editArticle, reviewArticle } = routes.desk;
        const pages: string[] = [];
        for (const path of [own({ number }), editArticle({ number }), reviewArticle({ number }), publish])
          pages.push(await person.text(path));
        return pages;
      },
    };
  };

  it('is refused if they contradict it, until an editor gives a reason, which its pages and readers show', async () => {
    const { desk, person, article, number, publish, pages } = await begin(([claim]) => [
      { text: arrest.wrong, claims: [claim!] },
      { text: arrest.right, claims: [claim!] },
    ]);
    for (const html of await pages()) {
      expect(html).toContain(contradicted);
      expect(html).toContain('1 problem to fix before publishing');
      expect(html).toContain('Kronika compared each of the 2 sentences that cite claims with its claims.');
      expect(html).not.toContain('No problems found');
    }
    expect(await person.text(publish)).not.toContain('Publish now');
    const { form, version } = await loadDeskArticle(db().read, number);
    // The editor opened this page before the sentence changed.
    expect((await person.post(publish, { _version: String(version) })).status).toBe(422);
    expect((await loadDeskArticle(db().read, number)).state).toBe('draft');

    form.blocks[0]!.sentences[0]!.override = 'The union corrected the date on the phone.';
    await run(desk.app, saveArticle, person.principal, { ...form, article, version });
    const page = await person.text(publish);
    expect(page).toContain('Reason for readers: The union corrected the date on the phone.');
    const done = await person.post(publish, { _version: valueOf(page, '_version')! });
    expect(done.status).toBe(303);
    expect(await person.text(done.headers.get('location')!)).toContain('The union corrected the date on the phone.');
  });

  it('is refused to programs with the scope to publish', async () => {
    const { desk, person, article } = await begin(([claim]) => [{ text: arrest.wrong, claims: [claim!] }]);
    const { token } = await run(desk.app, createToken, person.principal, {
      name: 'a script',
      scopes: ['publish'],
      days: 1,
    });
    const answer = await desk.web.request('/api/v1/acts/publish-article', {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ article, version: 1 }),
    });
    expect(answer.status).toBe(422);
    expect(await answer.json()).toMatchObject({ code: 'publication_blocked', errors: [{ message: contradicted }] });
  });

  it('says which sentences were not compared, and never that all are right', async () => {
    const { person, publish, pages } = await begin(([english, czech]) => [
      { text: arrest.right, claims: [english!] },
      { text: arrest.wrong, claims: [czech!] },
      { text: arrest.wrong, claims: [english!, czech!] },
    ]);
    for (const html of await pages()) {
      expect(html).toContain('2 of 3 sentences not compared with their claims');
      expect(html).toContain('2 sentences: the text or a claim is not in English or Russian');
      expect(html).not.toMatch(/each of the \d sentences|No problems found/);
      const [, listed = ''] = /not in English or Russian<ul>(.*?)<\/ul>/.exec(html) ?? [];
      expect(listed.match(/12 May 2019/g)).toHaveLength(2);
    }
    expect(await person.text(publish)).toContain('Publish now');
  });

  it('says what is not in the claims, and that other differences are possible if none was found', async () => {
    const marked = await begin(([claim]) => [{ text: arrest.more, claims: [claim!] }]);
    for (const html of await marked.pages()) expect(html).toContain('Date: “14 May 2024” is not in the claims.');
    const fine = await begin(([claim]) => [{ text: arrest.right, claims: [claim!] }]);
    for (const html of await fine.pages()) {
      expect(html).toContain('No problems found');
      expect(html).toContain('Kronika compared the one sentence that cites claims with these claims.');
      expect(html).toContain('It does not find every difference');
    }
  });

  it('lists the sentences of a letter that were not compared, before it is opened for signatures', async () => {
    const desk = deskOn(db());
    const person = await desk.join('editor', 'Dana Ospanova');
    const czech = { wording: 'Policie zatkla Martu Kolinovou 11. května 2024.', language: 'cs' };
    const [english, foreign] = await fileArrest(desk.app, {}, czech);
    const { number, text } = await makeLetter(desk.app, {
      drafted: true,
      blocks: [
        {
          sentences: [
            { text: arrest.right, claims: [english!] },
            { text: 'She is in prison.', claims: [foreign!] },
          ],
        },
      ],
    });
    const html = await person.text(routes.desk.openLetter({ number }));
    expect(html).toContain('1 of 2 sentences not compared with their claims');
    expect(html).toContain('1 sentence: the text or a claim is not in English or Russian');
    const editor = routes.desk.writeArticle({ number: Number(text.split('/')[1]) });
    expect(html).toMatch(new RegExp(`<a href="${editor}#[^"]+">She is in prison.</a>`));
    const { token } = await run(desk.app, createToken, person.principal, {
      name: 'letters',
      scopes: ['read:desk'],
      days: 1,
    });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await desk.web.request(`/api/v1/letters/${number}/draft`, { headers });
    expect(await answer.json()).toMatchObject({ obstacles: [], notCompared: 1 });
  });

  it('is restored only as an exception if a claim contradicts it by then, and the page says what', async () => {
    const { desk, person, article, number } = await begin(([claim]) => [{ text: arrest.right, claims: [claim!] }]);
    await run(desk.app, publishArticle, person.principal, { article, version: 1 });
    const mistake = 'A draft was published by mistake.';
    await run(desk.app, unpublishArticle, person.principal, { article, version: 2, reason: mistake });
    const page = routes.desk.articleAct({ number, act: 'restore' });
    const browser = new PlainBrowser(person);
    await browser.open(page);
    expect(browser.text).not.toContain('contradicts');
    const [cited] = (await loadDeskArticle(db().read, number)).claims.values();
    const { source, publisher, case: about } = cited!.claim;
    await run(desk.app, changeClaim, person.principal, {
      claim: cited!.ref,
      version: cited!.claim.version,
      to: {
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        visibility: 'public',
        case: about!.ref!,
        chain: [{ actor: publisher!.ref!, verb: 'wrote' }],
        support: { kind: 'reference', source: source!.ref! },
        wording: arrest.claim.replace('May 11', 'May 12'),
      },
    });
    // The editor opened the page before the claim changed.
    const reason = 'It was right after all.';
    await browser.press('.form button.main', { reason });
    expect(browser.status).toBe(422);
    expect(browser.text).toContain('1 sentence contradicts its claims');
    expect(browser.text).toContain('“11 May 2024” contradicts the claims, which say “May 12, 2024”');
    expect(browser.one('textarea[name="reason"]').textContent).toContain(reason);
    await browser.press('.form button.main');
    expect(browser.status).toBe(422);
    await browser.press('.form button.main', { exception: true });
    expect([browser.status, (await loadDeskArticle(db().read, number)).state]).toEqual([200, 'published']);
  });
});
