import { expect, it } from 'vitest';
import '../../../cli/proposable.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { changeHostedLetter } from '../../../letters/hosted/change-hosted.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { prepareJobs } from '../../../platform/jobs/jobs.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { findThing, parseRef } from '../../../record/refs.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('a letter', (db) => {
  it('is opened for signatures with the text that the editor was shown', async () => {
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
    // The same words, with another reason why readers can believe them.
    const again = await loadDeskArticle(db().read, article);
    Object.assign(again.form.blocks[0]!.sentences[0]!, { kind: 'own-reporting', reporter: 'Aliya Nurlan' });
    await run(desk.app, saveArticle, monitor.principal, { ...again.form, article: text, version: again.version });
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([409, 'drafting']);
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([200, 'signing']);
  });

  it('is sent to organisations with the host and the deadline that the editor was shown', async () => {
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

  it('that can be signed is changed by an editor, to whom a contributor proposes it', async () => {
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
