import { sql } from 'kysely';
import { appendEntries, type SecurityEntry, type SecurityEvent } from '../../accounts/security-log/append-entry.ts';
import { kindsWithoutItem, type Change, type ChangeSet } from '../../platform/changes.ts';
import type { Tx } from '../../platform/database/tx.ts';
import type { ChangeListener } from '../../platform/operation.ts';
import { group } from '../../platform/text/group.ts';
import type { Row } from '../kinds/kind.ts';
import { findKind } from '../kinds/registry.ts';
import { belongsTo } from '../kinds/within.ts';
import { isShown } from '../permissions.ts';
import '../teams/tables.ts';
import { isCounted } from '../claims/counted.ts';

/*
 * Writes entries about items to the security log: items that became visible or invisible to readers, items that were
 * sealed or opened, limits to teams, links to shared drafts.
 */

/** The data that decides whether readers see an item. */
type State = {
  kind: string;
  visibility: string;
  withdrawn: unknown;
  merged_into: number | null;
  /** The state of a claim; null for other kinds. */ state: string | null;
  redacted: boolean;
  /** The result of the kind's `shown`: whether readers see the item if nothing else hides it. */
  shown: boolean;
  /** The case or law that it is part of. */ top: number | null;
};
type Item = State & { id: number; limited: boolean };

const isRow = (value: unknown): value is Row => value !== null && typeof value === 'object' && !Array.isArray(value);
const rowOf = (value: unknown): Row => (isRow(value) ? value : {});

/**
 * The items of a change set and the items on which their access depends, as they are now and as they were before the
 * change set.
 */
class Items {
  private readonly now = new Map<number, Item>();

  private constructor(private readonly changes: ReadonlyMap<number, readonly Change[]>) {}

  static async load(tx: Tx, changes: readonly Change[]): Promise<Items> {
    const items = new Items(group(changes.map((change) => [change.thingId, change] as const)));
    const loaded = new Set<number>();
    for (let ids = [...items.changes.keys()]; ids.length; ids = items.named().filter((id) => !loaded.has(id))) {
      for (const id of ids) loaded.add(id);
      await items.read(tx, ids);
    }
    return items;
  }

  /** The items that contain the loaded items, and the items that they are or were merged into. */
  private named(): number[] {
    const ids = [...this.now.values()].flatMap(({ id, merged_into, top }) => [
      merged_into,
      top,
      this.replaced(id).merged_into,
    ]);
    return [...new Set(ids.flatMap((id) => (id === null || id === undefined ? [] : [Number(id)])))];
  }

  private async read(tx: Tx, ids: readonly number[]): Promise<void> {
    const { rows } = await sql<Item>`
      select t.id::int as id, t.kind, t.visibility, t.withdrawn_at is not null as withdrawn, t.redacted_at is not null as redacted,
        t.merged_into::int as merged_into, (select c.state from claim c where c.id = t.id) as state, ${isShown()} as shown,
        (${belongsTo(sql`t.kind`, sql`t.id`)})::int as top, exists (select from thing_team x where x.thing_id = t.id) as limited
      from unnest(${[...ids]}::bigint[]) as i (id) join thing t on t.id = i.id`.execute(tx);
    for (const row of rows) this.now.set(row.id, row);
  }

  private changesOf = (id: number): readonly Change[] => this.changes.get(id) ?? [];

  /** The fields of an item that the change set replaced, with their values before its first change. */
  private replaced = (id: number): Row =>
    Object.assign(
      {},
      ...this.changesOf(id)
        .map(({ before }) => rowOf(before))
        .toReversed(),
    ) as Row;

  isLimited = (id: number): boolean => this.now.get(id)?.limited ?? false;

  private stateAt(id: number, when: 'before' | 'now'): State | null {
    const now = this.now.get(id);
    if (!now || when === 'now') return now ?? null;
    const did = (action: Change['action']): boolean => this.changesOf(id).some((one) => one.action === action);
    if (did('created')) return null;
    const was = this.replaced(id);
    const {
      visibility = now.visibility,
      withdrawn = now.withdrawn,
      merged_into = now.merged_into,
      state = now.state,
    } = was as Partial<State>;
    const shown =
      findKind(now.kind)?.wasShown?.(was) ?? (visibility === now.visibility ? now.shown : visibility === 'public');
    return { ...now, withdrawn, merged_into, state, shown, redacted: now.redacted && !did('redacted') };
  }

  /**
   * What readers see at an item's address: the id of this item, or of the item into which it was merged. Null if they
   * see nothing.
   */
  private seenAt(id: number, when: 'before' | 'now'): number | null {
    const state = this.stateAt(id, when);
    if (!state) return null;
    if (state.merged_into !== null) return this.seenAt(Number(state.merged_into), when);
    const open =
      state.shown && !state.withdrawn && !state.redacted && (state.kind !== 'claim' || isCounted(String(state.state)));
    return open && (state.top === null || this.seenAt(state.top, when) !== null) ? id : null;
  }

  /** The changed items that readers now see more or less of than before, and the items whose seal was removed. */
  changedAccess = (): number[] => [...this.changes.keys()].filter((id) => this.isChanged(id));

  /** Whether readers could read an item before the change set. False for kinds that only the desk sees. */
  wasSeen = (id: number): boolean =>
    this.seenAt(id, 'before') !== null && !findKind(this.now.get(id)?.kind ?? '')?.deskOnly;

  private isChanged(id: number): boolean {
    const [before, now] = [this.seenAt(id, 'before'), this.seenAt(id, 'now')];
    if (before !== now) return true;
    const changes = this.changesOf(id);
    // If the seal was removed, the desk can read the item again. This is logged even if readers see no difference.
    if (changes.some(({ before: was }) => rowOf(was).visibility === 'sealed')) return true;
    if (now === null) return false;
    return changes.some(({ before: was, after }) => otherPartsShown(rowOf(was), rowOf(after)));
  }
}

const linksOf = ({ chain }: Row): Row[] => (Array.isArray(chain) ? chain.filter(isRow) : []);
const nameOf = (link: Row): string => JSON.stringify(['link', link.actor_id ?? link.as_written ?? null]);

/**
 * The number of public links and passages in a state of a claim, by the person or document that they name.
 */
function partsOf(state: Row): Map<string, number> {
  const shown = new Map<string, number>();
  const add = (name: string, part: Row): void => {
    shown.set(name, (shown.get(name) ?? 0) + Number(part.visibility !== 'desk'));
  };
  for (const link of linksOf(state)) add(nameOf(link), link);
  if (isRow(state.passage)) add('passage', state.passage);
  return shown;
}

/**
 * Whether a part of a claim that existed before (a link of the attribution, or the passage) became visible or invisible
 * to readers. A visible link at the position of a hidden one counts, too, because it may be the same link, whose
 * speaker is now named.
 */
function otherPartsShown(before: Row, after: Row): boolean {
  const [was, is] = [partsOf(before), partsOf(after)];
  const links = linksOf(before);
  return (
    [...was].some(([name, count]) => is.has(name) && is.get(name) !== count) ||
    linksOf(after).some(
      (link, place) => link.visibility !== 'desk' && links[place]?.visibility === 'desk' && !was.has(nameOf(link)),
    )
  );
}

const logged: Partial<Record<Change['action'], SecurityEvent>> = {
  sealed: 'sealed',
  opened: 'opened',
  // All actions on articles that change what readers see are logged as `visibility`.
  published: 'visibility',
  retracted: 'visibility',
  restored: 'visibility',
  unpublished: 'visibility',
  'taken-down': 'visibility',
};

/** The event to log for a change of the recovery key, or for an item opened with it. Undefined for other changes. */
function recoveryEvent({ kind, action, after }: Change): SecurityEvent | undefined {
  const state = rowOf(after);
  if (action === 'opened' && state.recovery) return 'recovery-opened';
  if (kind !== 'recovery') return undefined;
  if (action === 'created') return 'recovery-created';
  if (action === 'checked') return 'recovery-tested';
  return state.fingerprint ? 'recovery-rotated' : 'recovery-holder';
}

/** The event to log for a link to a draft that was created or ended. */
function draftLinkEvent({ kind, after }: Change): SecurityEvent | undefined {
  const { draft_link_until } = rowOf(after);
  if (kind !== 'article' || draft_link_until === undefined) return undefined;
  return draft_link_until === null ? 'draft-link-ended' : 'draft-link';
}

const limitEvent = ({ action, after }: Change): SecurityEvent | undefined =>
  action !== 'limited' ? undefined : rowOf(after).team === null ? 'unlimited' : 'limited';

/**
 * The event to log for a change, by its kind and action. Most changes of visibility have no event here, because
 * `Items.changedAccess` finds them.
 */
const eventOf = (change: Change): SecurityEvent | undefined =>
  recoveryEvent(change) ?? draftLinkEvent(change) ?? limitEvent(change) ?? logged[change.action];

/**
 * The entries of a change set, one for each event, with the number of its items. Items that are limited to a team are
 * counted in a separate entry, without a link to the change, because only the team can open that change.
 */
async function entriesOf(tx: Tx, { changes, accountId: by, via, id }: ChangeSet): Promise<SecurityEntry[]> {
  const items = await Items.load(
    tx,
    changes.filter(({ kind }) => !kindsWithoutItem.includes(kind)),
  );
  const entries = new Map<string, SecurityEntry & { count: number }>();
  const add = (event: SecurityEvent, hidden: boolean, count = 1): void => {
    const key = `${event} ${hidden}`;
    const entry = entries.get(key) ?? { event, by, via, ...(hidden ? {} : { change: id }), count: 0 };
    entries.set(key, { ...entry, count: entry.count + count });
  };
  const covered = new Set<number>();
  // The action `redacted` is also used when words are deleted from other items, such as old official demands. Only the
  // redaction of a person redacts an actor.
  const redacts = changes.some(({ kind, action }) => kind === 'actor' && action === 'redacted');
  for (const one of changes) {
    if (redacts && one.action === 'redacted') {
      // Only items that readers saw are counted, so the number reveals nothing about items that are limited to a team.
      add('redacted', false, Number(items.wasSeen(one.thingId)));
      covered.add(one.thingId);
      continue;
    }
    const event = eventOf(one);
    if (!event) continue;
    const ofItem = !kindsWithoutItem.includes(one.kind);
    add(event, event === 'limited' || event === 'unlimited' || (ofItem && items.isLimited(one.thingId)));
    if (ofItem && (event === 'visibility' || event === 'sealed')) covered.add(one.thingId);
  }
  for (const id of items.changedAccess()) if (!covered.has(id)) add('visibility', items.isLimited(id));
  return [...entries.values()];
}

/**
 * Writes the entries to the security log. Like `securityListener`, it must run after all other listeners, because it
 * locks the log: other transactions then wait until this one ends.
 */
export const accessListener: ChangeListener = {
  name: 'security log of items',
  onChange: async (tx, set) => appendEntries(tx, set.at, await entriesOf(tx, set)),
};
