import type { Child } from 'hono/jsx';
import { isWebAddress } from '../../../documents/model/links.ts';
import { languageName } from '../../../record/vocabulary/languages.ts';
import type { Style } from '../../../documents/model/markup.ts';
import { useView, useWords } from '../../kit/view.tsx';
import { ClaimChain, noteWords, pageWords, SourceLine } from './chain.tsx';
import { FigureNote } from '../../search/statistics/chart-figure-note.tsx';
import { OriginalBelow, OurQuotation, QuotedBlock } from '../../kit/components/ours.tsx';
import { Shape } from '../../kit/components/shapes.tsx';
import type { ChainLink, ClaimWords, NoteData, SentenceData, Support } from './types.ts';
import { EdtfDate, Pill } from '../../kit/components/values.tsx';
import { foreignTo } from '../../kit/words/foreign-to.ts';
import { lowerFirst } from '../../kit/words/lower-first.ts';

/**
 * A sentence with the numbers of its notes. Each number opens its note as a popover, without a script. Browsers without
 * popovers follow a link to the note. On a wide screen, the margin shows the attributions while the pointer or the
 * focus is on the sentence.
 */
export function CitedSentence({ sentence, notes }: { sentence: SentenceData; notes: readonly NoteData[] }) {
  const t = useWords();
  if (!sentence.notes.length)
    return (
      <>
        <LinkedText {...sentence} />{' '}
      </>
    );
  const mine = sentence.notes
    .map((number) => notes.find((note) => note.number === number))
    .filter((note) => note !== undefined);
  return (
    <>
      <span
        class={sentence.override ? 'cited override' : 'cited'}
        id={`s-${sentence.id}`}
        data-who={mine.map((note) => noteWords(t, note)).join(' · ')}
      >
        <span class="said" lang={sentence.language}>
          <LinkedText {...sentence} />
        </span>
        <sup class="refs">
          {mine.map((note, index) => (
            <NoteMark number={note.number} more={index < mine.length - 1} />
          ))}
        </sup>
      </span>{' '}
    </>
  );
}

/**
 * The number of a note: a button that opens the note as a popover, or a link in browsers without popovers. `more`:
 * another number follows. The comma is then part of the button, so that the button is larger.
 */
export function NoteMark({ number, more = false }: { number: number; more?: boolean }) {
  const t = useWords();
  const shown = more ? `${number},` : number;
  return (
    <>
      <button type="button" hidden popovertarget={`note-${number}`} aria-label={t('kit.note.open', { number })}>
        {shown}
      </button>
      <a href={`#note-${number}`}>{shown}</a>
    </>
  );
}

/** The text of a sentence, with its links and its bold and italic words. */
export function LinkedText({ text, links = [], styles = [] }: Pick<SentenceData, 'text' | 'links' | 'styles'>) {
  const styled = (start: number, end: number): Child => (
    <StyledText text={text} styles={styles} start={start} end={end} />
  );
  let from = 0;
  const parts: Child[] = links.flatMap(({ start, end, href, here }): Child[] => {
    const before = styled(from, start);
    from = end;
    return [
      before,
      <a href={href} rel={here ? undefined : isWebAddress(href) ? 'external noopener nofollow' : 'nofollow'}>
        {styled(start, end)}
      </a>,
    ];
  });
  return (
    <>
      {parts}
      {styled(from, text.length)}
    </>
  );
}

/** A part of a text with its bold and italic words. */
function StyledText({
  text,
  styles,
  start,
  end,
}: {
  text: string;
  styles: readonly Style[];
  start: number;
  end: number;
}) {
  const inside = styles.filter((one) => one.start < end && one.end > start);
  if (!inside.length) return <>{text.slice(start, end)}</>;
  const edges = [...new Set([start, end, ...inside.flatMap((one) => [one.start, one.end])])]
    .filter((edge) => edge >= start && edge <= end)
    .toSorted((a, b) => a - b);
  return (
    <>
      {edges.slice(1).map((to, index): Child => {
        const from = edges[index]!;
        const has = (style: Style['style']): boolean =>
          inside.some((one) => one.style === style && one.start <= from && one.end >= to);
        const words = has('italic') ? <em>{text.slice(from, to)}</em> : text.slice(from, to);
        return has('bold') ? <strong>{words}</strong> : words;
      })}
    </>
  );
}

/** Tells readers what the numbers in the text are. It must be inside `.article-head`. */
export function SourcesHint() {
  const t = useWords();
  return <p class="hint-sources">{t('kit.note.hint')}</p>;
}

export function CitedParagraph({
  sentences,
  notes,
}: {
  sentences: readonly SentenceData[];
  notes: readonly NoteData[];
}) {
  return (
    <p>
      {sentences.map((sentence) => (
        <CitedSentence sentence={sentence} notes={notes} />
      ))}
    </p>
  );
}

/** By source, the number of the first note that cites it. */
function firstOn(notes: readonly NoteData[]): Map<string, number> {
  const first = new Map<string, number>();
  for (const note of notes) {
    const source = sourceKey(note);
    if (source && !first.has(source)) first.set(source, note.number);
  }
  return first;
}

const sourceKey = (note: NoteData): string | null =>
  note.basis === 'claim' ? (note.support.href ?? `${note.support.kind} ${note.support.title ?? ''}`) : null;

/**
 * The numbered notes below a text. In this list, the first note that cites a source has the full reference; later notes
 * have only publisher and date. A number in the text opens the same element as a popover, which always has the full
 * reference.
 */
export function Notes({
  notes,
  back,
  below,
  folded,
  children,
}: {
  notes: readonly NoteData[];
  /** If set, the list is collapsed at first, and a link to this id expands it. Popovers work while it is collapsed. */
  folded?: string;
  /** More about a source, below its reference. */ below?: (source: Support) => Child;
  /** The id of the first sentence that cites a note, by the note's number. */ back?: Readonly<Record<number, string>>;
  /** More about the sources, below the heading. */ children?: Child;
}) {
  const t = useWords();
  if (!notes.length) return null;
  const first = firstOn(notes);
  return (
    <section class="notes" aria-labelledby="notes">
      {folded !== undefined ? (
        // The notes are not inside of `details`, because browsers do not show a popover in a closed `details` element.
        <details class="fold">
          <summary>
            <h2 id="notes">
              {t('kit.note.title')} <small>{notes.length}</small>
            </h2>
          </summary>
          <div id={folded}>{children}</div>
        </details>
      ) : (
        <>
          <h2 id="notes">{t('kit.note.title')}</h2>
          {children}
        </>
      )}
      <ol>
        {notes.map((note) => (
          <NoteItem note={note} back={back?.[note.number]} first={first.get(sourceKey(note) ?? '')} below={below} />
        ))}
      </ol>
    </section>
  );
}

function NoteItem({
  note,
  back,
  first,
  below,
}: {
  note: NoteData;
  back?: string;
  /** The number of the first note that cites the same source. */ first?: number;
  below?: (source: Support) => Child;
}) {
  const t = useWords();
  const { number } = note;
  return (
    <li class="note">
      <div popover="auto" id={`note-${number}`} role="note" aria-label={t('kit.note.label', { number })}>
        <button
          class="close button small"
          type="button"
          popovertarget={`note-${number}`}
          popovertargetaction="hide"
          aria-label={t('kit.note.close')}
        >
          <Shape name="cross" />
        </button>
        {back ? (
          <a class="n" href={`#s-${back}`} aria-label={t('kit.note.back', { number })}>
            {number}
          </a>
        ) : (
          <span class="n">{number}</span>
        )}
        <NoteBody note={note} />
        {note.basis === 'claim' ? (
          <>
            <SourceOfNote source={note.support} first={first === number} />
            {first === number ? below?.(note.support) : <SameSource source={note.support} first={first!} />}
            <AlsoIn sources={note.alsoIn ?? []} />
          </>
        ) : null}
      </div>
    </li>
  );
}

/**
 * The full reference of the source of a note, with a link to the original page. In the list, only the first note that
 * cites the source (`first`) shows it.
 */
function SourceOfNote({ source, first }: { source: Support; first: boolean }) {
  const t = useWords();
  return (
    <p class={first ? 'note-source' : 'note-source in-note'}>
      {source.kind === 'direct-word' ? t('kit.note.direct_word') : <SourceLine source={source} />}
      {source.external ? (
        <>
          {' '}
          <a href={source.external} rel="noopener nofollow">
            <span class="no-print">{t('kit.note.original')}</span>
          </a>
        </>
      ) : source.kind === 'reference' && source.href && !source.held ? (
        ` ${t('kit.note.no_address')}`
      ) : null}
    </p>
  );
}

/** Links to the sources that republished or translated the story of a note. */
function AlsoIn({ sources }: { sources: readonly Support[] }) {
  const t = useWords();
  if (!sources.length) return null;
  return (
    <p class="muted">
      {t('kit.note.also_in')}{' '}
      {sources.map(({ href, title, titleLanguage, publisher, publisherLanguage, published }, index) => (
        <>
          {index ? '; ' : ''}
          <a href={href} lang={publisher ? publisherLanguage : titleLanguage}>
            {publisher ?? title}
          </a>
          {published ? (
            <>
              {', '}
              <EdtfDate edtf={published} />
            </>
          ) : null}
        </>
      ))}
    </p>
  );
}

/** A short reference, for a note whose source has its full reference in the earlier note `first`. */
function SameSource({ source, first }: { source: Support; first: number }) {
  const t = useWords();
  const { publisher, published } = source;
  return (
    <p class="muted in-list">
      {source.kind === 'direct-word' ? (
        t('kit.note.direct_word')
      ) : publisher || published ? (
        <>
          {publisher ? <span lang={source.publisherLanguage}>{publisher}</span> : null}
          {publisher && published ? ', ' : ''}
          {published ? <EdtfDate edtf={published} /> : null}
        </>
      ) : (
        <span lang={source.titleLanguage}>{source.title}</span>
      )}{' '}
      <a href={`#note-${first}`}>({lowerFirst(t, t('kit.note.label', { number: first }))})</a>
    </p>
  );
}

function NoteBody({ note }: { note: NoteData }) {
  const { t } = useView();
  if (note.basis === 'own') return <p>{t('kit.note.own', { by: note.by })}</p>;
  if (note.basis === 'computed')
    return note.figure ? (
      <FigureNote figure={note.figure} said={note.said ?? []} />
    ) : (
      <p>{t('kit.note.computed', { what: note.what })}</p>
    );
  if (note.basis === 'override')
    return (
      <p>
        <Shape name="warning" /> <strong>{t('kit.note.override')}</strong>{' '}
        {t('kit.note.override_reason', { reason: note.reason })}
        {note.by ? ` (${note.by})` : ''}
      </p>
    );
  if (note.basis === 'closed' || note.basis === 'erased') return <p>{t(`kit.note.${note.basis}`)}</p>;
  const { support, words } = note;
  return (
    <>
      <p class="claim-words">
        <NoteWords words={words} verbatim={isVerbatim(support, words)} href={note.claim} />
      </p>
      <OriginalBelow language={words.language} ours={words.ours}>
        {words.text}
      </OriginalBelow>
      <p>
        <ClaimChain chain={speakersOf(note)} mode={note.mode} ownWords={note.ownWords} />
        {note.retracted ? (
          <>
            {' '}
            <Pill shape="withdrawn" kind="strong">
              {t('kit.note.retracted')}
            </Pill>
          </>
        ) : null}
        {note.since ? (
          <>
            {' '}
            <Pill shape={note.since === 'withdrawn' ? 'withdrawn' : 'note'} kind="strong">
              {t(`kit.note.since_${note.since}`)}
            </Pill>
          </>
        ) : null}
        {note.imported ? ` (${t('record.public.said.imported')})` : null}
      </p>
      <Passage support={support} words={words} />
    </>
  );
}

/**
 * The passage that supports a claim, the day on which its page was preserved, and a link to the preserved page if
 * readers can open it. If the claim has exactly the words of the passage, a text says so instead of repeating them. If
 * readers cannot see the passage, or if the claim is based on the whole page, a text says so.
 */
export function Passage({ support, words }: { support: Support; words: ClaimWords }) {
  const t = useWords();
  const { quote, language } = support;
  const verbatim = isVerbatim(support, words);
  const translated = !support.oursOfQuote && words.language !== language;
  const original = language
    ? t(translated ? 'kit.note.passage_ours' : 'kit.note.passage', { language: languageName(language, t.locale) })
    : '';
  const about = [
    ...(verbatim ? [t(words.ours === undefined ? 'kit.note.verbatim' : 'kit.note.verbatim_original')] : []),
    ...(quote ? [original] : []),
    ...(quote && support.page ? [pageWords(t, support)] : []),
    ...(!quote && support.kind === 'passage' ? [t('kit.note.passage_closed')] : []),
    ...(support.kind === 'reference' && support.held ? [t('kit.note.whole')] : []),
  ].filter(Boolean);
  return (
    <>
      {about.length ? <p class="muted">{about.join(' ')}</p> : null}
      {quote && !verbatim ? <QuotedBlock text={quote} language={language} ours={support.oursOfQuote} /> : null}
      {support.preserved || support.archived ? (
        <p class="muted">
          {support.preserved ? (
            <>
              {t(support.fromArchive ? 'kit.note.archived' : 'kit.note.preserved')}{' '}
              <EdtfDate edtf={support.preserved} />
            </>
          ) : null}
          {support.archived ? (
            <span class="no-print">
              {support.preserved ? ' · ' : ''}
              <a href={support.archived}>{t('kit.note.kept')}</a>
            </span>
          ) : null}
        </p>
      ) : null}
    </>
  );
}

/** Whether a claim has exactly the words of its passage. */
const isVerbatim = ({ quote }: Support, { text }: ClaimWords): boolean => quote === text;

/**
 * The speakers of the claim of a note. If the source itself is the only speaker, they are replaced by its publisher,
 * because the reference already has the title of the source.
 */
function speakersOf({ chain, support }: Extract<NoteData, { basis: 'claim' }>): readonly ChainLink[] {
  const actor = chain[0]?.actor;
  const itself = actor && actor !== 'hidden' && actor.href !== undefined && actor.href === support.href;
  return itself && chain.length === 1 && support.publisher
    ? [{ actor: { name: support.publisher, language: support.publisherLanguage } }]
    : chain;
}

/** The words of a claim, or our translation of them, as a link to the page of the claim. */
function NoteWords({ words, verbatim, href }: { words: ClaimWords; verbatim: boolean; href?: string }) {
  const t = useWords();
  if (words.ours !== undefined) return <OurQuotation words={words.ours} href={href} />;
  const language = foreignTo(t, words.language);
  const text = href ? <a href={href}>{words.text}</a> : words.text;
  return words.quoted || verbatim ? <q lang={language}>{text}</q> : <span lang={language}>{text}</span>;
}
