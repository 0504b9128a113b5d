import type { Translate } from '../../../platform/messages/messages.ts';
import type { ClaimView } from '../../../record/views/claims.ts';
import { roleOf, type FactView, type PropertyView } from '../../../record/views/facts.ts';
import type { Relation } from '../../../record/values/relation.ts';
import { compareValues, findProperty, properties } from '../../../record/vocabulary/properties.ts';
import { termLabel } from '../../../record/vocabulary/terms.ts';
import { useWords } from '../../kit/view.tsx';
import { claimsBehind } from './of-record.ts';
import { qualifierWords, RecordValue, ThingName } from './record-value.tsx';
import { usePageNotes } from './page-notes.tsx';
import { ValueMarks, SaidBy } from './said.tsx';
import { Disputed, Pill } from '../../kit/components/values.tsx';

export type Claims = ReadonlyMap<number, ClaimView>;

/**
 * How the values of a property relate to each other. Null for a single value. If the property can have several values,
 * null unless sources disagree.
 */
export function relationOf({ property, values, disagrees }: PropertyView): Relation | null {
  if (disagrees) return 'conflicts';
  const known = findProperty(property);
  if (!known || values.length < 2 || known.comparison === 'listed') return null;
  const relation = compareValues(known, values[0]!.value, values[1]!.value);
  return relation === 'conflicts' ? 'compatible' : relation;
}

/** Values in a row that come from the same claims. */
type Cell = { values: FactView[]; claims: ClaimView[] };
type Row = { label: string; relation: Relation | null; role: boolean; cells: Cell[] };

/** The number of rows that `RecordFacts` shows. */
export const countRows = (t: Translate, facts: readonly PropertyView[], claims: Claims): number =>
  rowsOf(t, facts, claims).filter((row) => row.cells.length).length;

/**
 * A row for each property, in the order in which `properties` declares them. Involvements have one row for each role.
 */
function rowsOf(t: Translate, facts: readonly PropertyView[], claims: Claims): Row[] {
  const order = new Map<string, number>(properties.map((property, index) => [property.key, index]));
  const sorted = facts.toSorted((a, b) => (order.get(a.property) ?? 0) - (order.get(b.property) ?? 0));
  return sorted.flatMap((fact): Row[] => {
    if (fact.property !== 'involvement')
      return [
        {
          label: t(`record.property.${fact.property}`),
          relation: relationOf(fact),
          role: false,
          cells: cellsOf(fact, claims),
        },
      ];
    const roles = [...new Set(fact.values.map(roleOf))];
    return roles.map((role) => ({
      label: t(termLabel('involvement-role', role)),
      relation: null,
      role: true,
      cells: cellsOf({ ...fact, values: fact.values.filter((value) => roleOf(value) === role) }, claims),
    }));
  });
}

function cellsOf(fact: PropertyView, claims: Claims): Cell[] {
  const listed = findProperty(fact.property)?.comparison === 'listed' && !fact.disagrees;
  const cells = new Map<string, Cell>();
  for (const [place, value] of fact.values.entries()) {
    const behind = claimsBehind(claims, value.claimIds);
    // An attributed value must not be shown without its speaker. So it is left out if its claims were not loaded.
    if (value.attributed && behind.length === 0) continue;
    const key = listed && behind.length ? behind.map((claim) => claim.id).join() : `alone ${place}`;
    const cell = cells.get(key) ?? { values: [], claims: behind };
    cell.values.push(value);
    cells.set(key, cell);
  }
  return [...cells.values()];
}

/**
 * Rows from the same claims. Their speakers are named once, below the group. If `claims` is null, each row names its
 * own speakers.
 */
type Group = { rows: Row[]; claims: ClaimView[] | null; origins?: number };

function groupRows(rows: readonly Row[]): Group[] {
  const keyOf = (claims: readonly ClaimView[]) =>
    claims
      .map((claim) => claim.id)
      .toSorted((a, b) => a - b)
      .join();
  const groups = new Map<string, Group>();
  for (const [place, row] of rows.entries()) {
    const [cell, ...others] = row.cells;
    const alone = !cell || others.length > 0 || row.relation !== null || cell.claims.length === 0;
    const key = alone ? `alone ${place}` : keyOf(cell.claims);
    const group = groups.get(key) ?? { rows: [], claims: alone ? null : cell.claims };
    group.rows.push(row);
    // All rows of a group have the same claims, and so the same number of independent sources.
    group.origins = cell?.values[0]?.origins;
    groups.set(key, group);
  }
  return [...groups.values()];
}

type FactsProps = {
  facts: readonly PropertyView[];
  claims: Claims;
  /** Values that get a mark, because sources disagree on them. */ disputed?: ReadonlySet<FactView>;
};
const none: ReadonlySet<FactView> = new Set();

/**
 * Labels and values with their speakers. The speakers are named below each value, or once below several values from the
 * same claims. On a page with notes, each value has the numbers of its notes instead. If a label has several values, a
 * word says how they relate.
 */
export function RecordFacts({ facts, claims, disputed = none }: FactsProps) {
  const t = useWords();
  const rows = rowsOf(t, facts, claims).filter((row) => row.cells.length);
  if (usePageNotes())
    return rows.length ? (
      <dl class="facts rows noted">
        {rows.map((row) => (
          <FactRow row={row} disputed={disputed} alone />
        ))}
      </dl>
    ) : null;
  return (
    <>
      {groupRows(rows).map((group) => (
        <div class="said-group">
          <dl class="facts rows">
            {group.rows.map((row) => (
              <FactRow row={row} disputed={disputed} alone={group.claims === null} />
            ))}
          </dl>
          {group.claims ? <SaidBy claims={group.claims} origins={group.origins} /> : null}
        </div>
      ))}
    </>
  );
}

/** A label with its values. `alone`: whether the row names its own speakers. */
function FactRow({ row, disputed, alone }: { row: Row; disputed: ReadonlySet<FactView>; alone: boolean }) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  return (
    <div>
      <dt>{row.label}</dt>
      <dd class={`values${row.relation ? ' several' : ''}${row.relation === 'conflicts' ? ' conflict' : ''}`}>
        {row.relation === 'conflicts' ? (
          <Disputed />
        ) : row.relation && row.relation !== 'same' && !noted ? (
          <Pill>{t(`kit.relation.${row.relation}`)}</Pill>
        ) : null}
        {row.cells.map((cell) => (
          <div>
            <CellValue cell={cell} disputed={disputed} role={row.role} named={row.relation === 'conflicts'} />
            {alone && !noted ? (
              <SaidBy claims={cell.claims} origins={cell.values.length === 1 ? cell.values[0]!.origins : undefined} />
            ) : null}
          </div>
        ))}
      </dd>
    </div>
  );
}

/** @param props.named whether to name all speakers even on a page with notes, because sources disagree */
function CellValue({
  cell,
  disputed,
  role,
  named,
}: {
  cell: Cell;
  disputed: ReadonlySet<FactView>;
  role: boolean;
  named: boolean;
}) {
  const t = useWords();
  const noted = usePageNotes() !== null;
  const qualifiers = (value: FactView): string => qualifierWords(t, value.value).join('; ');
  return (
    <p class="value">
      {cell.values.map((value, index) => (
        <>
          {index ? ', ' : ''}
          {role && value.thing ? <ThingName brief={value.thing} /> : <RecordValue view={value} />}
          {disputed.has(value) ? (
            <>
              {' '}
              <Disputed />
            </>
          ) : null}
          {role && qualifiers(value) ? <span class="role"> ({qualifiers(value)})</span> : null}
        </>
      ))}
      {noted ? <ValueMarks claims={cell.claims} named={named} /> : null}
    </p>
  );
}
