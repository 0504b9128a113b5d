import { langOf } from '../../../kit/components/own-words.tsx';
import type { Child } from 'hono/jsx';
import {
  findArticle,
  inReadersWords,
  loadArticleToRead,
  publicArticleJson,
  type FoundArticle,
  type PublicArticle,
  type PublicSentence,
} from '../../../../publishing/public/public-article.ts';
import { parseProvision } from '../../../../documents/embeds/registry.ts';
import type { EmbedRef } from '../../../../documents/model/schema.ts';
import { lookUpAddress } from '../../../../record/views/address.ts';
import { loadCase, type CaseView } from '../../../../record/views/case.ts';
import type { Reader } from '../../../../platform/database/tx.ts';
import { loadProvisionsOn, type ProvisionOn } from '../../../../law/views/provision-on.ts';
import { StatisticFigure, TimelineFigure } from '../../../search/statistics/embedded.tsx';
import { BylineNames } from '../../components/byline.tsx';
import { CitedParagraph, CitedSentence, Notes, SourcesHint } from '../../../record/components/cited.tsx';
import { PublicPage } from '../../../kit/components/layout.tsx';
import { SectionLinks } from '../../../kit/components/section-links.tsx';
import type { HeadMeta } from '../../../kit/components/page-head.tsx';
import { creditOf, leadOf, leadWidth, Picture, publicSize } from '../../../record/photos/photo.tsx';
import type { SentenceData } from '../../../record/components/types.ts';
import { Filled } from '../../../kit/components/filled.tsx';
import { Dotted } from '../../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../../kit/components/values.tsx';
import type { Ctx, Router } from '../../../kit/context.ts';
import { routes, slugify } from '../../../routes.ts';
import { fullAddress } from '../../../kit/feeds/feed.ts';
import { page, useView, useWords } from '../../../kit/view.tsx';
import { loadEmbeds } from '../../../../publishing/public/embeds-shown.ts';
import { loadEventDate } from '../../../../publishing/public/event-date.ts';
import { articleHead } from './article-head.ts';
import { articleGone } from './article-gone.tsx';
import { ArticleHistory, ArticleNotices, editionAddress } from './article-history.tsx';
import { noteArticle, type Noted } from './article-notes.ts';
import { SourcingNumbers, OpenQuestions } from './article-sourcing.tsx';
import { Replies } from './article-replies.tsx';
import { loadPublicComments, type PublicComment } from '../../../../publishing/comments/public-comments.ts';
import { CommentsHere, newestShown } from '../../comments/public/parts.tsx';
import { PageTools } from './article-tools.tsx';
import { exampleDate, ExampleNotice } from '../../../record/components/example.tsx';
import { setLanguage } from '../../../kit/locale.ts';
import { AlsoIn } from './also-in.tsx';
import { LetterCard } from '../../../letters/components/letter-card.tsx';
import { SourceCard } from '../../../record/components/source-card.tsx';
import { ProvisionFigure } from '../../../law/public/embedded.tsx';
import { useSection } from '../../publication/public-pages.tsx';
import { foreignTo } from '../../../kit/words/foreign-to.ts';

export function articlePage(web: Router): void {
  web.get(routes.article.shortPattern, showArticle);
  web.get(routes.article.pattern, showArticle);
  web.on('GET', routes.article.jsonPatterns, showArticle);
}

async function showArticle(c: Ctx): Promise<Response> {
  const { number } = routes.article.read(c.req.param());
  const db = c.get('deps').app.db.read;
  try {
    if (c.req.path.endsWith('.json')) return c.json(await publicArticleJson(db, number));
    const found = await findArticle(db, number);
    const right = routes.article({ number, slug: found.slug });
    if (c.req.path !== right) return c.redirect(right + new URL(c.req.url).search, 301);
    return await showEdition(c, found);
  } catch (error) {
    return articleGone(c, number, error);
  }
}

export async function showEdition(c: Ctx, found: FoundArticle): Promise<Response> {
  setLanguage(c, found.row.language);
  const db = c.get('deps').app.db.read;
  const [article, eventDate, drawn, comments] = await Promise.all([
    loadArticleToRead(db, found),
    loadEventDate(db, found.headCitations),
    loadDrawn(db, found.embeds),
    loadPublicComments(db, found.row.number, { limit: newestShown, last: true }),
  ]);
  return show(c, { article, eventDate, drawn, comments });
}

export async function showPreview(c: Ctx, given: PublicArticle, preview: PreviewOf): Promise<Response> {
  setLanguage(c, given.language);
  const db = c.get('deps').app.db.read;
  const embeds = given.blocks.flatMap((block): EmbedRef[] => {
    if (block.type === 'timeline') return [{ kind: 'timeline', ref: `case/${block.case.number}` }];
    if (block.type !== 'provision') return [];
    return [{ kind: 'provision', ref: `${block.provision.number} ${block.provision.on}` }];
  });
  const cited = (sentences: readonly PublicSentence[]): number[] =>
    given.notes.flatMap(({ number, claim }) =>
      claim && sentences.some(({ notes }) => notes.includes(number)) ? claim.number : [],
    );
  const above = { headline: cited([given.headline]), standfirst: cited(given.standfirst) };
  const [article, eventDate, drawn] = await Promise.all([
    inReadersWords(db, given),
    loadEventDate(db, above),
    loadDrawn(db, embeds),
  ]);
  return show(c, { article, eventDate, drawn, comments: [], preview });
}

async function show(c: Ctx, shown: Omit<ArticleProps, 'address' | 'asOf'>): Promise<Response> {
  const { article } = shown;
  return page(
    c,
    <ArticlePage
      {...shown}
      address={fullAddress(c, editionAddress(article, article.edition))}
      asOf={article.example ? await exampleDate() : null}
    />,
  );
}

/** Loads the cases and provisions that the article embeds, in their current state. */
async function loadDrawn(db: Reader, embeds: readonly EmbedRef[]): Promise<Drawn> {
  const asked = embeds.flatMap(({ kind, ref }) => (kind === 'provision' ? (parseProvision(ref) ?? []) : []));
  const [cases, provisions] = await Promise.all([
    loadEmbeds(embeds, 'timeline', (number) => findCase(db, number)),
    loadProvisionsOn(db, new Map(asked.map((one) => [provisionKey(one.number, one.day), one]))),
  ]);
  return { cases: new Map([...cases.values()].map((view) => [view.brief.number, view])), provisions };
}

/** The case with this number, or the case that it was merged into. Null if readers cannot see it. */
async function findCase(db: Reader, number: number): Promise<CaseView | null> {
  const found = await lookUpAddress(db, 'case', number, 'public');
  if (found.is === 'moved') return findCase(db, found.number);
  return found.is === 'here' ? loadCase(db, found.thing, 'public') : null;
}

const provisionKey = (number: number, day: string): string => `${number} ${day}`;

/** The cases and provisions that an article embeds. */
export type Drawn = {
  /** By case number. */
  cases: ReadonlyMap<number, CaseView>;
  /** By `provisionKey`. */
  provisions: ReadonlyMap<string, ProvisionOn>;
};

type ArticleProps = {
  article: PublicArticle;
  /** When the event in the headline or standfirst took place (EDTF). */
  eventDate: string | null;
  drawn: Drawn;
  /** The newest comments on the article. */
  comments: readonly PublicComment[];
  /** The full address of the page, for sharing. */
  address: string;
  asOf: string | null;
  /** Set only if the page is shown before publication. */
  preview?: PreviewOf;
};

/** The title of a preview, the notice above it, and the addresses of its photos. */
export type PreviewOf = { title: string; notice: Child; photo(at: { number: number; file: string }): string };

export function ArticlePage({ article, eventDate, drawn, comments, address, asOf, preview }: ArticleProps) {
  const view = useView();
  const { t } = view;
  const noted = noteArticle(t, article, view.paper.replay);
  const { headline, standfirst, byline } = article;
  const params = { number: article.number, slug: article.slug };
  const earlier = article.edition !== article.editions[0]?.number;
  const data = earlier
    ? routes.edition.json({ number: article.number, edition: article.edition })
    : routes.article.json(params);
  const print = (ending: 'pdf' | 'css'): string =>
    earlier
      ? routes.edition.as(ending, { number: article.number, edition: article.edition })
      : routes.article.as(ending, params);
  const foreign = foreignTo(t, article.language);
  const shown = (list: readonly PublicSentence[]): SentenceData[] => list.map((one) => noted.sentences.get(one.id)!);
  const lead = leadOfText(article);
  const photo = preview?.photo ?? routes.photo;
  const kicker = article.cases[0];
  const crumbs = [
    { label: t('kit.nav.articles'), href: routes.articles() },
    ...useSection(article.section),
    { label: headline.text, language: foreign },
  ];
  // The head of a draft reveals nothing about it, because chat programs read and store the head of a linked page.
  const head: HeadMeta = preview
    ? { title: preview.title, noindex: true }
    : articleHead(view, article, { comments, json: data, print, noindex: asOf !== null || earlier });
  return (
    <PublicPage
      {...head}
      type="article"
      scripts={article.comments.open && !preview && !view.mirror ? ['reader.js', 'comments.js'] : ['reader.js']}
      styles={stylesOf(article)}
      crumbs={crumbs}
    >
      <article class="text flow" lang={foreign}>
        <header class="article-head">
          {kicker || eventDate ? (
            <p class="kicker">
              <Dotted
                parts={[
                  ...(kicker ? [<CaseLink one={kicker} />] : []),
                  ...(eventDate
                    ? [
                        <Filled message="publishing.public.article.event_date" name="date">
                          <EdtfDate edtf={eventDate} />
                        </Filled>,
                      ]
                    : []),
                ]}
              />
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
          {lead ? (
            <PhotoFigure block={lead} caption={shown(lead.sentences)} noted={noted} address={photo} place="lead" />
          ) : null}
          <Byline article={article} byline={byline} plain={preview !== undefined} />
          <SectionLinks />
          {noted.notes.length ? <SourcesHint /> : null}
        </header>
        {preview?.notice}
        <ExampleNotice asOf={asOf} />
        <ArticleNotices article={article} />
        <Body article={article} noted={noted} drawn={drawn} photo={photo} />
        {preview ? null : (
          <PageTools title={headline.text} path={routes.article(params)} address={address} pdf={print('pdf')} />
        )}
        <Replies article={article} />
        <OpenQuestions article={article} noted={noted} />
        <SourcingNumbers article={article} />
        {preview ? null : useView().foot('article', article.language)}
        {preview ? null : <ArticleHistory article={article} />}
        <AboutCases article={article} />
        <Tags article={article} />
        <Notes notes={noted.notes} back={noted.back} />
        {preview ? null : <CommentsHere article={article} comments={comments} />}
        {preview ? null : (
          <p class="muted no-print">
            <a href={data}>{t('record.public.as_data')}</a>
          </p>
        )}
      </article>
    </PublicPage>
  );
}

function Byline({
  article,
  byline,
  plain,
}: {
  article: PublicArticle;
  byline: PublicArticle['byline'];
  /** Whether names are plain text. In a preview, an author may have no published articles to link to. */ plain: boolean;
}) {
  const t = useWords();
  const corrected = article.editions.find((one) => one.number === article.edition)?.act === 'correct';
  return (
    <p class="byline">
      {byline.names.length ? (
        <>
          <BylineNames byline={byline} plain={plain} /> ·{' '}
        </>
      ) : null}
      {t('publishing.public.article.published')} <EdtfDate edtf={article.publishedAt.slice(0, 10)} />
      {article.edition > 1 ? (
        <>
          {' · '}
          {t(corrected ? 'publishing.public.article.corrected' : 'publishing.public.article.updated')}{' '}
          <EdtfDate edtf={article.editionAt.slice(0, 10)} />
        </>
      ) : null}
      <AlsoIn translations={article.translations} />
    </p>
  );
}

/** The style sheets that this article needs in addition. */
const stylesOf = ({ blocks, figures, comments }: PublicArticle): string[] => [
  ...(comments.open || comments.total + comments.gone > 0 ? ['comments.css'] : []),
  ...(blocks.some((block) => block.type === 'timeline' || block.type === 'statistic')
    ? ['records.css', 'charts.css']
    : figures.length
      ? ['numbers.css']
      : []),
  ...(blocks.some((block) => block.type === 'provision') ? ['law.css'] : []),
];

type PhotoAddress = PreviewOf['photo'];

function Body({
  article,
  noted,
  drawn,
  photo,
}: {
  article: PublicArticle;
  noted: Noted;
  drawn: Drawn;
  photo: PhotoAddress;
}) {
  const t = useWords();
  const lead = leadOfText(article);
  const shown = (list: readonly PublicSentence[]): SentenceData[] => list.map((one) => noted.sentences.get(one.id)!);
  return (
    <>
      {article.blocks.map((block, index) => {
        switch (block.type) {
          case 'paragraph':
            return <CitedParagraph sentences={shown(block.sentences)} notes={noted.notes} />;
          case 'heading':
            return (
              <h2 id={`part-${index}`} lang={foreignTo(t, article.language)}>
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
            return block === lead ? null : (
              <PhotoFigure
                block={block}
                caption={shown(block.sentences)}
                noted={noted}
                address={photo}
                place={index === 0 ? 'first' : 'text'}
              />
            );
          case 'bullets':
          case 'numbers': {
            const List = block.type === 'bullets' ? 'ul' : 'ol';
            return (
              <List class="points">
                {block.items.map((item) => (
                  <li>
                    <CitedParagraph sentences={shown(item.sentences)} notes={noted.notes} />
                  </li>
                ))}
              </List>
            );
          }
          case 'timeline': {
            const view = drawn.cases.get(block.case.number);
            return view ? <TimelineFigure view={view} title={block.case.title} /> : null;
          }
          case 'statistic': {
            const figure = article.figures.find((one) => one.number === block.figure);
            return figure ? (
              <StatisticFigure figure={figure} edited={block.finding} language={article.language} />
            ) : null;
          }
          case 'provision': {
            const shown = drawn.provisions.get(provisionKey(block.provision.number, block.provision.on));
            return shown ? <ProvisionFigure shown={shown} language={article.language} /> : null;
          }
          case 'source':
            return <SourceCard source={block.source} />;
          case 'letter':
            return <LetterCard letter={block.letter} />;
          case 'background':
            return (
              <section class="background" aria-labelledby={`background-${index}`}>
                <h2 id={`background-${index}`}>{t('publishing.public.article.background')}</h2>
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

/**
 * The photo that is shown under the headline: the one at the beginning of the article. A retracted article has none,
 * because the notice of the retraction is there.
 */
function leadOfText({ state, blocks: [first] }: PublicArticle): PhotoBlock | undefined {
  return state === 'published' && first?.type === 'photo' && first.photo.status === 'shown' ? first : undefined;
}

/** A photo with its caption, the people in it and its author. If the photo is gone, a note says that there was one. */
function PhotoFigure({
  block: { photo, marked },
  caption,
  noted,
  address,
  place,
}: {
  block: PhotoBlock;
  caption: SentenceData[];
  noted: Noted;
  address: PhotoAddress;
  /** `lead`: under the headline. `first`: at the beginning of the text. `text`: further down. */
  place: 'lead' | 'first' | 'text';
}) {
  const t = useWords();
  // People to whom the caption already links are not listed again.
  const others = photo.pictured.filter((actor) => !marked.some((one) => one.actor === actor.number));
  const credit = creditOf(t, photo);
  return (
    <figure class="photo">
      {photo.status === 'shown' ? (
        <Picture
          photo={place === 'lead' ? leadOf(photo) : photo}
          hrefOf={publicSize(photo, address)}
          alt={photo.alt}
          sizes={leadWidth}
          eager={place !== 'text'}
        />
      ) : (
        <p class="muted">{t('record.photos.gone', { status: photo.status })}</p>
      )}
      <figcaption>
        {caption.length ? <CitedParagraph sentences={caption} notes={noted.notes} /> : null}
        {others.length ? (
          <p>
            {t('record.photos.in_it')}{' '}
            {others.map((actor, index) => (
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

function AboutCases({ article }: { article: PublicArticle }) {
  const t = useWords();
  if (!article.cases.length) return null;
  return (
    <section class="about-cases no-print" aria-labelledby="cases">
      <h2 id="cases">{t('publishing.public.article.cases', { count: article.cases.length })}</h2>
      <ul class="bare">
        {article.cases.map((one) => (
          <li>
            <CaseLink one={one} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const CaseLink = ({ one }: { one: PublicArticle['cases'][number] }) => (
  <a href={routes.case_({ number: one.number, slug: slugify(one.title) })} {...langOf(one)}>
    {one.title}
  </a>
);

function Tags({ article }: { article: PublicArticle }) {
  const t = useWords();
  if (!article.tags.length) return null;
  return (
    <p class="no-print">
      {t('publishing.public.article.tags')}{' '}
      {article.tags.map((tag, index) => (
        <>
          {index ? ', ' : ''}
          <a href={routes.tag({ tag: tag.slug })} rel="tag">
            {tag.name}
          </a>
        </>
      ))}
    </p>
  );
}
