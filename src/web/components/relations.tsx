import type { Brief } from '../../record/views/briefs.ts';
import { arcsOf, mostCases, wrapTitle } from '../../record/relations/layout.ts';
import { mutual, type Relation, type Relations } from '../../record/relations/load.ts';
import { edtfWords } from '../edtf-words.ts';
import { useWords } from '../view.tsx';
import { nameOf } from './of-record.ts';
import { ThingName } from './record-value.tsx';
import { SaidBy } from './said.tsx';

/** A case and its relations: a picture for the eye, and every relation in words with who says so. Numbers lead from one to the other. */
export function RelationsOf({ self, relations }: { self: Brief; relations: Relations }) {
  const t = useWords();
  const name = (brief: Brief) => (brief.id === self.id ? <b>{t('public.case.this')}</b> : <ThingName brief={brief} />);
  return (
    <>
      <Picture self={self} {...relations} />
      <ol class="relations">
        {relations.relations.map((one) => (
          <li>
            <p>
              {name(one.from)} {t(`compare.relation.${one.property}`)} {name(one.to)}
            </p>
            <SaidBy claims={one.claims} />
          </li>
        ))}
      </ol>
    </>
  );
}

/** In the picture's own units; on a phone one is about a pixel. */
const row = 66;
const lane = 26;
const width = 360;

/** Cases one under the other in the order of time, joined by arcs that carry the numbers of the list. The list says the same in words. */
function Picture({ self, cases, relations }: Relations & { self: Brief }) {
  const t = useWords();
  const column = cases.toSorted((a, b) => (a.from ?? '9999').localeCompare(b.from ?? '9999') || a.case.number - b.case.number);
  const placeOf = (brief: Brief): number => column.findIndex((one) => one.case.id === brief.id);
  const arcs = column.length > mostCases ? null : arcsOf(relations.map((one) => ({ from: placeOf(one.from), to: placeOf(one.to) })));
  if (!arcs || column.length < 2) return null;
  const lanes = Math.max(...arcs.map((arc) => arc.lane)) + 1;
  const spine = 18 + lanes * lane;
  const letters = Math.floor((width - spine - 18) / 6.9);
  return (
    <svg class="relation-picture" viewBox={`0 0 ${width} ${column.length * row}`} aria-hidden="true" focusable="false">
      {arcs.map((arc, index) => (
        <ArcLine arc={arc} relation={relations[index]!} number={index + 1} spine={spine} parallel={arcs.filter((other, at) => at < index && (other.to === arc.to || other.from === arc.to)).length} />
      ))}
      {column.map(({ case: brief, began }, place) => {
        const y = place * row + row / 2;
        const lines = wrapTitle(nameOf(t, brief), letters, 2);
        const here = brief.id === self.id;
        return (
          <g class={here ? 'here' : undefined}>
            <rect x={spine - 5} y={y - 5} width="10" height="10" />
            {lines.map((line, index) => (
              <text x={spine + 16} y={y - (lines.length - 1) * 8 - (began ? 4 : -4) + index * 16}>
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

function ArcLine({ arc, relation, number, spine, parallel }: { arc: { from: number; to: number; lane: number }; relation: Relation; number: number; spine: number; parallel: number }) {
  const down = arc.to > arc.from ? 1 : -1;
  // Lines that end at one case end beside each other.
  const nudge = Math.min(parallel, 3) * 4 - 4;
  const [y1, y2] = [arc.from * row + row / 2 + down * 3, arc.to * row + row / 2 + nudge];
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
