import type { Child } from 'hono/jsx';
import { boilerplateKey, missingWordsKey } from '../../drafting/words.ts';
import type { StoredBlock } from '../../drafting/store/schema.ts';
import { Shape } from '../kit/components/shapes.tsx';
import { control } from '../kit/forms/handle.ts';
import { routes } from '../routes.ts';
import { useView } from '../kit/view.tsx';
import { draftAddress } from './steps.tsx';
import type { DraftView } from './view.ts';
import { findQuotes } from '../../drafting/reading/quotes.ts';
import { splitSentences, type Span } from '../../drafting/reading/sentences.ts';
import { flatten } from '../../drafting/reading/flatten.ts';

type Mark = {
  start: number;
  end: number;
  of:
    | { claim: string; number: number; state: 'suggested' | 'accepted' | 'skipped'; href: string }
    | { gap: number; words: string }
    | { question: string }
    | { said: true };
};
type Piece = { start: number; end: number; within: Mark[]; ending: Mark[] };

/**
 * The text of the page, with the passages of claims marked and numbered. Icons mark missing words and questions.
 * Boilerplate is collapsed.
 */
export function MarkedPage({
  reading,
  here,
  marking,
  title,
}: {
  reading: DraftView;
  here: string | null;
  /** Whether each sentence has a button that creates a claim from it. */ marking: boolean;
  title: string;
}) {
  const { t, token } = useView();
  const { content, draft } = reading;
  const { text } = draft.capture;
  const marks = marksOf(reading, t);
  const ends = marking ? sentencesOf(text, content.blocks) : [];
  const groups = grouped(content.blocks);
  const body = groups.map((group) =>
    group.furniture ? (
      <BoilerplateBlocks blocks={group.blocks} text={text} />
    ) : (
      group.blocks.map((block) => (
        <Block block={block} heads={isTitle(block, text, title)}>
          {piecesOf(
            block,
            marks,
            ends.map((one) => one.end),
          ).map((piece) => (
            <>
              <PieceText text={text.slice(piece.start, piece.end)} piece={piece} here={here} />
              {ends
                .filter((one) => one.end === piece.end)
                .map((one) => (
                  <button
                    class="mark-sentence"
                    type="submit"
                    name="place"
                    value={`${one.start}-${one.end}`}
                    aria-label={t('drafting.mark.sentence', {
                      text: text.slice(one.start, Math.min(one.end, one.start + 60)),
                    })}
                  >
                    <Shape name="plus" />
                  </button>
                ))}
            </>
          ))}
        </Block>
      ))
    ),
  );
  return (
    <>
      {marking ? (
        <form method="post" action={routes.desk.draftMark({ id: String(draft.id) }, reading.listing)} class="page-text">
          {token ? <input type="hidden" name={control.token} value={token} /> : null}
          {body}
        </form>
      ) : (
        <div class="page-text" id="page-text">
          {body}
        </div>
      )}
      {content.cut === null ? null : <p class="muted">{t('drafting.page.cut')}</p>}
    </>
  );
}

function marksOf(reading: DraftView, t: (key: string) => string): Mark[] {
  const { content } = reading;
  return [
    ...reading.claims.map(({ claim, number }): Mark => ({
      start: claim.passage.start,
      end: claim.passage.end,
      of: {
        claim: claim.key,
        number,
        state: claim.decision === 'open' ? 'suggested' : claim.decision === 'skipped' ? 'skipped' : 'accepted',
        // If the filter hides the claim, the mark links to the list of all claims.
        href: reading.shown.includes(claim.key)
          ? `#claim-${claim.key}`
          : draftAddress({ ...reading, listing: { ...reading.listing, only: undefined } }, {}, `claim-${claim.key}`),
      },
    })),
    ...content.gaps.map((gap, index): Mark => ({
      start: gap.start,
      end: gap.end,
      of: { gap: index + 1, words: t(missingWordsKey(gap.reason)) },
    })),
    ...content.incidents.flatMap(({ spans, decision }) =>
      decision === 'skipped' ? [] : spans.map(({ start, end }): Mark => ({ start, end, of: { said: true } })),
    ),
    ...content.questions.map((question): Mark => ({
      start: question.start,
      end: question.end,
      of: { question: question.key },
    })),
  ];
}

/** Splits a block of text at the start and the end of each mark, and at the ends of sentences. */
function piecesOf(block: StoredBlock, marks: readonly Mark[], sentenceEnds: readonly number[]): Piece[] {
  const near = marks.filter((mark) => mark.start < block.end && mark.end > block.start);
  const cuts = new Set([block.start, block.end]);
  for (const mark of near)
    for (const at of [mark.start, mark.end]) if (at > block.start && at < block.end) cuts.add(at);
  for (const at of sentenceEnds) if (at > block.start && at < block.end) cuts.add(at);
  const places = [...cuts].sort((a, b) => a - b);
  return places.slice(0, -1).map((start, index) => {
    const end = places[index + 1]!;
    return {
      start,
      end,
      within: near.filter((mark) => mark.start < end && mark.end > start),
      ending: near.filter((mark) => mark.end === end),
    };
  });
}

function PieceText({ text, piece, here }: { text: string; piece: Piece; here: string | null }) {
  const { t } = useView();
  const claims = piece.within.flatMap(({ of }) => ('claim' in of ? [of] : []));
  const gap = piece.within.flatMap(({ of }) => ('gap' in of ? [of] : []))[0];
  const state = gap
    ? 'gap'
    : claims.some((one) => one.state === 'suggested')
      ? 'suggested'
      : claims.some((one) => one.state === 'accepted')
        ? 'accepted'
        : 'skipped';
  const marked = claims.length > 0 || gap;
  const chosen = claims.some((one) => one.claim === here) ? ' here' : '';
  // The card of an incident links to the words of the page about it, so these have an id.
  const id = piece.within.some(({ start, of }) => 'said' in of && start === piece.start)
    ? `said-${piece.start}`
    : undefined;
  return (
    <>
      {marked ? (
        <mark
          class={state + chosen}
          id={id}
          data-at={piece.start}
          data-claims={claims.map((one) => one.claim).join(' ') || undefined}
          title={gap?.words}
        >
          {text}
        </mark>
      ) : (
        <span data-at={piece.start} id={id}>
          {text}
        </span>
      )}
      {piece.ending.map(({ of }) =>
        'claim' in of ? (
          <a
            class={`mark-ref ${of.state}`}
            id={`mark-${of.claim}`}
            href={of.href}
            aria-label={t(`kit.mark.${of.state}`, { number: of.number })}
          >
            {of.number}
          </a>
        ) : 'said' in of ? null : 'gap' in of ? (
          <a
            class="mark-ref gap"
            id={`mark-gap-${of.gap}`}
            href={`#gap-${of.gap}`}
            aria-label={t('kit.mark.gap', { number: of.gap })}
          >
            <Shape name="warning" />
          </a>
        ) : (
          <a
            class="mark-ref"
            id={`mark-${of.question}`}
            href={`#question-${of.question}`}
            aria-label={t('drafting.question.mark')}
          >
            <Shape name="left_unclear" />
          </a>
        ),
      )}
    </>
  );
}

/** Whether the block is the title of the draft. If it is, the page of the desk has this block as its only `h1`. */
export const isTitle = ({ role, start, end }: StoredBlock, text: string, title: string): boolean =>
  role === 'title' && text.slice(start, end).replace(/\s+/g, ' ').trim() === title;

function Block({ block, heads, children }: { block: StoredBlock; heads: boolean; children?: Child }) {
  switch (block.role) {
    case 'title':
      return heads ? (
        <p class="page-title" role="heading" aria-level={1}>
          {children}
        </p>
      ) : (
        <p class="page-title">{children}</p>
      );
    case 'standfirst':
      return <p class="page-standfirst">{children}</p>;
    case 'heading':
      return <p class="page-heading">{children}</p>;
    case 'body':
      return <p class={block.item ? 'item' : undefined}>{children}</p>;
    default:
      return <p class="page-field">{children}</p>;
  }
}

/** Collapsed boilerplate, such as menus. Each line says why Kronika considers it boilerplate. */
function BoilerplateBlocks({ blocks, text }: { blocks: readonly StoredBlock[]; text: string }) {
  const { t } = useView();
  const reasons = [...new Set(blocks.map((block) => t(boilerplateKey(block.reason ?? 'outside-article'))))];
  return (
    <details class="furniture">
      <summary>
        {t('drafting.furniture', { count: blocks.length })}:{' '}
        <span class="muted">{reasons.slice(0, 3).join(' · ')}</span>
      </summary>
      {blocks.map((block) => (
        <p>
          <span data-at={block.start}>{text.slice(block.start, block.end)}</span>{' '}
          <small class="muted">{t(boilerplateKey(block.reason ?? 'outside-article'))}</small>
        </p>
      ))}
    </details>
  );
}

function grouped(blocks: readonly StoredBlock[]): { furniture: boolean; blocks: StoredBlock[] }[] {
  const groups: { furniture: boolean; blocks: StoredBlock[] }[] = [];
  for (const block of blocks) {
    const furniture = block.role === 'furniture';
    const last = groups.at(-1);
    if (last && last.furniture === furniture) last.blocks.push(block);
    else groups.push({ furniture, blocks: [block] });
  }
  return groups;
}

/**
 * The sentences of a page, without boilerplate. The text is split in the same way as for the suggested claims. Without
 * JavaScript, people can only select whole sentences as passages.
 */
function sentencesOf(text: string, blocks: readonly StoredBlock[]): Span[] {
  const flat = flatten(text.slice(0, (blocks.at(-1)?.end ?? 0) + 200));
  return blocks.flatMap((block) => {
    if (block.role === 'furniture') return [];
    if (block.role !== 'body') return [{ start: block.start, end: block.end }];
    return splitSentences(flat, block, findQuotes(flat, block.start, block.end));
  });
}
