import type { Child } from 'hono/jsx';
import { langOf } from '../../kit/components/own-words.tsx';
import type { Brief } from '../../../record/views/briefs.ts';
import { arcsOf, maxCases, wrapTitle, type Arc } from '../../../record/cases/relations/layout.ts';
import { mutual, type Relation, type Relations } from '../../../record/cases/relations/relations.ts';
import { edtfWords } from '../../../record/values/edtf/edtf-words.ts';
import type { LeadPhoto } from '../../../publishing/public/lead-photos.ts';
import { Thumbnail } from '../photos/photo.tsx';
import { useWords } from '../../kit/view.tsx';
import { lowerFirst } from '../../kit/words/lower-first.ts';
import { nameOf } from './of-record.ts';
import { ThingName } from './record-value.tsx';
import { usePageNotes } from './page-notes.tsx';
import { ValueMarks, SaidBy } from './said.tsx';

/**
 * The relations of a case to other cases: a diagram, and a list that says the same in words, with the speakers. The
 * arcs of the diagram have the numbers of the entries in the list.
 */
export function RelationsOf({
  self,
  relations,
  pictures = new Map(),
}: {
  self: Brief;
  relations: Relations;
  /** The pictures of the other cases, by id. */
  pictures?: ReadonlyMap<number, LeadPhoto>;
}) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  const words = ({ from, to, property }: Relation): Child => {
    const label = t(
      to.id === self.id && !mutual.has(property)
        ? `record.duplicates.relation.${property}_back`
        : `record.duplicates.relation.${property}`,
    );
    if (from.id === self.id || to.id === self.id)
      return (
        <>
          {label}: <ThingName brief={from.id === self.id ? to : from} />
        </>
      );
    return (
      <>
        <ThingName brief={from} /> · {lowerFirst(t, label)}: <ThingName brief={to} />
      </>
    );
  };
  return (
    <>
      <Picture self={self} {...relations} />
      <ol class={relations.cases.length < minCases ? 'relations bare' : 'relations'}>
        {relations.relations.map((one) => (
          <li>
            <PictureOf photo={pictures.get((one.from.id === self.id ? one.to : one.from).id)} />
            <p>
              {words(one)}
              {noted ? <ValueMarks claims={one.claims} /> : null}
            </p>
            {noted ? null : <SaidBy claims={one.claims} />}
          </li>
        ))}
      </ol>
    </>
  );
}

const PictureOf = ({ photo }: { photo: LeadPhoto | undefined }) =>
  photo ? <Thumbnail photo={photo} place="name" /> : null;

/** The height of a case in the diagram, in SVG units. On a phone, a unit is about one CSS pixel. */
const row = 66;
/** The distance between two arcs that overlap, in SVG units. */
const lane = 26;
/** The minimum number of cases for a diagram. For two cases, the list is enough. */
const minCases = 3;
/** The width of the diagram, in SVG units. */
const width = 360;

/**
 * Draws the cases as a column, ordered by date and connected by arcs. Nothing if there are too few or too many cases.
 */
function Picture({ self, cases, relations }: Relations & { self: Brief }) {
  const t = useWords();
  const column = cases.toSorted(
    (a, b) => (a.from ?? '9999').localeCompare(b.from ?? '9999') || a.case.number - b.case.number,
  );
  const placeOf = (brief: Brief): number => column.findIndex((one) => one.case.id === brief.id);
  const arcs =
    column.length > maxCases
      ? null
      : arcsOf(relations.map((one) => ({ from: placeOf(one.from), to: placeOf(one.to) })));
  if (!arcs || column.length < minCases) return null;
  const lanes = Math.max(...arcs.map((arc) => arc.lane)) + 1;
  const spine = 18 + lanes * lane;
  const letters = Math.floor((width - spine - 18) / 6.9);
  return (
    <svg class="relation-picture" viewBox={`0 0 ${width} ${column.length * row}`} aria-hidden="true" focusable="false">
      {arcs.map((arc, index) => (
        <ArcLine
          arc={arc}
          relation={relations[index]!}
          number={index + 1}
          spine={spine}
          starts={besideAt(arcs, index, arc.from)}
          ends={besideAt(arcs, index, arc.to)}
        />
      ))}
      {column.map(({ case: brief, began }, place) => {
        const y = place * row + row / 2;
        const lines = wrapTitle(nameOf(t, brief), letters, 2);
        const here = brief.id === self.id;
        return (
          <g class={here ? 'here' : undefined}>
            <rect x={spine - 6} y={y - 6} width="12" height="12" />
            {lines.map((line, index) => (
              <text {...langOf(brief)} x={spine + 16} y={y - (lines.length - 1) * 8 - (began ? 4 : -4) + index * 16}>
                {line}
              </text>
            ))}
            {began ? (
              <text class="when" x={spine + 16} y={y + (lines.length - 1) * 8 + 13}>
                {edtfWords(t, began).text}
              </text>
            ) : null}
          </g>
        );
      })}
    </svg>
  );
}

/**
 * The vertical distance between the middle of the case at `place` and the end of an arc. The arcs of a case end one
 * below the other, in an order in which they do not cross: arcs to cases above come first. Within each of the two
 * groups, the order depends on `lane`.
 */
function besideAt(arcs: readonly Arc[], index: number, place: number): number {
  const other = (arc: Arc): number => (arc.from === place ? arc.to : arc.from);
  const here = arcs.map((arc, at) => ({ arc, at })).filter(({ arc }) => arc.from === place || arc.to === place);
  const order = here.toSorted((a, b) => {
    const [up, down] = [other(a.arc) - place, other(b.arc) - place];
    return Math.sign(up) - Math.sign(down) || (up < 0 ? a.arc.lane - b.arc.lane : b.arc.lane - a.arc.lane);
  });
  return (order.findIndex(({ at }) => at === index) - (here.length - 1) / 2) * Math.min(6, 20 / here.length);
}

function ArcLine({
  arc,
  relation,
  number,
  spine,
  starts,
  ends,
}: {
  arc: Arc;
  relation: Relation;
  number: number;
  spine: number;
  starts: number;
  ends: number;
}) {
  const down = arc.to > arc.from ? 1 : -1;
  const [y1, y2] = [arc.from * row + row / 2 + starts, arc.to * row + row / 2 + ends];
  const out = spine - 8 - (arc.lane + 1) * lane + 6;
  const end = spine - 7;
  const bend = 10;
  const path = `M${end} ${y1}H${out + bend}Q${out} ${y1} ${out} ${y1 + down * bend}V${y2 - down * bend}Q${out} ${y2} ${out + bend} ${y2}H${end}`;
  const middle = (y1 + y2) / 2;
  return (
    <g class={`arc ${relation.property}`}>
      <path d={path} />
      {mutual.has(relation.property) ? null : <path class="head" d={`M${end} ${y2}l-7 -4v8Z`} />}
      <circle cx={out} cy={middle} r="9" />
      <text x={out} y={middle + 4}>
        {String(number)}
      </text>
    </g>
  );
}
