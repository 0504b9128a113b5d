import type { Translate } from '../../../../platform/messages/messages.ts';
import { allSentences, type PublicArticle, type PublicNote } from '../../../../publishing/public/public-article.ts';
import type { PublicClaim } from '../../../../publishing/public/public-claim.ts';
import { statisticOf } from '../../../../publishing/public/public-figure.ts';
import { pageNamed } from '../../../record/components/chain.tsx';
import { wholeTitle } from '../../../search/charts/words.ts';
import { passageAnchor } from '../../../record/components/opened.ts';
import { withheldSource, withinKey, wordsLanguage, wordsOf } from '../../../record/components/of-record.ts';
import type { ChainLink, NoteData, SentenceData, Support } from '../../../record/components/types.ts';
import { foreignTo } from '../../../kit/words/foreign-to.ts';
import { routes, slugify } from '../../../routes.ts';

/** The notes of an article, and its sentences, in the form that components need. */
export type Noted = {
  notes: NoteData[];
  /** Each sentence with its note numbers, by the sentence's id. */
  sentences: ReadonlyMap<string, SentenceData>;
  /** The first sentence that cites a note, by the note's number. */
  back: Readonly<Record<number, string>>;
};

/**
 * Numbers the notes of an article. Claims have the same numbers as in the article's JSON. Own reporting, calculated
 * sentences and exceptions get the numbers after the last claim. `replay` means that readers of this publication can
 * open preserved pages.
 */
export function noteArticle(t: Translate, article: PublicArticle, replay = false): Noted {
  const notes = article.notes.map((note) => noteOf(t, note, replay));
  const known = new Map<string, number>();
  let last = Math.max(0, ...notes.map((note) => note.number));
  const further = (key: string, make: (number: number) => NoteData): number => {
    const number = known.get(key) ?? ++last;
    if (!known.has(key)) {
      known.set(key, number);
      notes.push(make(number));
    }
    return number;
  };
  const sentences = new Map<string, SentenceData>();
  const marks = markedOf(article);
  const back: Record<number, string> = {};
  for (const one of allSentences(article)) {
    const numbers = [...one.notes];
    if (one.reporter)
      numbers.push(further(`own ${one.reporter}`, (number) => ({ number, basis: 'own', by: one.reporter! })));
    const figure = article.figures.find((each) => each.number === one.figure);
    if (figure) {
      const said = allSentences(article).flatMap((other) => (other.figure === figure.number ? [other.text] : []));
      numbers.push(
        further(`figure ${figure.number}`, (number) => ({
          number,
          basis: 'computed',
          what: wholeTitle(t, statisticOf(figure)),
          figure,
          said,
        })),
      );
    }
    if (one.basis)
      numbers.push(further(`computed ${one.basis}`, (number) => ({ number, basis: 'computed', what: one.basis! })));
    if (one.override)
      numbers.push(
        further(`override ${one.override}`, (number) => ({ number, basis: 'override', reason: one.override! })),
      );
    sentences.set(one.id, {
      id: one.id,
      text: one.text,
      links: [...one.links, ...(marks.get(one.id) ?? [])].toSorted((a, b) => a.start - b.start),
      styles: one.styles,
      notes: numbers,
      override: one.override !== null,
    });
    for (const number of numbers) back[number] ??= one.id;
  }
  return { notes, sentences, back };
}

/** The links from names in captions to the people's pages, by the id of the caption's sentence. */
function markedOf({ blocks }: PublicArticle): Map<string, { start: number; end: number; href: string; here: true }[]> {
  const found = new Map<string, { start: number; end: number; href: string; here: true }[]>();
  for (const block of blocks) {
    if (block.type !== 'photo') continue;
    for (const { sentence, start, end, actor } of block.marked) {
      const outside = block.sentences
        .find((one) => one.id === sentence)!
        .links.some((link) => link.start < end && link.end > start);
      const { name } = block.photo.pictured.find((one) => one.number === actor)!;
      if (!outside)
        found.set(sentence, [
          ...(found.get(sentence) ?? []),
          { start, end, href: routes.actor({ number: actor, slug: slugify(name) }), here: true },
        ]);
    }
  }
  return found;
}

function noteOf(t: Translate, note: PublicNote, replay: boolean): NoteData {
  const { number, claim, status } = note;
  if (!claim) return { number, basis: status === 'erased' ? 'erased' : 'closed' };
  return {
    number,
    basis: 'claim',
    mode: claim.mode,
    words: wordsOf(claim),
    chain: claim.chain.map((link) => linkOf(t, claim, link)),
    ownWords: claim.chain.length === 1 && claim.chain[0]!.pagesOwn,
    support: supportOf(t, note, claim, replay),
    // A withdrawn claim still has a page, which says when and why it was withdrawn.
    claim: routes.claim({ number: claim.number }),
    since: status === 'changed' || status === 'withdrawn' ? status : undefined,
  };
}

export function linkOf(t: Translate, claim: PublicClaim, link: PublicClaim['chain'][number]): ChainLink {
  const language = wordsLanguage(t, claim);
  const words = { verb: link.verb ?? undefined, carriedOver: link.carriedOver || undefined, language };
  const source = link.source && routes.source({ number: link.source.number });
  if (link.hidden) return { actor: 'hidden', ...words };
  if (link.speaker)
    return {
      actor: {
        name: link.speaker.name,
        href: routes.actor({ number: link.speaker.number, slug: slugify(link.speaker.name) }),
        language: link.speaker.language,
      },
      ...words,
      within: !link.source
        ? undefined
        : link.source.kind
          ? t(withinKey(t, link.source.kind))
          : t('record.public.within.named', { title: link.source.name }),
    };
  if (link.source && source)
    return {
      actor: {
        ...pageNamed(t, { ...link.source, title: link.source.name }, link.asWritten, language),
        href: source,
      },
      ...words,
    };
  if (link.pagesOwn && link.asWritten === null && claim.source)
    return {
      actor: {
        name: claim.source.title,
        href: routes.source({ number: claim.source.number }),
        language: claim.source.oursOfTitle ? undefined : foreignTo(t, claim.source.language),
      },
      ...words,
    };
  return { actor: null, asWritten: link.asWritten ?? undefined, asWrittenOurs: link.asWrittenOurs, ...words };
}

function supportOf(t: Translate, note: PublicNote, claim: PublicClaim, replay: boolean): Support {
  const { source, passage } = claim;
  const { preserved } = note;
  return {
    kind: claim.support,
    titleLanguage: source?.oursOfTitle ? undefined : foreignTo(t, source?.language),
    title: source?.title ?? (claim.support === 'direct-word' ? undefined : withheldSource(t, claim.withheld)),
    publisher: source?.publisher?.name,
    publisherLanguage: source?.publisher?.language,
    published: source?.published ?? undefined,
    href: source ? routes.source({ number: source.number }) : undefined,
    held: source?.held,
    external: source?.url ?? undefined,
    quote: passage ? `${passage.quotation}${passage.shortened ? ' […]' : ''}` : undefined,
    page: passage?.page,
    pagePart: passage?.pagePart,
    oursOfQuote: passage?.ours,
    preserved: preserved?.at,
    fromArchive: preserved?.fromArchive,
    archived:
      replay && source && preserved?.capture
        ? `${routes.keptPage({ number: source.number, capture: preserved.capture })}#${passageAnchor(claim.number)}`
        : undefined,
    // If the language of the source is not recorded, its words are in the language of the claim.
    language: foreignTo(t, source?.language ?? claim.original?.language ?? claim.language),
  };
}
