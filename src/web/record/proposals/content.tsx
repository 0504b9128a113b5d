import type { Change } from '../../../platform/changes.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import type { ProposalView } from '../../../record/proposals/list.ts';
import { refOf } from '../../../record/refs.ts';
import type { Brief } from '../../../record/views/briefs.ts';
import { Shape } from '../../kit/components/shapes.tsx';
import { useView } from '../../kit/view.tsx';
import { briefTitle, deskPage } from '../desk/links.ts';
import { Differences, Words } from '../history/diff.tsx';
import { differences, type FieldDifference } from '../history/differences.ts';
import { isJson, lineText, Wording, type Line, type Names } from '../history/wording.ts';

type Json = Record<string, unknown>;
type Content = Pick<ProposalView, 'changes' | 'made'>;

/** The changes in proposals, as input of `loadNames`. */
export const namedBy = (proposals: readonly Content[]): unknown[] =>
  proposals.flatMap(({ changes }) => [...changes, ...changes.map(({ thingId }) => ({ thing_id: thingId }))]);

/** Adds to `names` the items that a proposal would create, which have no pages yet. */
function withMade(names: Names, made: Content['made']): Names {
  if (made.length === 0) return names;
  const briefs = made.map((one): Brief => ({
    ...one,
    ref: null,
    sort: null,
    hidden: false,
    visibility: 'desk',
    withdrawn: false,
  }));
  return {
    ...names,
    byId: new Map([...names.byId, ...briefs.map((brief) => [brief.id, brief] as const)]),
    byRef: new Map([...names.byRef, ...briefs.map((brief) => [refOf(brief), brief] as const)]),
  };
}

/** A change with all its fields, including those that the history does not store (`unstored`). */
const complete = ({ before, after, unstored }: Change): { before: unknown; after: unknown } => ({
  before: isJson(before) ? { ...before, ...unstored?.before } : before,
  after: isJson(after) ? { ...after, ...unstored?.after } : after,
});

/** Items that would change in the same way. `made`: whether they would be created. */
type Group = { items: { id: number; line: Line }[]; made: boolean; differences: FieldDifference[] };

/** What a proposal would change. Equal changes are listed once, with all their items. */
export function proposedChanges(t: Translate, { changes, made }: Content, names: Names): Group[] {
  const known = withMade(names, made);
  const groups = new Map<string, Group>();
  for (const change of changes) {
    const found = differences(t, { kind: change.kind, ...complete(change) }, known, { saysAccess: true });
    const item = { id: change.thingId, line: titleLine(t, known, change.thingId) };
    const key = JSON.stringify([change.kind, change.action, found]);
    const group = groups.get(key);
    if (group) group.items.push(item);
    else groups.set(key, { items: [item], made: change.action === 'created', differences: found });
  }
  return [...groups.values()];
}

function titleLine(t: Translate, names: Names, id: number): Line {
  const brief = names.byId.get(id);
  if (!brief) return [t('record.desk.history.gone')];
  const text = briefTitle(t, brief);
  const href = brief.ref === null ? undefined : deskPage(brief);
  return [href ? { text, href } : text];
}

/** An item, speaker or passage that readers would see (`shown`) or no longer see (`hidden`). */
export type Exposure = { how: 'shown' | 'hidden'; line: Line };

const partsOf = (state: unknown): { identity: string; field: 'chain' | 'passage'; part: Json }[] => {
  const { chain, passage } = isJson(state) ? state : {};
  return [
    ...(Array.isArray(chain) ? chain.filter(isJson) : []).map((part) => ({
      identity: JSON.stringify([part.actor_id ?? part.as_written ?? part.source_id ?? null]),
      field: 'chain' as const,
      part,
    })),
    ...(isJson(passage) ? [{ identity: String(passage.captureId), field: 'passage' as const, part: passage }] : []),
  ];
};

export function exposures(t: Translate, { changes, made }: Content, names: Names): Exposure[] {
  const known = withMade(names, made);
  return changes.flatMap((change): Exposure[] => {
    const { before, after } = complete(change);
    const [was, is] = [before, after].map((state) => (isJson(state) ? state.visibility : undefined));
    const item = { line: titleLine(t, known, change.thingId) };
    const words = new Wording(t, change.kind, known, true);
    const hidden = partsOf(before).filter(({ part }) => part.visibility === 'desk');
    const shown = partsOf(after).filter(
      ({ identity, field, part }) =>
        part.visibility !== 'desk' && hidden.some((one) => one.field === field && one.identity === identity),
    );
    return [
      ...(is === 'public' && was !== 'public' ? [{ how: 'shown' as const, ...item }] : []),
      ...(was === 'public' && is !== undefined && is !== 'public' ? [{ how: 'hidden' as const, ...item }] : []),
      ...shown.map(({ field, part }) => ({
        how: 'shown' as const,
        line: field === 'chain' ? words.member(field, part) : (words.lines(field, part)[0] ?? []),
      })),
    ];
  });
}

/** Warns of everything that readers would see, or no longer see, after the proposal. */
export function Exposures({ one, names }: { one: ProposalView; names: Names }) {
  const { t } = useView();
  const all = exposures(t, one, names);
  return (
    <>
      {(['shown', 'hidden'] as const).map((how) => {
        const lines = all.flatMap((exposure) => (exposure.how === how ? [exposure.line] : []));
        if (lines.length === 0) return null;
        const title = (
          <>
            <Shape name="warning" /> <strong>{t(`record.proposals.${how}`)}</strong>{' '}
          </>
        );
        return lines.length === 1 ? (
          <p>
            {title}
            <Words line={lines[0]!} />
          </p>
        ) : (
          <div>
            <p>{title}</p>
            <ul class="plain">
              {lines.map((line) => (
                <li>
                  <Words line={line} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </>
  );
}

/** Whether a group changes only the access to items, which `Exposures` already shows. */
const isExposure = ({ made, differences: found }: Group): boolean =>
  !made && found.length === 1 && found[0]!.name === 'visibility';

/** What a proposal would change. Items that would change only in their access are left out. Null if none are left. */
export function Content({ one, names, open }: { one: ProposalView; names: Names; open: boolean }) {
  const { t } = useView();
  const groups = proposedChanges(t, one, names).filter((group) => !isExposure(group));
  if (groups.length === 0) return null;
  return (
    <details open={open}>
      <summary>{t('record.proposals.content')}</summary>
      {groups.map(({ items, made, differences: found }) => (
        <>
          <p>
            {items.length === 1 ? (
              // A single item already has a link above the changes.
              <strong>{lineText(items[0]!.line)}</strong>
            ) : (
              items.map(({ line }) => (
                <>
                  <Words line={line} />{' '}
                </>
              ))
            )}
          </p>
          <Differences differences={found} made={made} />
        </>
      ))}
    </details>
  );
}
