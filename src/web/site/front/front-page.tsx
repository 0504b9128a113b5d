import type { ArticleTeaser } from '../../../publishing/articles/list-articles.ts';
import type { PlainFacts } from '../../../publishing/front-page/facts.ts';
import type { FrontView, Story } from '../../../publishing/front-page/read.ts';
import { PublicPage } from '../../kit/components/layout.tsx';
import { inWords, namedIn } from '../../kit/publication.ts';
import { useView } from '../../kit/view.tsx';
import type { LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import { creditOf, cropOf, publicSize, Picture, Thumbnail } from '../../record/photos/photo.tsx';
import { Plate } from '../../record/photos/plate.tsx';
import { ExampleNotice } from '../../record/components/example.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import { TeaserLine, teaserAddress } from '../../publishing/articles/public/article-list.tsx';
import { routes } from '../../routes.ts';
import { FrontFigure, FrontMap } from './figures.tsx';
import { NothingYet, AboutThisSite } from './first-issue.tsx';
import {
  CaseMeta,
  caseAddress,
  Corrections,
  Incidents,
  Laws,
  Letters,
  letterAddress,
  LetterMeta,
  Questions,
} from './lists.tsx';

/** Up to this many incidents are one of the columns at the bottom of the page. More have their own row. */
const fewCases = 3;
/** With at most this many stories, there is room below them for `casesBelow` incidents. */
const fewStories = 3;
const casesBelow = 2;

/** The front page: what an editor selected, and below it what is new in the record. Empty parts are left out. */
export function FrontPage({ front, asOf }: { front: FrontView; asOf: string | null }) {
  const { t, paper } = useView();
  const { name, motto } = namedIn(paper, t.locale);
  const { lead, stories, cases, letters, laws, corrections, questions, figure, countries, facts } = front;
  // The stories are beside the lead. Without stories, the incidents are there, and without incidents a list of what
  // readers will find here, so that no column is empty.
  const beside = stories.length ? 'stories' : cases.length ? 'cases' : 'here';
  // Without a picture, the lead leaves room below it.
  const filled = lead !== null && beside !== 'here' && !partsOf(lead, front).photo;
  const incidents = (shown = cases) => (shown.length ? <Incidents cases={shown} facts={facts} /> : null);
  // Few stories, beside a lead without a picture, leave room below them for the latest incidents. Otherwise, a few
  // incidents are a column, and many are a row.
  const below = beside === 'stories' && filled && stories.length <= fewStories;
  const apart = (lead && beside === 'cases') || below ? 'beside' : cases.length <= fewCases ? 'column' : 'row';
  const briefs = [
    apart === 'column' ? incidents() : null,
    letters.length ? <Letters letters={letters} /> : null,
    corrections.length ? <Corrections corrections={corrections} /> : null,
    laws.length ? <Laws laws={laws} facts={facts} /> : null,
    questions.length ? <Questions questions={questions} /> : null,
  ].filter((one) => one !== null);
  const numbers =
    figure || countries.length ? (
      <div class="front-pair">
        {figure ? <FrontFigure figure={figure} /> : null}
        {countries.length ? <FrontMap countries={countries} /> : null}
      </div>
    ) : null;
  return (
    <PublicPage
      support="front"
      title={name}
      description={motto}
      canonical={routes.home()}
      noindex={asOf !== null}
      styles={['charts.css', 'front.css']}
      front
    >
      <h1 class="sr">{name}</h1>
      <Notices notices={front.notices} />
      {lead || beside === 'here' ? (
        <div class="front-top">
          {lead ? <Lead story={lead} front={front} /> : <NothingYet />}
          <div>
            {beside === 'stories' ? <Stories stories={stories} front={front} /> : null}
            {beside === 'cases' ? incidents() : below ? incidents(cases.slice(0, casesBelow)) : null}
            {beside === 'here' ? <AboutThisSite /> : null}
          </div>
          {filled ? numbers : null}
        </div>
      ) : null}
      {apart === 'row' ? <div class="front-wide">{incidents()}</div> : null}
      {filled ? null : numbers}
      {front.sections.map((one) => (
        <Section {...one} />
      ))}
      {briefs.length ? <div class="front-briefs">{briefs}</div> : null}
      <ExampleNotice asOf={asOf} />
    </PublicPage>
  );
}

function Notices({ notices }: { notices: FrontView['notices'] }) {
  const { t } = useView();
  if (!notices.length) return null;
  return (
    <ul class="front-notices" aria-label={t('site.home.notices')}>
      {notices.map(({ text, url, language }) => (
        <li lang={foreignTo(t, language)}>{url ? <a href={url}>{text}</a> : text}</li>
      ))}
    </ul>
  );
}

const incidentOf = (facts: PlainFacts | undefined): string | null => {
  const value = facts?.['incident-type']?.[0]?.value;
  return typeof value === 'string' ? value : null;
};

/** The parts of a story that the page shows, for stories of every kind. */
function partsOf(story: Story, { facts, pictures }: FrontView) {
  switch (story.kind) {
    case 'article':
      return {
        href: teaserAddress(story.article),
        title: story.article.headline,
        language: story.article.language,
        summary: story.article.standfirst,
        kicker: null,
        photo: story.article.photo,
        incident: story.article.incident,
        line: <TeaserLine article={story.article} />,
      };
    case 'case':
      return {
        href: caseAddress(story.case),
        title: story.case.title,
        language: story.case.language,
        summary: story.case.summary,
        kicker: 'site.home.kind.case',
        photo: pictures.get(story.case.id) ?? null,
        incident: incidentOf(facts.get(story.case.id)),
        line: <CaseMeta one={story.case} facts={facts} />,
      };
    case 'letter':
      return {
        href: letterAddress(story.letter),
        title: story.letter.title,
        language: story.letter.language,
        summary: null,
        kicker: 'site.home.kind.letter',
        photo: null,
        incident: null,
        line: <LetterMeta letter={story.letter} />,
      };
  }
}

function Lead({ story, front }: { story: Story; front: FrontView }) {
  const { t } = useView();
  const { href, title, language, summary, kicker, photo, incident, line } = partsOf(story, front);
  return (
    <article class="lead-story" lang={foreignTo(t, language)}>
      {kicker ? (
        <p class="kicker" lang={t.locale}>
          {t(kicker)}
        </p>
      ) : null}
      <h2 class="display">
        <a href={href}>{title}</a>
      </h2>
      {summary ? <p class="standfirst">{summary}</p> : null}
      <p class="meta" lang={t.locale}>
        {line}
      </p>
      {photo ? <LeadFigure photo={photo} /> : incident ? <Plate incident={incident} size="full" /> : null}
    </article>
  );
}

function LeadFigure({ photo }: { photo: LeadPhoto }) {
  const { t } = useView();
  return (
    <figure lang={t.locale}>
      <Picture
        photo={cropOf(photo, 'lead')}
        hrefOf={publicSize(photo, routes.photo)}
        alt={photo.alt}
        altLanguage={photo.altLanguage}
        sizes="(min-width: 60rem) 44rem, 94vw"
        eager
        ratio={1.5}
      />
      <figcaption class="credit">{creditOf(t, photo)}</figcaption>
    </figure>
  );
}

function Stories({ stories, front }: { stories: readonly Story[]; front: FrontView }) {
  const { t } = useView();
  return (
    <section class="front-stories" aria-labelledby="stories">
      <h2 id="stories" class="part-label">
        {t('site.home.more')}
      </h2>
      <ol>
        {stories.map((story, index) => {
          const { href, title, language, summary, kicker, photo, incident, line } = partsOf(story, front);
          return (
            <li lang={foreignTo(t, language)}>
              {photo ? <Thumbnail photo={photo} eager={index < 2} /> : <Plate incident={incident} size="small" />}
              {kicker ? (
                <p class="kicker" lang={t.locale}>
                  {t(kicker)}
                </p>
              ) : null}
              <h3>
                <a href={href}>{title}</a>
              </h3>
              {summary && index < 2 ? <p class="summary">{summary}</p> : null}
              <p class="meta" lang={t.locale}>
                {line}
              </p>
            </li>
          );
        })}
      </ol>
    </section>
  );
}

function Section({ section, articles }: { section: string; articles: readonly ArticleTeaser[] }) {
  const { t, paper } = useView();
  const found = paper.sections.find((one) => one.key === section);
  if (!found) return null;
  const id = `section-${section}`;
  return (
    <section class="front-section" aria-labelledby={id}>
      <h2 id={id} class="part-label">
        <a href={routes.section({ slug: section })}>{inWords(found.names, t.locale, paper)}</a>
      </h2>
      <ul>
        {articles.map((one) => (
          <li lang={foreignTo(t, one.language)}>
            {one.photo ? <Thumbnail photo={one.photo} place="column" /> : null}
            <h3>
              <a href={teaserAddress(one)}>{one.headline}</a>
            </h3>
            {one.standfirst ? <p class="summary">{one.standfirst}</p> : null}
            <p class="meta" lang={t.locale}>
              <TeaserLine article={one} />
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}
