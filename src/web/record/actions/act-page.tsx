import type { Translate } from '../../../platform/messages/messages.ts';
import type { Thing } from '../../../record/things.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { onlyFor, type DeskRequest } from '../../kit/pages/page-request.ts';
import { routes } from '../../routes.ts';
import { briefTitle, deskList, deskPage } from '../desk/links.ts';
import { loadThing } from '../show/load-thing.ts';
import { AppError } from '../../../platform/errors.ts';

type Params = ReturnType<typeof routes.desk.act.read>;

/** The route of one action, for items of every kind. */
export const actionRoute = (act: string) => onlyFor(routes.desk.act, { act });

export type ActionTarget = { thing: Thing; title: string };

/** Loads the item that the address names. @throws AppError `not_found`, `redacted` */
export async function loadActionTarget({
  db,
  t,
  params: { kind, number },
}: DeskRequest<Params>): Promise<ActionTarget> {
  // The actions on articles, such as publish and correct, have their own pages.
  if (kind === 'article') throw new AppError('not_found');
  const { thing } = await loadThing(db, kind, number);
  const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
  return { thing, title: briefTitle(t, brief) };
}

/** What the pages of all actions share: title, breadcrumbs, the badge for the access, and the page to return to. */
export const actionPage = (name: string) => ({
  title: ({ t, view }: { t: Translate; view: ActionTarget }) =>
    t(`record.desk.act.${name}_title`, { title: view.title, kind: t(`record.desk.kind.${view.thing.kind}`) }),
  crumb: `record.desk.act.${name}`,
  crumbs: ({ t, view: { thing, title } }: { t: Translate; view: ActionTarget }) => [
    { label: t(`record.desk.kinds.${thing.kind}`), href: deskList(thing.kind) },
    { label: title, href: deskPage(thing) },
  ],
  actions: ({ view }: { view: ActionTarget }) => <VisibilityBadge visibility={view.thing.visibility} />,
  lead: `record.desk.act.${name}_lead`,
  home: ({ view }: { view: ActionTarget }) => deskPage(view.thing) ?? routes.desk.home(),
});
