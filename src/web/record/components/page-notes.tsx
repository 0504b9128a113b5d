import { createContext, useContext } from 'hono/jsx';
import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { useWords } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { NoteMark, Notes } from './cited.tsx';
import { distinctClaims, noteOfClaim, type Opened } from './of-record.ts';
import type { NoteData } from './types.ts';

/** The most notes of a page. Further claims are linked instead, so that a page of a large case stays small. */
export const mostNotes = 150;

/**
 * The notes of a page of the record. A claim gets its number where the page first cites it, so the numbers follow the
 * text. Components are rendered in the order of the page.
 */
export class PageNotes {
  private readonly numbers = new Map<number, number>();
  private readonly cited: ClaimView[] = [];
  constructor(private readonly opened: Opened = new Map()) {}

  /** The number of a claim's note; null if the page has no room for another note. */
  numberOf(claim: ClaimView): number | null {
    const known = this.numbers.get(claim.id);
    if (known !== undefined) return known;
    if (this.cited.length >= mostNotes) return null;
    this.cited.push(claim);
    this.numbers.set(claim.id, this.cited.length);
    return this.cited.length;
  }

  /** The notes of all claims that were cited until now. */
  notes(t: Translate): NoteData[] {
    return this.cited.map((claim, index) => noteOfClaim(t, claim, index + 1, this.opened));
  }
}

const NotesContext = createContext<PageNotes | null>(null);

/** Gives the components inside a place to collect their notes. */
export const WithNotes = ({ notes, children }: { notes: PageNotes; children?: Child }) => (
  <NotesContext.Provider value={notes}>{children}</NotesContext.Provider>
);

/** The notes of the page; null on a page that names the speakers below each value. */
export const usePageNotes = (): PageNotes | null => useContext(NotesContext);

/** The notes that a page cites. It is rendered after everything that cites a note. */
export const NotesOfPage = ({ notes }: { notes: PageNotes }) => <Notes notes={notes.notes(useWords())} />;

/** The numbers of the notes of some claims. Claims with the same attribution in the same page share the first one's. */
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
