import { expect, it } from 'vitest';
import { postQueue } from '../../../letters/post/queue.ts';
import { makeLetter } from '../../../letters/testing/published.ts';
import { reserveDue } from '../../../letters/post/send.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run, systemPrincipal } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { PlainBrowser } from '../../drafting/testing/plain-browser.ts';
import { routes } from '../../routes.ts';
import { deskOn } from '../../testing/desk.ts';
import { writeLetterMail } from '../mails/mails.ts';

onOneDatabase('the cover note of a letter', (db) => {
  it('is written once, previewed without being stored, and in the email of each invitation, for editors only', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const { number, id } = await makeLetter(desk.app, { open: true });
    const stored = async () =>
      (await db().read.selectFrom('letter').select('cover_note').where('id', '=', id).executeTakeFirstOrThrow())
        .cover_note;
    const note = 'Dear colleagues,\n\nplease sign by Friday, “as ever”.';
    expect((await new PlainBrowser(monitor).open(routes.desk.coverNote({ number }))).status).toBe(403);

    const browser = await new PlainBrowser(editor).open(routes.desk.coverNote({ number }));
    await browser.press('button[value="preview"]', { note });
    expect(browser.one('#invitation-preview ~ .typed').textContent).toContain(note);
    expect(await stored()).toBe('');
    // The form still has the typed text.
    await browser.press('.form button.main');
    expect(await stored()).toBe(note);
    expect(browser.one('#invitation-preview ~ .typed').textContent).toContain(note);

    // The email has the title of the letter as it was opened for signatures.
    const draft = await makeLetter(desk.app, { drafted: true });
    await browser.open(routes.desk.coverNote({ number: draft.number }));
    await browser.press('button[value="preview"]', { note });
    expect(browser.text).toContain('You can preview the email after you open the letter for signatures');
    expect(browser.one('textarea[name=note]').textContent).toContain(note);
    await browser.open(routes.desk.inviteToLetter({ number }));

    const list = 'Watch, watch@org.example, en\nPen, pen@org.example, en';
    await browser.press('.form button.main', { list });
    expect(browser.status).toBe(200);
    const app = { ...desk.app, config: { ...desk.app.config, publicUrl: 'https://desk.example.org' } };
    const mails = await run(app, reserveDue, systemPrincipal, {});
    const written = await Promise.all(mails.map((mail) => writeLetterMail(app, mail)));
    const sent = written.filter((mail) => /^(?:pen|watch)@/.test(mail?.to ?? ''));
    expect(sent.map((mail) => mail!.to).toSorted()).toEqual(['pen@org.example', 'watch@org.example']);
    for (const mail of sent) {
      expect(mail!.text).toContain(`\n\n${note}\n\n`);
      expect(mail!.text).not.toContain('{');
    }
  });
});
