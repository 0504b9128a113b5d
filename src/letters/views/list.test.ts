import { expect, it } from 'vitest';
import { postQueue } from '../post/queue.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { testApp } from '../../platform/testing/test-app.ts';
import { withReading } from '../../record/translations/reading.ts';
import { makeLetter } from '../testing/published.ts';
import { listLetters } from './list.ts';

onOneDatabase('a letter in two languages', (db) => {
  it('is one entry of a list, with its title in the language of the reader', async () => {
    const app = testApp(db());
    await prepareJobs(db(), [postQueue]);
    const title = 'Do not block the site';
    const translation = { language: 'ru', title: 'Не блокируйте сайт' };
    await makeLetter(app, { title, translation, open: true });
    await makeLetter(app, { title, translation });
    const seen = async (language?: string, audience: 'public' | 'desk' = 'public') => {
      const { letters, total } = await withReading(language === undefined ? undefined : { language, own: 'en' }, () =>
        listLetters(db().read, { audience, limit: 10, offset: 0 }),
      );
      return [total, ...letters.map(({ letter, language: own }) => [letter.title, letter.language, own])];
    };
    expect(await seen('en')).toEqual([1, [title, undefined, 'en']]);
    expect(await seen('ru')).toEqual([1, [translation.title, undefined, 'en']]);
    // Without a text in the reader's language, the title is marked with its own.
    expect(await seen('cs')).toEqual([1, [title, 'en', 'en']]);
    // Files with data have the letter's own title, and so has the desk, which also sees the letter that is not published.
    expect(await seen()).toEqual([1, [title, undefined, 'en']]);
    expect(await seen('ru', 'desk')).toEqual([2, [title, undefined, 'en'], [title, undefined, 'en']]);
  });
});
