import { listLetters, type LetterList } from '../../../letters/views/list.ts';
import { letterLineOf, letterList } from '../api/letter.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Router } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useWords } from '../../kit/view.tsx';
import { LetterLines } from './letter-lines.tsx';

const size = 50;

/** The page with all public letters, newest first. */
export function letterListPage(web: Router): void {
  web.get(routes.letters.pattern, async (c) =>
    page(c, <LettersPage list={await find(c)} part={pageNumber(new URL(c.req.url))} />),
  );
  web.on('GET', routes.letters.jsonPatterns, async (c) => {
    const [list, part] = [await find(c), pageNumber(new URL(c.req.url))];
    return c.json(
      letterList.parse({
        schema: 'kronika.letters.v1',
        total: list.total,
        letters: list.letters.map(letterLineOf),
        next: list.total > part * size ? routes.letters.json({ page: part + 1 }) : null,
      }),
    );
  });
}

const find = (c: Ctx): Promise<LetterList> =>
  listLetters(c.get('deps').app.db.read, {
    audience: 'public',
    limit: size,
    offset: (pageNumber(new URL(c.req.url)) - 1) * size,
  });

function LettersPage({ list, part }: { list: LetterList; part: number }) {
  const t = useWords();
  return (
    <PublicPage
      support="other"
      title={t('letters.title')}
      description={t('letters.lead')}
      pageType="CollectionPage"
      canonical={routes.letters()}
      json={routes.letters.json()}
      feeds={letterFeeds(t)}
      noindex={part > 1 || list.letters.every((line) => line.example)}
    >
      <div class="text flow">
        <header class="article-head">
          <h1>{t('letters.title')}</h1>
          <p class="standfirst">{t('letters.lead')}</p>
          <p class="meta">
            <span role="status">{t('letters.count', { count: list.total })}</span> ·{' '}
            <a href={routes.letterAnswers()}>{t('letters.answers.title')}</a> ·{' '}
            <a href={routes.feeds.letters.as('xml')}>{t('kit.foot.feed')}</a>
          </p>
        </header>
        {list.letters.length ? <LetterLines lines={list.letters} heading={2} /> : <Empty title={t('letters.none')} />}
        <Pagination page={part} pages={Math.ceil(list.total / size)} href={(to) => routes.letters({ page: to })} />
      </div>
    </PublicPage>
  );
}

/** The feeds of letters, for the `link` elements of pages about letters. */
export const letterFeeds = (t: Translate) => [
  { title: t('letters.title'), atom: routes.feeds.letters.as('xml'), json: routes.feeds.letters.json() },
];
