import type { Hono } from 'hono';
import { AppError } from '../../../platform/errors.ts';
import { loadPublicArticle, publicArticleJson, type PublicArticle, type PublicSentence } from '../../../publishing/public-article.ts';
import { atAddress } from '../../../record/views/address.ts';
import { loadCase, type CaseView } from '../../../record/views/case.ts';
import { bylineLabel } from '../../../documents/model/form.ts';
import type { Reader } from '../../../platform/database/tx.ts';
import { StatisticFigure, TimelineFigure } from '../../charts/embedded.tsx';
import { CitedParagraph, CitedSentence, Notes, SourcesHint } from '../../components/cited.tsx';
import { PublicPage } from '../../components/layout.tsx';
import { Notice } from '../../components/page-parts.tsx';
import { Picture, publicSize } from '../../components/photo.tsx';
import type { SentenceData } from '../../components/types.ts';
import { EdtfDate } from '../../components/values.tsx';
import type { Ctx, Env } from '../../context.ts';
import { queryString } from '../../address.ts';
import { routes, slugify } from '../../routes.ts';
import { fullAddress } from '../../rss.ts';
import { page, useWords } from '../../view.tsx';
import { noteArticle, type Noted } from './article-notes.ts';
import { HowSourced, OpenQuestions } from './article-sourcing.tsx';
import { PageTools } from './article-tools.tsx';
import { exampleDate, ExampleNotice } from './example.tsx';
import { speak } from '../../locale.ts';
import { gone } from './lookup.tsx';

export function articlePage(app: Hono<Env>): void {
  app.get(routes.article.shortPattern, showArticle);
  app.get(routes.article.pattern, showArticle);
  app.on('GET', routes.article.jsonPatterns, showArticle);
}

async function showArticle(c: Ctx): Promise<Response> {
  const { number } = routes.article.read(c.req.param());
  const db = c.get('deps').house.db.read;
  const asked = Number(c.req.query('edition') ?? Number.NaN);
  const edition = Number.isInteger(asked) && asked > 0 ? asked : undefined;
  try {
    if (c.req.path.endsWith('.json')) return c.json(await publicArticleJson(db, number, edition));
    const article = await loadPublicArticle(db, number, edition);
    const right = routes.article({ number, slug: slugify(article.headline.text) });
    // An earlier edition may have had another headline; it keeps the address it is asked by.
    if (c.req.path !== right && article.edition === article.editions[0]?.number) return c.redirect(right + new URL(c.req.url).search, 301);
    speak(c, article.language);
    return page(c, <ArticlePage article={article} cases={await casesDrawn(db, article)} address={fullAddress(c, right)} asOf={article.example ? await exampleDate() : null} />);
  } catch (error) {
    if (!(error instanceof AppError) || (error.code !== 'gone' && error.code !== 'redacted')) throw error;
    const found = await atAddress(db, 'article', number, 'public');
    if (found.is === 'withdrawn') return gone(c, { kind: 'article', number, at: found.at, reason: found.reason });
    if (found.is === 'erased') return gone(c, { kind: 'article', number });
    throw error;
  }
}

/** The cases whose timelines the article shows, by number. */
async function casesDrawn(db: Reader, article: PublicArticle): Promise<Map<number, CaseView>> {
  const drawn = new Map<number, CaseView>();
  for (const block of article.blocks) {
    if (block.type !== 'timeline' || drawn.has(block.case.number)) continue;
    const found = await atAddress(db, 'case', block.case.number, 'public');
    if (found.is === 'here') drawn.set(block.case.number, await loadCase(db, found.thing, 'public'));
  }
  return drawn;
}

/** The address of one of an article's editions. */
const editionAddress = (article: PublicArticle, edition: number): string =>
  routes.article({ number: article.number, slug: slugify(article.headline.text) }) + (edition === article.editions[0]?.number ? '' : queryString({ edition }));

type ArticleProps = {
  article: PublicArticle;
  cases: ReadonlyMap<number, CaseView>;
  /** In full, as it is passed on. */
  address: string;
  asOf: string | null;
};

export function ArticlePage({ article, cases, address, asOf }: ArticleProps) {
  const t = useWords();
  const noted = noteArticle(t, article);
  const { headline, standfirst, byline } = article;
  const params = { number: article.number, slug: slugify(headline.text) };
  const newest = article.editions[0]?.number ?? article.edition;
  const foreign = article.language === t.locale ? undefined : article.language;
  const shown = (list: readonly PublicSentence[]): SentenceData[] => list.map((one) => noted.sentences.get(one.id)!);
  const kicker = article.cases[0];
  return (
    <PublicPage
      title={headline.text}
      description={standfirst.map((one) => one.text).join(' ').slice(0, 300) || undefined}
      canonical={routes.article(params)}
      json={routes.article.json(params)}
      noindex={asOf !== null || article.edition !== newest}
      type="article"
      scripts={['reader.js']}
      styles={stylesOf(article)}
      published={article.publishedAt}
      modified={article.editionAt}
      crumbs={[{ label: t('web.nav.articles'), href: routes.articles() }, { label: headline.text }]}
    >
      <article class="text flow" lang={foreign}>
        <header class="article-head">
          {kicker ? (
            <p class="kicker">
              <a href={routes.case_({ number: kicker.number, slug: slugify(kicker.title) })}>{kicker.title}</a>
            </p>
          ) : null}
          <h1>
            <CitedSentence sentence={noted.sentences.get(headline.id)!} notes={noted.notes} />
          </h1>
          {standfirst.length ? (
            <p class="standfirst">
              {shown(standfirst).map((sentence) => (
                <CitedSentence sentence={sentence} notes={noted.notes} />
              ))}
            </p>
          ) : null}
          <Byline article={article} byline={byline} />
          <PageTools title={headline.text} path={routes.article(params)} address={address} edition={article.edition === newest ? undefined : article.edition} />
          {noted.notes.length ? <SourcesHint /> : null}
        </header>
        <ExampleNotice asOf={asOf} />
        {article.state === 'retracted' ? (
          <Notice kind="correction" title={t('public.article.retracted')}>
            <p>{t('public.article.retracted_text')}</p>
          </Notice>
        ) : null}
        {article.edition === newest ? null : (
          <Notice kind="warning" title={t('public.article.earlier')}>
            <p>
              <a href={editionAddress(article, newest)}>{t('public.article.to_newest')}</a>
            </p>
          </Notice>
        )}
        <Body article={article} noted={noted} cases={cases} />
        <OpenQuestions article={article} noted={noted} />
        <HowSourced article={article} />
        <Editions article={article} />
        <AboutCases article={article} />
        <Notes notes={noted.notes} back={noted.back} />
        <p class="who no-print">
          <a href={routes.article.json(params)}>{t('public.as_data')}</a>
        </p>
      </article>
    </PublicPage>
  );
}

function Byline({ article, byline }: { article: PublicArticle; byline: PublicArticle['byline'] }) {
  const t = useWords();
  const corrected = article.editions.find((one) => one.number === article.edition)?.act === 'correct';
  return (
    <p class="byline">
      {byline.names.length ? `${t(bylineLabel(byline.kind), { names: new Intl.ListFormat(t.tag).format(byline.names) })} · ` : ''}
      {t('public.article.published')} <EdtfDate edtf={article.publishedAt.slice(0, 10)} />
      {article.edition > 1 ? (
        <>
          {' · '}
          {t(corrected ? 'public.article.corrected' : 'public.article.updated')} <EdtfDate edtf={article.editionAt.slice(0, 10)} />
        </>
      ) : null}
    </p>
  );
}

/** Sheets that only some articles need. */
const stylesOf = ({ blocks, figures }: PublicArticle): string[] => (blocks.some((block) => block.type === 'timeline' || block.type === 'statistic') ? ['records.css', 'charts.css'] : figures.length ? ['numbers.css'] : []);

function Body({ article, noted, cases }: { article: PublicArticle; noted: Noted; cases: ReadonlyMap<number, CaseView> }) {
  const t = useWords();
  const shown = (list: readonly PublicSentence[]): SentenceData[] => list.map((one) => noted.sentences.get(one.id)!);
  return (
    <>
      {article.blocks.map((block, index) => {
        switch (block.type) {
          case 'paragraph':
            return <CitedParagraph sentences={shown(block.sentences)} notes={noted.notes} />;
          case 'heading':
            return (
              <h2>
                {shown(block.sentences).map((sentence) => (
                  <CitedSentence sentence={sentence} notes={noted.notes} />
                ))}
              </h2>
            );
          case 'quotation':
            return (
              <blockquote>
                <CitedParagraph sentences={shown(block.sentences)} notes={noted.notes} />
              </blockquote>
            );
          case 'photo':
            return <PhotoFigure block={block} caption={shown(block.sentences)} noted={noted} eager={index === article.blocks.findIndex((one) => one.type === 'photo')} />;
          case 'bullets':
          case 'numbers': {
            const List = block.type === 'bullets' ? 'ul' : 'ol';
            return (
              <List>
                {block.items.map((item) => (
                  <li>
                    <CitedParagraph sentences={shown(item.sentences)} notes={noted.notes} />
                  </li>
                ))}
              </List>
            );
          }
          case 'timeline': {
            const view = cases.get(block.case.number);
            return view ? <TimelineFigure view={view} title={block.case.title} /> : null;
          }
          case 'statistic': {
            const figure = article.figures.find((one) => one.number === block.figure);
            return figure ? <StatisticFigure figure={figure} /> : null;
          }
          case 'background':
            return (
              <section class="background" aria-labelledby={`background-${index}`}>
                <h2 id={`background-${index}`}>{t('public.article.background')}</h2>
                <ul>
                  {block.items.map((item) => (
                    <li>
                      <CitedParagraph sentences={shown(item.sentences)} notes={noted.notes} />
                    </li>
                  ))}
                </ul>
              </section>
            );
        }
      })}
    </>
  );
}

type PhotoBlock = Extract<PublicArticle['blocks'][number], { type: 'photo' }>;

/** A photo with its caption, who is in it and who made it; where it is gone, that it was there. */
function PhotoFigure({ block: { photo }, caption, noted, eager }: { block: PhotoBlock; caption: SentenceData[]; noted: Noted; eager: boolean }) {
  const t = useWords();
  const credit = [t('photos.by', { credit: photo.credit }), photo.licence].filter(Boolean).join(' · ');
  return (
    <figure class="photo">
      {photo.status === 'shown' ? <Picture photo={photo} hrefOf={publicSize(photo, routes.photo)} alt={photo.alt} sizes="(min-width: 46rem) 42rem, 94vw" eager={eager} /> : <p class="who">{t('photos.gone', { status: photo.status })}</p>}
      <figcaption>
        {caption.length ? <CitedParagraph sentences={caption} notes={noted.notes} /> : null}
        {photo.pictured.length ? (
          <p>
            {t('photos.in_it')}{' '}
            {photo.pictured.map((actor, index) => (
              <>
                {index ? ', ' : ''}
                <a href={routes.actor({ number: actor.number, slug: slugify(actor.name) })}>{actor.name}</a>
              </>
            ))}
          </p>
        ) : null}
        {photo.status === 'shown' ? <p class="credit">{credit}</p> : null}
      </figcaption>
    </figure>
  );
}

/** What changed since it was first published, and where the earlier editions can be read. */
function Editions({ article }: { article: PublicArticle }) {
  const t = useWords();
  if (article.editions.length < 2) return null;
  return (
    <section class="editions" aria-labelledby="editions">
      <h2 id="editions">{t('public.article.editions')}</h2>
      <ol>
        {article.editions.map((one) => (
          <li>
            <p class="who">
              {one.number === article.edition ? t('public.article.edition', { number: one.number }) : <a href={editionAddress(article, one.number)}>{t('public.article.edition', { number: one.number })}</a>},{' '}
              <EdtfDate edtf={one.at.slice(0, 10)} />
              {one.number === 1 ? ` · ${t('public.article.first')}` : ''}
            </p>
            {one.note ? <p>{one.note}</p> : null}
          </li>
        ))}
      </ol>
    </section>
  );
}

function AboutCases({ article }: { article: PublicArticle }) {
  const t = useWords();
  if (!article.cases.length) return null;
  return (
    <section class="about-cases no-print" aria-labelledby="cases">
      <h2 id="cases">{t('public.article.cases', { count: article.cases.length })}</h2>
      <ul class="bare">
        {article.cases.map((one) => (
          <li>
            <a href={routes.case_({ number: one.number, slug: slugify(one.title) })}>{one.title}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
