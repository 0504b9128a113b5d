import { parseHTML } from 'linkedom';
import { beforeAll, expect, it } from 'vitest';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { openSamples, type Samples } from '../testing/samples.ts';

const words = (node: { textContent: string | null } | null): string =>
  (node?.textContent ?? '').replace(/\s+/g, ' ').trim();

onOneDatabase('the notes of both samples', (db) => {
  let samples: Samples;
  beforeAll(async () => {
    samples = await openSamples(db());
  });

  it('show the passage of the preserved page with its date, or say why there is none', async () => {
    const { of, open } = samples;
    const counted: Record<string, number> = {};
    const lacking: string[] = [];
    for (const ref of ['case', 'article', 'law', 'provision', 'letter', 'actor'].flatMap(of)) {
      const { document } = parseHTML(await open(`/${ref.replace('/', 's/')}`));
      for (const note of document.querySelectorAll('.note:has(.claim-words)')) {
        const all = words(note);
        const passage = note.querySelector('blockquote')
          ? 'passage'
          : /Word for word from the preserved page\.|Дословно с сохранённой страницы\./.test(all) &&
              note.querySelector('.claim-words q')
            ? 'verbatim'
            : null;
        const dated = /(?:Page preserved on|Страница сохранена) \d+ \p{L}+ \d{4}/u.test(all);
        const without =
          /\((?:cited; no copy preserved|ссылка; копии нет)\)|Told to the desk|Сообщено редакции/.exec(all) !== null;
        const kind = passage && dated ? passage : !passage && !dated && without ? 'without' : 'lacking';
        counted[kind] = (counted[kind] ?? 0) + 1;
        if (kind === 'lacking') lacking.push(`${ref} ${all}`);
      }
    }
    expect(lacking).toEqual([]);
    for (const kind of ['passage', 'verbatim', 'without']) expect([kind, counted[kind]! > 15]).toEqual([kind, true]);
  });
});
