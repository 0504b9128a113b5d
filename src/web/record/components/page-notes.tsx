import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import { group } from '../../../platform/text/group.ts';
import { repeating } from '../../../record/kinds/source.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import type { SourceBrief } from '../../../record/views/sources.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { NoteMark, Notes } from './cited.tsx';
import { attributionOf, distinctClaims, noteOfClaim, type Opened } from './of-record.ts';
import type { NoteData } from './types.ts';

/**
 * The maximum number of notes on a page. Other claims get a link instead, so that the page of a large case is small.
 */
export const maxNotes = 150;

/**
 * Collects the notes of a page of the record. A claim gets its number when a component first cites it. Components are
 * rendered from the top to the bottom of the page, so the numbers are in the same order.
 */
export class PageNotes {
  private readonly numbers = new Map<number, number>();
  /** The claims of each note: the claim whose words it shows, and the same claim in republished stories. */
  private readonly cited: ClaimView[][] = [];
  private readonly roots: ReadonlyMap<number, number>;
  /** @param sources the sources of the claims; they say which stories republish or translate others */
  constructor(
    private readonly opened: Opened = new Map(),
    sources: readonly Pick<SourceBrief, 'brief' | 'derivedFrom'>[] = [],
  ) {
    this.roots = rootsOf(sources);
  }

  /**
   * The number of the note of a group of claims (see `groupsOf`), which get a new note if they have none. Null if they
   * have none and the page already has `maxNotes` notes.
   */
  numberOf(claims: readonly ClaimView[]): number | null {
    const known = claims.flatMap(({ id }) => this.numbers.get(id) ?? [])[0];
    if (known === undefined && this.cited.length >= maxNotes) return null;
    const number = known ?? this.cited.push([]);
    for (const claim of claims) {
      if (this.numbers.has(claim.id)) continue;
      this.numbers.set(claim.id, number);
      this.cited[number - 1]!.push(claim);
    }
    return number;
  }

  /** Groups claims that have the same attribution in versions of one story: republished or translated. */
  groupsOf(claims: readonly ClaimView[]): ClaimView[][] {
    const story = ({ id, source }: ClaimView): string => {
      const root = source && this.roots.get(source.id);
      return root ? `story ${root}` : `claim ${id}`;
    };
    return [...group(claims.map((claim) => [`${attributionOf(claim)} ${story(claim)}`, claim] as const)).values()];
  }

  /** The notes of all claims that have been cited so far. */
  notes(t: Translate): NoteData[] {
    return this.cited.map(([claim, ...same], index) => noteOfClaim(t, claim!, index + 1, this.opened, same));
  }
}

/**
 * For each source that republishes or translates another, and for each original source: the id of the source in which
 * the story appeared first.
 */
function rootsOf(sources: readonly Pick<SourceBrief, 'brief' | 'derivedFrom'>[]): Map<number, number> {
  const before = new Map(
    sources.flatMap(({ brief, derivedFrom }) =>
      derivedFrom.flatMap(({ source, kind }) => (repeating.includes(kind) ? [[brief.id, source.id] as const] : [])),
    ),
  );
  const roots = new Map<number, number>();
  for (const id of before.keys()) {
    let root = id;
    // `seen` ends the loop if two sources are recorded as republishing each other.
    for (const seen = new Set<number>(); before.has(root) && !seen.has(root); root = before.get(root)!) seen.add(root);
    roots.set(id, root).set(root, root);
  }
  return roots;
}

const NotesContext = createContext<PageNotes | null>(null);

/** Provides the notes of the page to the components inside. */
export const WithNotes = ({ notes, children }: { notes: PageNotes; children?: Child }) => (
  <NotesContext.Provider value={notes}>{children}</NotesContext.Provider>
);

/** The notes of the page. Null on a page without notes, which names the speakers below each value instead. */
export const usePageNotes = (): PageNotes | null => useContext(NotesContext);

/** The list of the notes of the page. It must be rendered after all components that cite claims. */
export const NotesOfPage = ({ notes }: { notes: PageNotes }) => <Notes notes={notes.notes(useWords())} />;

/**
 * The note numbers of claims. Claims from the same source with the same attribution share one number. So do such claims
 * in republished stories, because a republished story is not an independent source.
 */
export function Marks({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const notes = usePageNotes();
  const distinct = distinctClaims(claims);
  const marked = (notes?.groupsOf(distinct) ?? distinct.map((claim) => [claim])).map((same) => ({
    claim: same[0]!,
    number: notes?.numberOf(same) ?? null,
  }));
  if (!marked.length) return null;
  return (
    <sup class="refs">
      {marked
        .toSorted((a, b) => (a.number ?? Infinity) - (b.number ?? Infinity))
        .map(({ claim, number }, index) =>
          number === null ? (
            <a
              class="far"
              href={routes.claim({ number: claim.number })}
              aria-label={t('record.public.claim.number', { number: claim.number })}
            >
              {index < marked.length - 1 ? '*,' : '*'}
            </a>
          ) : (
            <NoteMark number={number} more={index < marked.length - 1} />
          ),
        )}
    </sup>
  );
}
