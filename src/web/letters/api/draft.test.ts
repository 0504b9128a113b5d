import { expect, it } from 'vitest';
import { createToken } from '../../../accounts/tokens/create-token.ts';
import type { Scope } from '../../../accounts/tokens/tables.ts';
import { saveArticle } from '../../../documents/save-article.ts';
import { beginLetter } from '../../../letters/hosted/begin-letter.ts';
import { postQueue } from '../../../letters/post/queue.ts';
import { prepareJobs } from '../../../platform/jobs/queues.ts';
import { run } from '../../../platform/operation.ts';
import { onOneDatabase } from '../../../platform/testing/databases.ts';
import { loadDeskArticle } from '../../../publishing/articles/desk-article.ts';
import { parseRef } from '../../../record/refs.ts';
import { deskOn } from '../../testing/desk.ts';

onOneDatabase('a letter in the API', (db) => {
  it('is opened for signatures only as the program has read it, and sent to organisations only with the scope to publish', async () => {
    const desk = deskOn(db());
    await prepareJobs(db(), [postQueue]);
    const [editor, monitor] = [await desk.join('editor'), await desk.join('monitor')];
    const asker = async (...scopes: Scope[]) => {
      const { token } = await run(desk.app, createToken, editor.principal, { name: 'letters', scopes, days: 1 });
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return async (path: string, body?: object): Promise<{ status: number; body: Record<string, unknown> }> => {
        const init = body ? { method: 'POST', body: JSON.stringify(body) } : {};
        const answer = await desk.web.request(`/api/v1${path}`, { ...init, headers });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
    };
    const ask = await asker('read:desk', 'publish');
    const { letter, number, text } = await run(desk.app, beginLetter, monitor.principal, {
      title: 'The law must not silence the media',
      language: 'en',
      letter: { demands: [{ en: 'Close the investigation.' }] },
    });
    const draft = async () => (await ask(`/letters/${number}/draft`)).body;
    expect(await draft()).toMatchObject({
      letter,
      stage: 'drafting',
      demands: [{ number: 1, texts: { en: 'Close the investigation.' } }],
      obstacles: [
        { article: null, message: 'There are no addressees. Add one.' },
        { article: parseRef(text)!.number, message: 'English: the text is empty.' },
        { article: parseRef(text)!.number },
      ],
    });
    await (
      await asker('write:articles')
    )('/acts/change-letter', {
      letter,
      version: (await draft())['version'],
      title: 'The law',
      to: { addressees: [{ name: 'The General Prosecutor' }], demands: [{ en: 'Close the investigation.' }] },
    });
    const write = async (words: string) => {
      const { form, version } = await loadDeskArticle(db().read, parseRef(text)!.number);
      await run(desk.app, saveArticle, monitor.principal, {
        ...form,
        blocks: [{ type: 'paragraph', sentences: [{ text: words, kind: 'connective' }] }],
        article: text,
        version,
      });
    };
    const open = ({ version, digest }: Record<string, unknown>) =>
      ask('/acts/open-letter', { letter, version, digest });
    await write('We ask you to look into it.');
    const read = await draft();
    expect(read).toMatchObject({ obstacles: [], addressees: [{ name: 'The General Prosecutor' }] });
    expect(JSON.stringify(read['texts'])).toContain('We ask you to look into it.');
    await write('We ask you to close the paper.');
    expect((await open(read)).status).toBe(409);
    expect((await open(await draft())).status).toBe(200);
    const invite = (as: typeof ask) =>
      as('/acts/invite-to-letter', { letter, invitations: [{ organisation: 'Watch', email: 'office@org.example' }] });
    expect((await invite(await asker('write:articles', 'write:record'))).status).toBe(403);
    expect(await invite(ask)).toEqual({ status: 200, body: { invited: 1, known: 0 } });
  });
});
