import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { fileForArticles, type Filed } from '../../publishing/testing/filed.ts';
import { routes } from '../routes.ts';
import { deskOn, valueOf } from '../testing/desk.ts';

onEitherDatabase('drafting an article from claims', (db) => {
  let who: Awaited<ReturnType<ReturnType<typeof deskOn>['join']>>;
  let filed: Filed;
  beforeAll(async () => {
    const desk = deskOn(db());
    who = await desk.join('monitor');
    filed = await fileForArticles(desk.app);
  });

  it('shows a preview of an article from selected claims, and then creates it and opens it for editing', async () => {
    const chosen = await who.post(routes.desk.chooseForArticle(), {
      claims: [filed.dated, filed.alleged, filed.deskOnly],
    });
    expect(chosen.status).toBe(303);
    const address = chosen.headers.get('location')!;
    const form = await who.text(address);
    expect(valueOf(form, 'headline')).toBe('The investigation of two outlets');
    expect(form).toContain('desk only');
    const ticked = [...form.matchAll(/<input[^>]*name="claims"[^>]*>/g)]
      .filter((match) => /\bchecked\b/.test(match[0]))
      .map((match) => /value="([^"]+)"/.exec(match[0])![1]);
    expect(ticked).toEqual([filed.dated, filed.alleged]);

    const fields = { headline: 'Two outlets', names: 'Ada Reporter', claims: [filed.dated, filed.alleged] };
    const preview = await (await who.post(address, { ...fields, _intent: 'preview' })).text();
    for (const sentence of [
      'opened on 30 March 2018, Human Rights Watch (HRW) wrote.',
      'According to HRW, Zeinulla Kakimzhanov claimed that the outlets published false information.',
    ])
      expect(preview).toContain(sentence);
    const made = await who.post(address, fields);
    expect(made.status).toBe(303);
    const edit = await who.text(made.headers.get('location')!);
    for (const words of [
      'The investigation was opened on 30 March 2018, Human Rights Watch (HRW) wrote.',
      'Ada Reporter',
      'cited automatically',
    ])
      expect(edit).toContain(words);
  });

  it('can start with the claims of a case, and asks for a headline and claims without losing the input', async () => {
    const address = routes.desk.compileArticle({ case: Number(filed.case.split('/')[1]) });
    expect(await who.text(address)).toContain('Police came at nine.');
    const refused = await who.post(address, { headline: '', names: 'Ada Reporter', claims: [] });
    const page = await refused.text();
    expect([
      refused.status,
      page.includes('Enter a headline.'),
      page.includes('Select at least one claim.'),
      page.includes('Ada Reporter'),
    ]).toEqual([400, true, true, true]);
    expect(await who.text(routes.desk.compileArticle())).toContain('No claims selected');
  });
});
