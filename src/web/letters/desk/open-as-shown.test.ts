import { expect, it } from 'vitest';
import '../../../cli/proposable.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { changeHostedLetter } from '../../../letters/hosted/change-hosted.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { changeActor } from '../../../record/actors/change-actor.ts';
import { file } from '../../../record/filing/file.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('a letter', (db) => {
  it('is opened for signatures only with the text that the editor was shown', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const headline = { text: 'The law must not silence the media', kind: 'connective' as const, whole: true };
    const { number, text } = await run(desk.app, beginLetter, monitor.principal, {
      title: headline.text,
      language: 'en',
      text: {
        headline,
        byline: { kind: 'by', names: ['Aliya Nurlan'] },
        language: 'en',
        blocks: [{ type: 'paragraph', sentences: [{ text: 'We ask you to look into it.', kind: 'connective' }] }],
      },
      letter: { addressees: [{ name: 'The General Prosecutor' }], demands: [{ en: 'Close the investigation.' }] },
    });
    const stage = async () =>
      (await db().read.selectFrom('letter').select('stage').orderBy('id', 'desc').executeTakeFirstOrThrow()).stage;
    const browser = new PlainBrowser(editor);
    await browser.open(routes.desk.openLetter({ number }));
    const article = parseRef(text)!.number;
    const { form, version } = await loadDeskArticle(db().read, article);
    form.blocks[0]!.sentences[0]!.text = 'We ask you to close the paper.';
    await run(desk.app, saveArticle, monitor.principal, { ...form, article: text, version });
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([409, 'drafting']);
    // The words are the same, but the sentence is now based on own reporting.
    const again = await loadDeskArticle(db().read, article);
    Object.assign(again.form.blocks[0]!.sentences[0]!, { kind: 'own-reporting', reporter: 'Aliya Nurlan' });
    await run(desk.app, saveArticle, monitor.principal, { ...again.form, article: text, version: again.version });
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([409, 'drafting']);
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([200, 'signing']);
  });

  it('is sent to organisations only with the deadline that the editor was shown', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, another] = [await desk.join('editor'), await desk.join('editor')];
    const made = await makeLetter(desk.app, { open: true });
    const at = { number: made.number };
    let day = 10;
    const postpone = async () =>
      run(desk.app, changeHostedLetter, another.principal, {
        letter: made.letter,
        version: (await findThing(db().read, 'letter', made.number))!.version,
        title: 'A letter',
        to: {
          addressees: [{ name: 'The General Prosecutor' }],
          demands: [{ en: 'Close the investigation.' }],
          deadline: `2030-01-${++day}T00:00:00Z`,
        },
      });
    const sent = async () =>
      (await db().read.selectFrom('letter_mail').select('kind').where('letter_id', '=', made.id).execute()).length;
    const before = await sent();
    const browser = await new PlainBrowser(editor).open(routes.desk.inviteToLetter(at));
    await postpone();
    const typed = { list: 'Watch, watch@org.example, en' };
    await browser.press('.form button.main', typed);
    expect([browser.status, await sent()]).toEqual([409, before]);
    await browser.press('.form button.main', typed);
    expect([browser.status, await sent()]).toEqual([200, before + 1]);
    await db().executeSql(
      `update letter_invitation set invited_at = '2010-01-01'; update letter_mail set made_at = '2010-01-01'`,
    );
    const remind = `form[action="${routes.desk.remindInvited(at)}"] button`;
    await browser.open(routes.desk.letter(at));
    await postpone();
    await browser.press(remind);
    expect([browser.status, await sent()]).toEqual([409, before + 1]);
    await browser.open(routes.desk.letter(at));
    await browser.press(remind);
    expect([browser.status, await sent()]).toEqual([200, before + 2]);
  });

  const hostOf = async (id: number) =>
    (await db().read.selectFrom('letter').select('host_id').where('id', '=', id).executeTakeFirstOrThrow()).host_id;
  const idOf = async (ref: string) => (await findThing(db().read, 'actor', parseRef(ref)!.number))!.id;
  const organisation = (text: string) => ({ kind: 'organisation' as const, names: [{ text }] });

  it('is opened and published only with the name of the host that the editor was shown', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, another, monitor] = [
      await desk.join('editor'),
      await desk.join('editor'),
      await desk.join('monitor'),
    ];
    const { actors } = await run(desk.app, file, monitor.principal, { actors: [organisation('Good NGO')] });
    let version = 0;
    const rename = (who: typeof editor, name: string) =>
      run(desk.app, changeActor, who.principal, { actor: actors[0]!, version: ++version, to: organisation(name) });
    const { number, id } = await makeLetter(desk.app, { letter: { host: actors[0]! }, drafted: true });
    const stage = async (of: number) =>
      (await db().read.selectFrom('letter').select('stage').where('id', '=', of).executeTakeFirstOrThrow()).stage;
    const browser = await new PlainBrowser(editor).open(routes.desk.openLetter({ number }));
    expect(browser.text).toContain('Good NGO');
    await rename(monitor, 'Defamed NGO');
    await browser.press('.form button.main');
    expect([browser.status, await stage(id)]).toEqual([409, 'drafting']);
    expect(browser.text).toContain('Defamed NGO');
    await browser.press('.form button.main');
    expect([browser.status, await stage(id)]).toEqual([200, 'signing']);
    await expect(rename(monitor, 'Another NGO')).rejects.toMatchObject({ code: 'editor_needed' });
    version -= 1;
    const made = await makeLetter(desk.app, { open: true, letter: { host: actors[0]! } });
    await browser.open(routes.desk.publishLetter({ number: made.number }));
    expect(browser.text).toContain('Defamed NGO');
    await rename(another, 'Good NGO');
    await browser.press('.form button.main');
    expect([browser.status, await stage(made.id)]).toEqual([409, 'signing']);
    await browser.press('.form button.main');
    expect([browser.status, await stage(made.id)]).toEqual([200, 'published']);
    // What was signed and published cannot be edited, so no link leads to its form.
    const linked = async (of: number) =>
      (await editor.text(routes.desk.letter({ number: of }))).includes(
        `href="${routes.desk.editLetter({ number: of })}"`,
      );
    expect([await linked(number), await linked(made.number)]).toEqual([true, false]);
  });

  it('gets a proposed host only with the name that the editor was shown', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const { actors } = await run(desk.app, file, monitor.principal, { actors: [organisation('Kind NGO')] });
    const { letter, number, id } = await makeLetter(desk.app, { open: true });
    const change = {
      letter,
      version: (await findThing(db().read, 'letter', number))!.version,
      title: 'A letter',
      to: { host: actors[0]!, addressees: [{ name: 'The General Prosecutor' }] },
    };
    await expect(
      run(desk.app, changeHostedLetter, { ...monitor.principal, proposes: { note: 'They host it.' } }, change),
    ).rejects.toMatchObject({ code: 'proposed' });
    const page = new PlainBrowser(editor);
    const shown = async (): Promise<Record<string, string>> => {
      await page.open(routes.desk.proposals());
      const line = [...page.document.querySelectorAll('li.ticked')].find((one) =>
        one.textContent!.includes('They host it.'),
      )!;
      return Object.fromEntries(
        [...line.querySelectorAll('input')].map((one) => [one.getAttribute('name')!, one.getAttribute('value')!]),
      );
    };
    const before = await shown();
    expect(page.text).toContain('Kind NGO');
    expect(page.text).not.toContain('has changed since');
    await run(desk.app, changeActor, monitor.principal, {
      actor: actors[0]!,
      version: 1,
      to: organisation('Vile NGO'),
    });
    const accept = async (fields: Record<string, string>) =>
      (await editor.post(routes.desk.decideProposals(), { _intent: 'accept', ...fields })).status;
    for (const fields of [before, { proposals: before.proposals! }])
      expect([await accept(fields), await hostOf(id)]).toEqual([422, null]);
    const now = await shown();
    expect(page.text).toContain('An item has changed since it was proposed');
    expect(page.text).toContain('Vile NGO');
    expect([await accept(now), await hostOf(id)]).toEqual([303, await idOf(actors[0]!)]);
  });

  it('has a merged host: only an editor can rename the organisation into which it was merged', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const { actors } = await run(desk.app, file, monitor.principal, {
      actors: [organisation('Old name of the NGO'), organisation('New name of the NGO')],
    });
    await makeLetter(desk.app, { open: true, letter: { host: actors[0]! } });
    await run(desk.app, merge, editor.principal, { from: actors[0]!, into: actors[1]! });
    const rename = { actor: actors[1]!, version: 2, to: organisation('Vile name') };
    await expect(run(desk.app, changeActor, monitor.principal, rename)).rejects.toMatchObject({
      code: 'editor_needed',
    });
  });

  it('that can be signed is changed only by an editor, to whom a contributor can propose the change', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const { id, number } = await makeLetter(desk.app, { open: true });
    const deadline = async () =>
      (await db().read.selectFrom('letter').select('deadline').where('id', '=', id).executeTakeFirstOrThrow()).deadline;
    const browser = new PlainBrowser(monitor);
    await browser.open(routes.desk.letter({ number }));
    await browser.follow(`a[href="${routes.desk.editLetter({ number })}"]`);
    await browser.press('.form button.main', { deadline: '2030-01-10', order: 'given' });
    expect([browser.status, browser.text]).toEqual([403, expect.stringContaining('Nothing was changed yet')]);
    await browser.press('main .buttons button', { _proposal_note: 'They asked for more time.' });
    expect([browser.status, await deadline()]).toEqual([200, null]);
    const chief = await new PlainBrowser(editor).open(routes.desk.proposals());
    expect(chief.text).toContain('They asked for more time.');
    const proposals = chief.one('li.ticked input').getAttribute('value')!;
    await editor.post(routes.desk.decideProposals(), { _intent: 'accept', proposals });
    expect(await deadline()).toEqual(new Date('2030-01-10T23:59:00Z'));
  });
});
