import type { Child } from 'hono/jsx';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { CaseView } from '../../../record/views/case.ts';
import { repeating } from '../../../record/kinds/source.ts';
import type { SourceBrief } from '../../../record/views/sources.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { FoldedSection } from '../../kit/components/page-parts.tsx';
import { langOf } from '../../kit/components/own-words.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import { routes } from '../../routes.ts';
import { useWords } from '../../kit/view.tsx';
import { Notes } from '../components/cited.tsx';
import { InventedWord } from '../components/example.tsx';
import { addressOf, nameOf, withheldSource } from '../components/of-record.ts';
import type { PageNotes } from '../components/page-notes.tsx';
import { QuotedName } from '../components/record-value.tsx';

/** The claims of a page, their sources, and the number of independent sources. */
type SourcesView = Pick<CaseView, 'claims' | 'sources' | 'origins'>;

/**
 * The numbers of sources and of independent sources, in words. If all sources are withheld, the text says so instead.
 */
export function sourcesWords(t: Translate, { claims, sources, origins }: SourcesView): string {
  const withheld = [...claims.values()].some((claim) => !claim.source && claim.support !== 'direct-word');
  return sources.length === 0 && withheld
    ? t('record.public.withheld.all')
    : t('record.public.sources_origins', { sources: sources.length, origins });
}

/** The list of sources, with their number. Each republished story names its original source. */
export function Sources({ view }: { view: SourcesView }) {
  const t = useWords();
  return (
    <>
      <p>
        <strong>{sourcesWords(t, view)}</strong>
      </p>
      {view.sources.length > 1 || view.origins > 1 ? <p class="muted">{t('record.public.origins_hint')}</p> : null}
      <SourceList view={view} sources={view.sources} />
      <UnseenSources view={view} />
    </>
  );
}

function SourceList({ view, sources }: { view: Pick<SourcesView, 'claims'>; sources: readonly SourceBrief[] }) {
  const claims = [...view.claims.values()];
  return (
    <ol class="sources">
      {sources.map((source) => (
        <SourceItem source={source} claims={claims.filter((claim) => claim.source?.id === source.brief.id).length} />
      ))}
    </ol>
  );
}

/** Explains why some claims of a case have no source that readers can see. */
function UnseenSources({ view }: { view: Pick<SourcesView, 'claims'> }) {
  const t = useWords();
  const claims = [...view.claims.values()];
  const withheld = new Set(
    claims.flatMap((claim) => (claim.source || claim.support === 'direct-word' ? [] : [claim.withheld])),
  );
  return (
    <>
      {[...withheld].map((reason) => (
        <p class="muted">{withheldSource(t, reason)}</p>
      ))}
      {claims.some((claim) => claim.support === 'direct-word') ? (
        <p class="muted">{t('record.public.case.direct_word')}</p>
      ) : null}
    </>
  );
}

export const SourceItem = (props: Parameters<typeof SourceLines>[0]) => (
  <li>
    <SourceLines {...props} />
  </li>
);

/** A source in a list. `claims`: how many of its claims the page cites. `named`: whether to show its kind. */
export function SourceLines({ source, claims, named }: { source: SourceBrief; claims?: number; named?: boolean }) {
  const t = useWords();
  const { brief } = source;
  return (
    <>
      <p>
        <a href={routes.source({ number: brief.number })} {...langOf(brief)}>
          {nameOf(t, brief)}
        </a>
      </p>
      <p class="muted">
        {source.publisher ? (
          <>
            <span {...langOf(source.publisher)}>{source.publisher.title}</span>,{' '}
          </>
        ) : null}
        {source.published ? <EdtfDate edtf={source.published} /> : t('record.public.source.undated')}
        {named && brief.sort ? ` · ${t(termLabel('source-kind', brief.sort))}` : ''}
        {' · '}
        {t(source.held ? 'record.public.source.held' : 'record.public.source.not_held')}
        {claims === undefined ? null : ` · ${t('record.public.source.claims', { count: claims })}`}
        <InventedWord item={brief.ref} />
      </p>
      <Derivations source={source} />
    </>
  );
}

/** The sources from which a source is derived: "Republishes AFP, 28 December 2017". */
export function Derivations({
  source,
  kinds,
}: {
  source: Pick<SourceBrief, 'derivedFrom'>;
  /** Which kinds to show; all of them if this is left out. */ kinds?: readonly string[];
}) {
  const t = useWords();
  const shown = source.derivedFrom.filter(({ kind }) => !kinds || kinds.includes(kind));
  if (!shown.length) return null;
  return (
    <ul class="derived muted">
      {shown.map((origin) => (
        <li>
          {t(`record.public.derivation.to.${origin.kind}`)} <QuotedName brief={origin.source} />
        </li>
      ))}
    </ul>
  );
}

/** A list with at least this many notes is collapsed. */
const manyNotes = 9;

/**
 * The notes of a page, and then the sources that no note cites. It must be rendered after everything that cites claims.
 */
export function SourcesAndNotes({
  view,
  notes,
  whole = true,
  part = (others) => ({ shown: others }),
}: {
  view: SourcesView;
  notes: PageNotes;
  /** False if the page shows only one list of a case. */ whole?: boolean;
  /** Returns which of the sources without notes are shown, and links to the others. */
  part?: (others: readonly SourceBrief[]) => { shown: readonly SourceBrief[]; more?: Child; open?: boolean };
}) {
  const t = useWords();
  const list = notes.notes(t);
  const noted = new Set(
    list.flatMap((note) =>
      note.basis === 'claim' ? [note.support, ...(note.alsoIn ?? [])].flatMap(({ href }) => href ?? []) : [],
    ),
  );
  const derived = new Map(view.sources.map((source) => [addressOf(source.brief), source]));
  const others = view.sources.filter((source) => !noted.has(addressOf(source.brief) ?? ''));
  const { shown, more, open } = part(others);
  const folded = whole && list.length >= manyNotes;
  return (
    <div id={folded ? undefined : 'sources'}>
      <Notes
        notes={list}
        folded={folded ? 'sources' : undefined}
        below={(source) => {
          const found = source.href === undefined ? undefined : derived.get(source.href);
          return found ? <Derivations source={found} kinds={repeating} /> : null;
        }}
      >
        {whole ? (
          <>
            <p class="muted">
              {sourcesWords(t, view)}
              {view.sources.length > 1 || view.origins > 1 ? `. ${t('record.public.origins_hint')}` : ''}
            </p>
            <UnseenSources view={view} />
          </>
        ) : null}
      </Notes>
      <FoldedSection
        id="other-sources"
        title={t('record.public.case.other_sources')}
        count={others.length}
        when={shown.length > 0}
        open={open}
      >
        <SourceList view={view} sources={shown} />
        {more ?? null}
      </FoldedSection>
    </div>
  );
}
