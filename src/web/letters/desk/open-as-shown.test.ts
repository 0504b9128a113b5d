import { expect, it } from 'vitest';
import { saveArticle } from '../../../documents/save-article.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { prepareJobs } from '../../../platform/jobs/jobs.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { parseRef } from '../../../record/refs.ts';
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
    await browser.press('.form button.main');
    expect([browser.status, await stage()]).toEqual([200, 'signing']);
  });
});
