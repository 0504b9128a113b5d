import { articleSlug } from '../articles/article-slug.ts';
import { sql } from 'kysely';
import { z } from 'zod';
import { bylineForm } from '../../documents/model/form.ts';
import { headCitations, type HeadCitations } from './event-date.ts';
import { readDocument, sentenceKinds, type EmbedAttrs, type PhotoAttrs } from '../../documents/model/schema.ts';
import { embedsOf, holdersOf, photosOf, sentencesOf, type Placed } from '../../documents/model/sentences.ts';
import { loadPhotosByRef } from '../../documents/photos/load-photos.ts';
import { arrange } from './arrange.ts';
import { AppError } from '../../platform/errors.ts';
import { memoryOf } from '../../platform/database/remember.ts';
import type { Reader } from '../../platform/database/tx.ts';
import { group } from '../../platform/text/group.ts';
import { findThing } from '../../record/refs.ts';
import { currentReading, withReading } from '../../record/translations/reading.ts';
import { loadBriefs, type Brief } from '../../record/views/briefs.ts';
import { figureKey } from '../../documents/computed/figures.ts';
import { loadEditionFigures, type PublishedFigure } from './figures.ts';
import { publicClaim } from './public-claim.ts';
import { publicFigure, toPublicFigure } from './public-figure.ts';
import type {} from '../share/tables.ts';
import { loadLettersShown, publicLetter } from './public-letter.ts';
import { loadSourcesShown, publicSource } from './public-source.ts';
import { loadProvisionsShown, publicProvision, toPublicProvision } from './public-provision.ts';
import { noPhoto, publicPhoto, toPublicPhoto, type PublicPhoto } from './public-photo.ts';
import { loadNotes, notesInReadersWords } from './notes.ts';
import { loadEmbeds } from './embeds-shown.ts';
import { loadOpenQuestions, publicQuestion, type PublicQuestion } from './open-questions.ts';
import { countOrigins, countSourcing, publicSourcing } from './sourcing.ts';
import { loadActions, loadCorrections, publicAction, publicCorrection } from '../articles/article-actions.ts';
import { editionActions } from '../tables.ts';
import type {} from '../publication/tables.ts';
import { loadPublicTranslations, publicTranslation } from './public-translations.ts';
import { styleNames } from '../../documents/model/markup.ts';
import { loadPublicReplies, publicReply } from './public-replies.ts';
import { countComments } from '../comments/find-commented.ts';
import { loadTags } from '../tags/queries.ts';

/* An article as readers see it, field by field (the invariant "Public by list"). The page, its JSON, the feeds and the
   mirror use only this data. */

export const publicSentence = z.strictObject({
  id: z.string(),
  text: z.string(),
  /** Links to other sites. Their positions in the text are in UTF-16 units. */
  links: z.array(z.strictObject({ start: z.number(), end: z.number(), href: z.string() })),
  /** Bold and italic words. Their positions in the text are in UTF-16 units. */
  styles: z.array(z.strictObject({ start: z.number(), end: z.number(), style: z.enum(styleNames) })),
  kind: z.enum(sentenceKinds),
  /** The numbers of the sentence's notes. */
  notes: z.array(z.number()),
  /** The name of the reporter, for own reporting. */
  reporter: z.string().nullable(),
  /** The number of the article's chart from which the sentence is calculated; null for other sentences. */
  figure: z.number().nullable(),
  /** For a calculated sentence that was published as an exception: the editor's note about how it was calculated. */
  basis: z.string().nullable(),
  /** The editor's reason, if the sentence was published as an exception; otherwise null. */
  override: z.string().nullable(),
});

const sentences = z.array(publicSentence);

export const publicNote = z.strictObject({
  number: z.number(),
  /**
   * `stands`: the claim has not changed. `changed`: it is different now. `withdrawn`: the desk withdrew it. `closed`:
   * it is no longer public. `erased`: its content was redacted.
   */
  status: z.enum(['stands', 'changed', 'withdrawn', 'closed', 'erased']),
  /** The claim as it was at the publication of this edition. Null if `closed` or `erased`. */
  claim: publicClaim.nullable(),
  /**
   * When the page with the quoted passage was preserved, and the number of the preserved copy if readers can open it.
   * Only if the passage and the copy are public. `fromArchive`: the copy comes from a web archive, and the date is what
   * the archive says.
   */
  preserved: z
    .strictObject({ at: z.iso.date(), capture: z.number().nullable(), fromArchive: z.literal(true).optional() })
    .optional(),
});

export const publicArticle = z.strictObject({
  number: z.number(),
  state: z.enum(['published', 'retracted']),
  language: z.string(),
  headline: publicSentence,
  standfirst: sentences,
  byline: z.strictObject({ kind: bylineForm.shape.kind.unwrap(), names: z.array(z.string()) }),
  /** When the article was first published. */
  publishedAt: z.iso.datetime(),
  /** When this edition was published. */
  editionAt: z.iso.datetime(),
  edition: z.number(),
  /** All editions. The newest comes first. */
  editions: z.array(
    z.strictObject({
      number: z.number(),
      at: z.iso.datetime(),
      act: z.enum(editionActions),
      note: z.string().nullable(),
    }),
  ),
  /** What was wrong, and what is right. The newest correction comes first. */
  corrections: z.array(publicCorrection),
  /** The actions that retracted, removed, unpublished or restored the article. The newest comes first. */
  acts: z.array(publicAction),
  /** Published replies and refutations. */
  replies: z.array(publicReply),
  /**
   * Readers' comments: their number (`total`), the number of removed comments (`gone`), and whether readers can write
   * one now (`open`).
   */
  comments: z.strictObject({ total: z.number(), gone: z.number(), open: z.boolean() }),
  cases: z.array(z.strictObject({ number: z.number(), title: z.string() })),
  tags: z.array(z.strictObject({ slug: z.string(), name: z.string() })),
  blocks: z.array(
    z.discriminatedUnion('type', [
      z.strictObject({ type: z.enum(['paragraph', 'heading', 'quotation']), sentences }),
      z.strictObject({
        type: z.enum(['bullets', 'numbers', 'background']),
        items: z.array(z.strictObject({ sentences })),
      }),
      /** The timeline of a case, as the record has it today. */
      z.strictObject({ type: z.literal('timeline'), case: z.strictObject({ number: z.number(), title: z.string() }) }),
      /** A chart of the article. */
      z.strictObject({
        type: z.literal('statistic'),
        figure: z.number(),
        /** The headline that an editor wrote for the chart. Null if it is calculated. */
        finding: z.string().nullable(),
      }),
      /** A law's provision on a day. */
      z.strictObject({ type: z.literal('provision'), provision: publicProvision }),
      /** A source, such as someone's post, video or page. */
      z.strictObject({ type: z.literal('source'), source: publicSource }),
      /** The signatories of an open letter. */
      z.strictObject({ type: z.literal('letter'), letter: publicLetter }),
      z.strictObject({
        type: z.literal('photo'),
        photo: publicPhoto,
        /** The caption of the photo. */
        sentences,
        /** Places in the caption that mark an actor as "(pictured)". Their positions are in UTF-16 units. */
        marked: z.array(
          z.strictObject({ sentence: z.string(), start: z.number(), end: z.number(), actor: z.number() }),
        ),
      }),
    ]),
  ),
  notes: z.array(publicNote),
  /** The charts of calculated sentences, as they were at the publication of this edition. */
  figures: z.array(publicFigure),
  questions: z.array(publicQuestion),
  sourcing: publicSourcing,
  /** Whether the article is sample data. If so, search engines are asked not to index it. */
  example: z.boolean(),
  invented: z.boolean().describe('Whether it is invented, to show how Kronika works'),
  /** The key of the article's section. */
  section: z.string().nullable(),
  /** The last part of the article's URL. */
  slug: z.string(),
  /** What search results and shared links say about the article. Null if they show its standfirst. */
  description: z.string().nullable(),
  /** The number of the photo for shared links. Null if a picture of the headline is used. */
  sharePicture: z.number().nullable(),
  /** The same article in other languages. */
  translations: z.array(publicTranslation),
});

export type PublicSentence = z.output<typeof publicSentence>;
export type PublicNote = z.output<typeof publicNote>;
/** For readers, a case has the language of its title if they do not read it. It is not part of the JSON. */
export type PublicArticle = Omit<z.output<typeof publicArticle>, 'cases'> & { cases: TitledCase[] };
type TitledCase = { number: number; title: string } & Pick<Brief, 'language' | 'untranslated'>;
/** The message key for the status of a claim in a note. */
export const noteLabel = (status: PublicNote['status']): string => `publishing.note.${status}`;
export type PublicBlock = PublicArticle['blocks'][number];

/**
 * A published edition that readers can see. `newest`: whether it was found as the newest edition, not by its number.
 * `embeds`: the embeds in its text.
 */
export type FoundArticle = {
  row: Published;
  newest: boolean;
  slug: string;
  embeds: readonly EmbedAttrs[];
  headCitations: HeadCitations;
};

/**
 * Finds a published article, or one of its earlier editions.
 * @throws AppError `not_found` if it is not public; `redacted`; `taken_down`; `gone` if it was unpublished or withdrawn
 */
export async function findArticle(db: Reader, number: number, edition?: number): Promise<FoundArticle> {
  if (!Number.isSafeInteger(number) || number < 1) throw new AppError('not_found');
  const [row] = await findPublished(db, [number], edition);
  if (!row) throw new AppError('not_found');
  const why = closedFor(row);
  if (why) throw new AppError(why);
  const doc = readDocument(row.doc);
  return {
    row,
    newest: edition === undefined,
    slug: articleSlug(row.slug, row.headline),
    embeds: embedsOf(doc),
    headCitations: headCitations(sentencesOf(doc)),
  };
}

/** Loads what readers see of a found article, without translations for the reader. */
export const readArticle = async (db: Reader, { row }: FoundArticle): Promise<PublicArticle> =>
  (await inOriginalWords(() => assemble(db, [row])))[0]!;

/**
 * A published article, or one of its earlier editions.
 * @throws AppError as `findArticle`
 */
export async function loadPublicArticle(db: Reader, number: number, edition?: number): Promise<PublicArticle> {
  const remembered = edition === undefined ? articlesOnHand(db)?.get(number) : undefined;
  return remembered ?? readArticle(db, await findArticle(db, number, edition));
}

/** Like `readArticle`, with titles, notes and questions in the language of the running request. */
export async function loadArticleToRead(db: Reader, found: FoundArticle): Promise<PublicArticle> {
  const { editionId, number } = found.row;
  const remembered = found.newest ? articlesOnHand(db)?.get(number) : undefined;
  const [article, questions] = await Promise.all([
    remembered ?? readArticle(db, found),
    currentReading() ? loadOpenQuestions(db, [editionId]) : new Map<number, PublicQuestion[]>(),
  ]);
  return inReadersWords(db, article, questions.get(editionId) ?? []);
}

/** Published articles by their numbers. Articles that are not public are left out. */
export async function loadPublicArticles(db: Reader, numbers: readonly number[]): Promise<Map<number, PublicArticle>> {
  const onHand = articlesOnHand(db);
  const missing = numbers.filter((number) => !onHand?.has(number));
  const rows = missing.length ? (await findPublished(db, missing)).filter((row) => closedFor(row) === null) : [];
  const fresh = rows.length ? await inOriginalWords(() => assemble(db, rows)) : [];
  if (onHand) {
    for (const article of fresh) onHand.set(article.number, article);
    for (const oldest of onHand.keys()) {
      if (onHand.size <= maxOnHand) break;
      onHand.delete(oldest);
    }
  }
  const loaded = new Map(fresh.map((article) => [article.number, article]));
  return new Map(
    numbers.flatMap((number) => {
      const article = loaded.get(number) ?? onHand?.get(number);
      return article ? [[number, article] as const] : [];
    }),
  );
}

/** Runs `work` without translations for the reader, because pages in all languages share the articles in the cache. */
const inOriginalWords = <T>(work: () => Promise<T>): Promise<T> => withReading(undefined, work);

/**
 * An article with the titles of its cases, its notes and its questions in the language of the running request.
 */
export async function inReadersWords(
  db: Reader,
  original: PublicArticle,
  questions: readonly PublicQuestion[] = original.questions,
): Promise<PublicArticle> {
  if (!currentReading()) return original;
  const numbers = [
    ...original.cases.map((one) => one.number),
    ...original.blocks.flatMap((block) => (block.type === 'timeline' ? [block.case.number] : [])),
  ];
  const [notes, { things, briefs }] = await Promise.all([
    notesInReadersWords(db, original.notes),
    findCases(db, [...new Set(numbers)]),
  ]);
  const article = { ...original, notes, questions: [...questions] };
  const shown = new Map(
    things.flatMap(({ id, number }) => {
      const brief = briefs.get(id);
      return brief && !brief.hidden ? [[number, brief] as const] : [];
    }),
  );
  const titled = (one: TitledCase): TitledCase => {
    const { title, language, untranslated } = shown.get(one.number) ?? one;
    return { number: one.number, title, language, untranslated };
  };
  return {
    ...article,
    cases: article.cases.map(titled),
    blocks: article.blocks.map((block) =>
      block.type === 'timeline'
        ? { ...block, case: { ...block.case, title: shown.get(block.case.number)?.title ?? block.case.title } }
        : block,
    ),
  };
}

/** The cases with these numbers, with their briefs. */
async function findCases(db: Reader, numbers: readonly number[]) {
  const things = numbers.length
    ? await db
        .selectFrom('thing')
        .select(['id', 'number'])
        .where('kind', '=', 'case')
        .where(sql<boolean>`number = any(${[...numbers]}::bigint[])`)
        .execute()
    : [];
  const briefs = await loadBriefs(
    db,
    things.map(({ id }) => id),
    'public',
  );
  return { things, briefs };
}

/**
 * A cache of the articles that were read last. It exists only while a mirror is made, which renders an article's page,
 * its JSON and its feeds shortly after one another. Otherwise undefined.
 */
const articlesOnHand = (db: Reader) => memoryOf<number, PublicArticle>(db, 'public articles');
const maxOnHand = 400;

type Published = Awaited<ReturnType<typeof findPublished>>[number];

/** Loads the related data of several editions at once. */
async function assemble(db: Reader, rows: readonly Published[]): Promise<PublicArticle[]> {
  const [ids, editionIds] = [rows.map((row) => row.id), rows.map((row) => row.editionId)];
  const docs = new Map(rows.map((row) => [row.editionId, readDocument(row.doc)]));
  const embeds = [...docs.values()].flatMap((doc) => embedsOf(doc));
  const among = (column: string) => sql<boolean>`${sql.ref(column)} = any(${ids}::bigint[])`;
  const [
    [notes, figures, origins, questions],
    [corrections, acts, tags, translations, replies, comments],
    [overrides, editionRows, sectionRows, shareRows],
    [cases, shownCases, provisions, sources, letters, photos],
  ] = await Promise.all([
    Promise.all([
      loadNotes(db, editionIds),
      loadEditionFigures(db, editionIds),
      countOrigins(db, editionIds),
      loadOpenQuestions(db, editionIds),
    ]),
    Promise.all([
      loadCorrections(db, ids),
      loadActions(db, ids),
      loadTags(db, ids),
      loadPublicTranslations(db, ids),
      loadPublicReplies(db, ids),
      countComments(db, ids),
    ]),
    Promise.all([
      db
        .selectFrom('published_override')
        .select(['edition_id', 'sentence_id', 'reason'])
        .where(sql<boolean>`edition_id = any(${editionIds}::bigint[])`)
        .execute(),
      db
        .selectFrom('edition')
        .select(['document_id', 'number', 'at', 'act', 'note'])
        .where(among('document_id'))
        .orderBy('number', 'desc')
        .execute(),
      db.selectFrom('article_section').select(['document_id', 'section']).where(among('document_id')).execute(),
      db
        .selectFrom('article_share')
        .innerJoin('thing', 'thing.id', 'photo_id')
        .select(['document_id', 'thing.number'])
        .where(among('document_id'))
        .execute(),
    ]),
    Promise.all([
      publicCases(
        db,
        rows.map((row) => row.revisionId),
      ),
      casesShown(db, embeds),
      loadProvisionsShown(db, embeds),
      loadSourcesShown(db, embeds),
      loadLettersShown(db, embeds),
      loadPhotosByRef(
        db,
        [...docs.values()].flatMap((doc) => photosOf(doc)),
        'public',
      ),
    ]),
  ]);
  const reasons = group(overrides.map((one) => [one.edition_id, [one.sentence_id, one.reason] as const] as const));
  const editions = group(editionRows.map((one) => [one.document_id, one] as const));
  const sections = new Map(sectionRows.map((one) => [one.document_id, one.section]));
  const shares = new Map(shareRows.map((one) => [one.document_id, one.number]));
  const showPhoto = ({ photo, alt }: PhotoAttrs): PublicPhoto => {
    const found = photos.get(photo);
    return found ? toPublicPhoto(found, alt) : noPhoto;
  };
  return rows.map((row): PublicArticle => {
    const held = figures.get(row.editionId) ?? new Map<string, PublishedFigure>();
    const noted = notes.get(row.editionId)!;
    const overrides = new Map(reasons.get(row.editionId));
    const figureOf = (one: Placed): number | null =>
      one.kind === 'computed' ? (held.get(figureKey(one.basis) ?? '')?.number ?? null) : null;
    const show = (one: Placed): PublicSentence => ({
      id: one.id,
      text: one.text,
      links: one.links,
      styles: one.styles,
      kind: one.kind,
      notes: [...new Set(one.citations.flatMap(({ claim }) => noted.numberOf.get(claim) ?? []))].toSorted(
        (a, b) => a - b,
      ),
      reporter: one.kind === 'own-reporting' ? one.reporter : null,
      figure: figureOf(one),
      basis: one.kind === 'computed' && figureOf(one) === null ? one.basis : null,
      override: overrides.get(one.id) ?? null,
    });
    const showEmbed = ({ kind, ref, finding }: EmbedAttrs): PublicBlock | null => {
      if (kind === 'timeline') {
        const shown = shownCases.get(ref);
        return shown ? { type: 'timeline', case: shown } : null;
      }
      if (kind === 'provision') {
        const shown = provisions.get(ref);
        return shown ? { type: 'provision', provision: toPublicProvision(shown, row.language) } : null;
      }
      if (kind === 'source') {
        const source = sources.get(ref);
        return source ? { type: 'source', source } : null;
      }
      if (kind === 'letter') {
        const letter = letters.get(ref);
        return letter ? { type: 'letter', letter } : null;
      }
      const figure = held.get(figureKey(ref) ?? '')?.number;
      return figure === undefined ? null : { type: 'statistic', figure, finding: finding?.text ?? null };
    };
    const text = arrange(holdersOf(docs.get(row.editionId)!), { show, showEmbed, showPhoto });
    return {
      number: row.number,
      state: row.state === 'retracted' ? 'retracted' : 'published',
      language: row.language,
      headline: text.headline,
      standfirst: text.standfirst,
      byline: { kind: row.byline_kind, names: row.byline_names },
      publishedAt: row.first_published_at!.toISOString(),
      editionAt: row.at.toISOString(),
      edition: row.edition,
      editions: (editions.get(row.id) ?? []).map((one) => ({
        number: one.number,
        at: one.at.toISOString(),
        act: one.act,
        note: one.note,
      })),
      corrections: corrections.get(row.id) ?? [],
      tags: tags.get(row.id) ?? [],
      acts: acts.get(row.id) ?? [],
      replies: replies.get(row.id) ?? [],
      comments: comments.get(row.id) ?? { total: 0, gone: 0, open: false },
      cases: cases.get(row.revisionId) ?? [],
      blocks: leadFirst(text.blocks, shares.get(row.id)),
      notes: noted.notes,
      figures: [...held.values()].map(toPublicFigure),
      questions: questions.get(row.editionId) ?? [],
      sourcing: countSourcing(noted.notes, allSentences(text), origins.get(row.editionId) ?? 0, row.origins),
      example: row.example,
      invented: row.invented,
      section: sections.get(row.id) ?? null,
      slug: articleSlug(row.slug, row.headline),
      description: row.description,
      sharePicture: text.blocks.some((block) => block.type === 'photo' && block.photo.number === shares.get(row.id))
        ? shares.get(row.id)!
        : null,
      translations: translations.get(row.id) ?? [],
    };
  });
}

/** The blocks of a text, first the photo that an editor chose as the article's lead picture. */
function leadFirst(blocks: readonly PublicBlock[], lead: number | undefined): PublicBlock[] {
  const found = blocks.find((block) => block.type === 'photo' && block.photo.number === lead);
  return found ? [found, ...blocks.filter((block) => block !== found)] : [...blocks];
}

/** Every sentence, in reading order. */
export function allSentences({
  headline,
  standfirst,
  blocks,
}: Pick<PublicArticle, 'headline' | 'standfirst' | 'blocks'>): PublicSentence[] {
  return [
    headline,
    ...standfirst,
    ...blocks.flatMap((block) =>
      'items' in block ? block.items.flatMap((item) => item.sentences) : 'sentences' in block ? block.sentences : [],
    ),
  ];
}

/** The article's public JSON. Its schema allows only these fields, so nothing else can be published. */
export async function publicArticleJson(db: Reader, number: number, edition?: number): Promise<PublicArticle> {
  return publicArticle.parse(await loadPublicArticle(db, number, edition));
}

/** Articles with their newest edition, or with the edition of this number. */
async function findPublished(db: Reader, numbers: readonly number[], edition?: number) {
  return db
    .selectFrom('thing')
    .innerJoin('document', 'document.id', 'thing.id')
    .innerJoin('edition', (join) =>
      edition === undefined
        ? join.onRef('edition.id', '=', 'document.edition_id')
        : join.onRef('edition.document_id', '=', 'document.id').on('edition.number', '=', edition),
    )
    .innerJoin('revision', 'revision.id', 'edition.revision_id')
    .select([
      'thing.id',
      'thing.number',
      'thing.example',
      'thing.invented',
      'thing.visibility',
      'thing.withdrawn_at',
      'thing.redacted_at',
      'document.state',
      'document.first_published_at',
      'document.slug',
      'document.description',
    ])
    .select([
      'edition.id as editionId',
      'edition.number as edition',
      sql<boolean>`edition.id = document.edition_id`.as('isNewest'),
      'edition.at',
      'edition.origins',
      'revision.id as revisionId',
      'revision.doc',
    ])
    .select(['revision.language', 'revision.headline', 'revision.byline_kind', 'revision.byline_names'])
    .where('thing.kind', '=', 'article')
    .where(sql<boolean>`thing.number = any(${[...numbers]}::bigint[])`)
    .execute();
}

/** Why readers cannot see an article. Null if they can see it. */
function closedFor(row: Published): 'not_found' | 'redacted' | 'taken_down' | 'gone' | null {
  if (row.state === 'draft' || row.visibility !== 'public') return 'not_found';
  if (row.redacted_at) return 'redacted';
  if (row.state === 'taken-down') return 'taken_down';
  return row.withdrawn_at || row.state === 'unpublished' ? 'gone' : null;
}

/** The public cases of revisions, by the revision's id. */
async function publicCases(db: Reader, revisionIds: readonly number[]): Promise<Map<number, PublicArticle['cases']>> {
  const rows = await db
    .selectFrom('revision_case')
    .select(['revision_id', 'case_id'])
    .where(sql<boolean>`revision_id = any(${[...revisionIds]}::bigint[])`)
    .orderBy('position')
    .execute();
  const briefs = await loadBriefs(
    db,
    rows.map((row) => row.case_id),
    'public',
  );
  const shown = group(
    rows.flatMap((row) => {
      const brief = briefs.get(row.case_id);
      return brief && !brief.hidden
        ? [[row.revision_id, [brief.number, { number: brief.number, title: brief.title }] as const] as const]
        : [];
    }),
  );
  return new Map([...shown].map(([revision, cases]) => [revision, [...new Map(cases).values()]]));
}

/** The public cases of timelines, by the ref in the text. */
const casesShown = (
  db: Reader,
  embeds: readonly EmbedAttrs[],
): Promise<Map<string, { number: number; title: string }>> =>
  loadEmbeds(embeds, 'timeline', async (number) => {
    const thing = await findThing(db, 'case', number);
    const brief = thing && (await loadBriefs(db, [thing.id], 'public')).get(thing.id);
    return brief && !brief.hidden ? { number: brief.number, title: brief.title } : null;
  });
