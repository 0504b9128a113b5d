import type { Reader } from '../../platform/database/tx.ts';
import { loadPictures } from '../../record/photos/pictures.ts';
import type { PhotoView } from '../../record/photos/view.ts';
import { dayIn } from '../../record/values/local-time.ts';
import { loadTally, type Tally } from '../../search/statistics/tally.ts';
import { teasersOf, type ArticleTeaser } from '../articles/list-articles.ts';
import { loadPlainFacts, type PlainFacts } from './facts.ts';
import { loadFrontFigure, type FrontFigure } from './figure.ts';
import { findFrontRows, frontListsOf, type FrontCase, type FrontLetter, type FrontLists } from './lists.ts';
import { chosenFor, loadLive, type Chosen, type Notice } from './load.ts';

/** An item that the front page shows as lead or story. */
export type Story =
  | { kind: 'article'; article: ArticleTeaser }
  | { kind: 'case'; case: FrontCase }
  | { kind: 'letter'; letter: FrontLetter };

export type FrontView = Pick<FrontLists, 'cases' | 'letters' | 'laws' | 'corrections' | 'questions'> & {
  lead: Story | null;
  stories: Story[];
  sections: { section: string; articles: ArticleTeaser[] }[];
  notices: Notice[];
  facts: Map<number, PlainFacts>;
  /** The pictures of cases, by the case's id. */
  pictures: Map<number, PhotoView>;
  figure: FrontFigure | null;
  countries: Tally['countries'];
  /** Whether everything on the page is sample data. */
  example: boolean;
};

/** The number of stories beside the lead if no editor chose any. */
const usualStories = 6;

/**
 * The front page as readers see it at the time `at`: what an editor chose, or else the newest items. No item appears
 * twice among lead, stories and sections.
 */
export async function readFrontPage(db: Reader, at: Date, timeZone: string): Promise<FrontView> {
  const today = dayIn(at, timeZone);
  const [version, tally] = await Promise.all([loadLive(db, at), loadTally(db)]);
  const figureShown = loadFrontFigure(
    db,
    tally,
    version ?? { figure: null, finding: null },
    at,
    Number(today.slice(0, 4)),
  );
  const rowsOf = findFrontRows(db, version, at, today);
  const [figure, lists, articles, facts, pictures] = await Promise.all([
    figureShown,
    rowsOf.then((found) => frontListsOf(db, found)),
    rowsOf.then((found) =>
      teasersOf(
        db,
        [
          ...new Set([
            ...chosenFor(version).flatMap((one) => (one.shown && one.kind === 'article' ? [Number(one.edition)] : [])),
            ...found.articles,
          ]),
        ],
        { pictures: true, drawings: true },
      ),
    ),
    rowsOf.then((found) => loadPlainFacts(db, [...new Set(found.cases)], [...new Set(found.laws)])),
    rowsOf.then((found) => loadPictures(db, found.cases, 'public')),
  ]);
  const teasers = new Map(articles.map((one) => [one.id, one]));
  const used = new Set<number>();
  const take = (kind: Story['kind'], id: number): Story | null => {
    if (used.has(id)) return null;
    const story = storyOf(kind, id);
    if (story) used.add(id);
    return story;
  };
  const storyOf = (kind: Story['kind'], id: number): Story | null => {
    const article = kind === 'article' ? teasers.get(id) : undefined;
    if (article) return { kind: 'article', article };
    const found = kind === 'case' ? [...lists.chosen.cases, ...lists.cases].find((one) => one.id === id) : undefined;
    if (found) return { kind: 'case', case: found };
    const letter = kind === 'letter' ? lists.chosen.letters.find((one) => one.id === id) : undefined;
    return letter ? { kind: 'letter', letter } : null;
  };
  const chosenStory = (one: Chosen): Story | null => (one.shown ? take(one.kind, Number(one.edition)) : null);
  const first = version?.lead ? chosenStory(version.lead) : null;
  const picked = version?.stories.map(chosenStory) ?? [];
  const firstOf = (kind: Story['kind'], ids: readonly number[]): Story | null => {
    for (const id of ids) {
      const story = take(kind, id);
      if (story) return story;
    }
    return null;
  };
  // A chosen story becomes the lead only if there is nothing else.
  const lead =
    first ??
    firstOf('article', lists.articles) ??
    firstOf(
      'case',
      lists.cases.map((one) => one.id),
    ) ??
    picked.find((one) => one !== null) ??
    null;
  const sections = (version?.sections ?? []).map(({ section, stories }) => ({
    section,
    articles: (lists.sections.get(section) ?? [])
      .filter((id) => !used.has(id))
      .slice(0, stories)
      .flatMap((id) => {
        used.add(id);
        return teasers.get(id) ?? [];
      }),
  }));
  // The newest articles take the places of stories that readers do not see, and all places if no editor chose any.
  const chosen = picked.filter((one) => one !== lead);
  const places = chosen.some((one) => one !== null) ? chosen : Array<null>(usualStories).fill(null);
  const stories = places.flatMap((one) => one ?? firstOf('article', lists.articles) ?? []);
  const onTop = [...(lead ? [lead] : []), ...stories];
  const cases = lists.cases.filter((one) => !used.has(one.id));
  const shown = [
    ...onTop.map((one) => (one.kind === 'article' ? one.article : one.kind === 'case' ? one.case : one.letter)),
    ...cases,
  ];
  return {
    lead,
    stories,
    sections: sections.filter((one) => one.articles.length > 0),
    notices: version?.notices.filter((one) => one.shown) ?? [],
    cases,
    letters: lists.letters.filter((one) => !used.has(one.id)),
    laws: lists.laws,
    corrections: lists.corrections,
    questions: lists.questions,
    facts,
    pictures,
    figure,
    countries: tally.countries,
    example: shown.length > 0 && shown.every((one) => one.example),
  };
}
