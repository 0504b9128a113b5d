import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { NoteMark, Notes } from './cited.tsx';
import { distinctClaims, noteOfClaim, type Opened } from './of-record.ts';
import type { NoteData } from './types.ts';

/**
 * The maximum number of notes on a page. Further claims are only linked, so that the page of a large case stays small.
 */
export const maxNotes = 150;

/**
 * Collects the notes of a page of the record. A claim gets its number when a component first cites it. Components are
 * rendered in the order of the page, so the numbers are in that order, too.
 */
export class PageNotes {
  private readonly numbers = new Map<number, number>();
  private readonly cited: ClaimView[] = [];
  constructor(private readonly opened: Opened = new Map()) {}

  /** The number of a claim's note; null if the page already has `maxNotes`. */
  numberOf(claim: ClaimView): number | null {
    const known = this.numbers.get(claim.id);
    if (known !== undefined) return known;
    if (this.cited.length >= maxNotes) return null;
    this.cited.push(claim);
    this.numbers.set(claim.id, this.cited.length);
    return this.cited.length;
  }

  /** The notes of all claims that have been cited so far. */
  notes(t: Translate): NoteData[] {
    return this.cited.map((claim, index) => noteOfClaim(t, claim, index + 1, this.opened));
  }
}

const NotesContext = createContext<PageNotes | null>(null);

/** Provides the page's notes to the components inside. */
export const WithNotes = ({ notes, children }: { notes: PageNotes; children?: Child }) => (
  <NotesContext.Provider value={notes}>{children}</NotesContext.Provider>
);

/** The notes of the page. Null on a page without notes, which names the speakers below each value instead. */
export const usePageNotes = (): PageNotes | null => useContext(NotesContext);

/** The list of the page's notes. It must be rendered after all components that cite a note. */
export const NotesOfPage = ({ notes }: { notes: PageNotes }) => <Notes notes={notes.notes(useWords())} />;

/** The note numbers of claims. Claims with the same attribution on the same page share one number. */
export function Marks({ claims }: { claims: readonly ClaimView[] }) {
  const t = useWords();
  const notes = usePageNotes();
  const marked = distinctClaims(claims).map((claim) => ({ claim, number: notes?.numberOf(claim) ?? null }));
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
