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

/** The address of one action on an item. */
export const actRoute = (act: string) => onlyFor(routes.desk.act, { act });

/** The item of an action, and its title. */
export type Acted = { thing: Thing; title: string };

/** Loads the item of an action. @throws AppError `not_found`, `redacted` */
export async function loadActed({ db, t, params: { kind, number } }: DeskRequest<Params>): Promise<Acted> {
  // Articles have actions of their own: publish, correct, remove.
  if (kind === 'article') throw new AppError('not_found');
  const { thing } = await loadThing(db, kind, number);
  const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
  return { thing, title: briefTitle(t, brief) };
}

/** What all forms of actions share: titles, breadcrumbs, the badge of the item's access, and the page to return to. */
export const actOf = (name: string) => ({
  title: ({ t, view }: { t: Translate; view: Acted }) =>
    t(`record.desk.act.${name}_title`, { title: view.title, kind: t(`record.desk.kind.${view.thing.kind}`) }),
  crumb: `record.desk.act.${name}`,
  crumbs: ({ t, view: { thing, title } }: { t: Translate; view: Acted }) => [
    { label: t(`record.desk.kinds.${thing.kind}`), href: deskList(thing.kind) },
    { label: title, href: deskPage(thing) },
  ],
  actions: ({ view }: { view: Acted }) => <VisibilityBadge visibility={view.thing.visibility} />,
  lead: `record.desk.act.${name}_lead`,
  home: ({ view }: { view: Acted }) => deskPage(view.thing) ?? routes.desk.home(),
});
