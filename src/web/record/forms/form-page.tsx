import type { Reader } from '../../../platform/database/tx.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { lastChange } from '../../../record/history/last-change.ts';
import type { ThingKind } from '../../../record/tables.ts';
import type { Thing } from '../../../record/things.ts';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import type { Form, FormState } from '../../kit/forms/form.ts';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { deskList, deskPage } from '../desk/links.ts';
import { findNear, LikeBox, type SimilarityQuery, type Near } from '../duplicates/like.tsx';
import { loadThing } from '../show/load-thing.ts';
import { BothVersions } from './both-versions.tsx';
import { loadSealable, type Sealable } from './seal-field.ts';

const scripts = ['rows.js', 'like.js'] as const;

/** Options of `formPage` that the forms for all kinds of new items share. */
export const newThing = (kind: ThingKind) => ({
  crumb: 'record.desk.make',
  crumbs: ({ t }: { t: Translate }) => [{ label: t(`record.desk.kinds.${kind}`), href: deskList(kind) }],
  home: () => deskList(kind),
  save: 'record.desk.save',
  scripts,
});

/** Like `newThing`, for kinds that often have duplicates. If similar items exist, the form shows them first. */
export const newUnlessNear = (kind: 'actor' | 'source' | 'case') => ({
  ...newThing(kind),
  load: async ({ db }: { db: Reader }): Promise<{ near: Near[] } & Sealable> => ({
    near: [],
    ...(kind === 'case' ? { sealable: [] } : await loadSealable(db)),
  }),
  lead: ({ view }: { view: { near: readonly Near[] } }) => <LikeBox kind={kind} near={view.near} />,
  more: ({ view }: { view: { near: readonly Near[] } }) =>
    view.near.length ? [{ intent: 'anyway', label: 'record.duplicates.like.anyway' }] : [],
});

/** An item to edit. `by`: who has saved its current version. */
export type Changed = { thing: Thing; version: number; by: string };

/** Loads the item to edit, which the address names. @throws AppError `not_found`, `redacted`, `sealed` */
export async function loadChanged(kind: ThingKind, { db, params }: DeskRequest<{ number: number }>): Promise<Changed> {
  const { thing } = await loadThing(db, kind, params.number);
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  return { thing, version: thing.version, by: await lastEditor(db, thing) };
}

/** Options of `formPage` that all forms that edit an item share, such as the two versions after a conflict. */
export const changeThing = (kind: ThingKind) => ({
  load: (at: DeskRequest<{ number: number }>) => loadChanged(kind, at),
  crumb: 'record.desk.change',
  crumbs: ({ t, view }: { t: Translate; view: Changed }) => [
    ...newThing(kind).crumbs({ t }),
    { label: `${t(`record.desk.kind.${kind}`)} ${view.thing.number}`, href: deskPage(view.thing) },
  ],
  home: ({ view }: { view: Changed }) => deskPage(view.thing)!,
  actions: ({ view }: { view: Changed }) => <VisibilityBadge visibility={view.thing.visibility} />,
  lead: (at: { view: Changed; state: FormState; form: Form }) => <Theirs {...at} />,
  save: ({ state }: { state: FormState }) => (state.theirs ? 'record.desk.save_over' : 'record.desk.save'),
  scripts,
});

/** The two versions after a conflict; otherwise nothing. */
export function Theirs({ view, state, form }: { view: Changed; state: FormState; form: Form }) {
  return state.theirs ? <BothVersions form={form} state={state} by={view.by} /> : null;
}

/** The name of the person who changed an item last. “Kronika” if it was not a person. */
export async function lastEditor(db: Reader, thing: Pick<Thing, 'id' | 'kind'>): Promise<string> {
  return (await lastChange(db, thing)).by ?? 'Kronika';
}

/**
 * Looks for items that are similar to a new one, and sets `view.near`. @throws AppError `invalid_input` if there are
 * any
 */
export async function refuseNear(
  db: Reader,
  view: { near: Near[] },
  query: SimilarityQuery,
  path: string,
): Promise<void> {
  view.near = await findNear(db, query);
  if (view.near.length)
    throw new AppError('invalid_input', { fields: [{ path, message: 'record.duplicates.error.near' }] });
}
