import type { Hono } from 'hono';
import { reportedCount, valuesOf } from '../../../../letters/views/letter.ts';
import { listLetters, type LetterLine, type LetterList } from '../../../../letters/views/list.ts';
import { letterLineOf, letterList } from '../../../api/letter.ts';
import type { Translate } from '../../../../platform/messages.ts';
import { PublicPage } from '../../../components/layout.tsx';
import { addressOf, nameOf } from '../../../components/of-record.ts';
import { Dotted, Empty, Pagination } from '../../../components/page-parts.tsx';
import { EdtfDate } from '../../../components/values.tsx';
import type { Ctx, Env } from '../../../context.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, useWords } from '../../../view.tsx';

const size = 50;

/** All letters that readers may see, the latest first. */
export function letterListPage(app: Hono<Env>): void {
  app.get(routes.letters.pattern, async (c) => page(c, <LettersPage list={await find(c)} part={pageNumber(new URL(c.req.url))} />));
  app.on('GET', routes.letters.jsonPatterns, async (c) => {
    const [list, part] = [await find(c), pageNumber(new URL(c.req.url))];
    return c.json(letterList.parse({ schema: 'kronika.letters.v1', total: list.total, letters: list.letters.map(letterLineOf), next: list.total > part * size ? routes.letters.json({ page: part + 1 }) : null }));
  });
}

const find = (c: Ctx): Promise<LetterList> => listLetters(c.get('deps').house.db.read, { audience: 'public', limit: size, offset: (pageNumber(new URL(c.req.url)) - 1) * size });

function LettersPage({ list, part }: { list: LetterList; part: number }) {
  const t = useWords();
  return (
    <PublicPage appeals="other" title={t('letters.title')} description={t('letters.lead')} canonical={routes.letters()} json={routes.letters.json()} feeds={letterFeeds(t)} noindex={part > 1 || list.letters.every((line) => line.example)}>
      <div class="text flow">
        <header class="article-head">
          <h1>{t('letters.title')}</h1>
          <p class="standfirst">{t('letters.lead')}</p>
          <p class="meta">
            <span role="status">{t('letters.count', { count: list.total })}</span> · <a href={routes.letterAnswers()}>{t('letters.answers.title')}</a> · <a href={routes.feeds.letters.as('xml')}>{t('web.foot.feed')}</a>
          </p>
        </header>
        {list.letters.length ? <LetterLines lines={list.letters} heading={2} /> : <Empty title={t('letters.none')} />}
        <Pagination page={part} pages={Math.ceil(list.total / size)} href={(to) => routes.letters({ page: to })} />
      </div>
    </PublicPage>
  );
}

/** For the head of pages about letters. */
export const letterFeeds = (t: Translate) => [{ title: t('letters.title'), atom: routes.feeds.letters.as('xml'), json: routes.feeds.letters.json() }];

/** Letters in a list: when, to whom, how many signed, as far as that is told. */
export function LetterLines({ lines, heading }: { lines: readonly LetterLine[]; heading: 2 | 3 }) {
  const t = useWords();
  const Heading = heading === 2 ? 'h2' : 'h3';
  return (
    <ul class="list laws">
      {lines.map((line) => {
        const plain = (property: 'sent' | 'date' | 'addressee') => valuesOf(line.facts, property).filter((value) => !value.attributed);
        const [sent] = plain('sent').length ? plain('sent') : plain('date');
        const addressees = plain('addressee').flatMap((value) => (value.thing ? [nameOf(t, value.thing)] : []));
        const count = line.signed ?? reportedCount(line.facts)?.count;
        const parts = [
          ...(line.publishedAt ? [<EdtfDate edtf={line.publishedAt.toISOString().slice(0, 10)} />] : sent ? [<EdtfDate edtf={sent.value as string} />] : []),
          ...(count === undefined ? [] : [t(line.sort === 'reported' ? 'letters.reported_count' : 'letters.signed_count', { count })]),
          ...(addressees.length ? [t('letters.to', { names: new Intl.ListFormat(t.tag).format(addressees) })] : []),
          ...(line.example ? [t('public.example.word')] : []),
        ];
        return (
          <li>
            <Heading>
              <a href={addressOf(line.letter)}>{line.letter.title}</a>
            </Heading>
            <p class="meta">
              <Dotted parts={parts} />
            </p>
          </li>
        );
      })}
    </ul>
  );
}
