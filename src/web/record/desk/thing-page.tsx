import type { Child } from 'hono/jsx';
import type { ThingKind } from '../../../record/tables.ts';
import type { Thing } from '../../../record/things.ts';
import { merge } from '../../../record/lifecycle/merge.ts';
import { redactPersonPermission } from '../actions/permissions.ts';
import type { Ctx, Pages } from '../../kit/context.ts';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { page } from '../../kit/view.tsx';
import { loadDoubles, MergedOnes, NearOnes } from '../duplicates/of-thing.tsx';
import { ThingPage } from '../show/parts.tsx';
import { loadThing } from '../show/load-thing.ts';
import { deskPage } from './links.ts';

type Shown = {
  title: string;
  children: Child;
  crumbs?: { label: string; href?: string }[];
  badges?: Child;
  styles?: readonly string[];
  buttons?: Child;
};
type Address = { pattern: string; read(params: Record<string, string>): { number: number } };

/** Registers the desk page of a kind: finds the item, redirects from merged ones, loads and renders. */
export function thingPages(
  web: Parameters<Pages>[0],
  kind: ThingKind,
  address: Address,
  show: (c: Ctx, desk: Desk, thing: Thing) => Promise<Shown>,
): void {
  web.get(address.pattern, async (c) => {
    const desk = await atDesk(c);
    const { thing, moved } = await loadThing(
      desk.app.db.read,
      kind,
      address.read(c.req.param() as Record<string, string>).number,
    );
    if (moved !== undefined) return c.redirect(deskPage({ kind, number: moved })!, 303);
    const { children, ...shown } = await show(c, desk, thing);
    const { near, merged } = await loadDoubles(desk.app.db.read, thing);
    return page(
      c,
      <ThingPage
        desk={desk}
        thing={thing}
        example={thing.example}
        mayMerge={desk.may(merge)}
        mayRedact={desk.may(redactPersonPermission)}
        {...shown}
      >
        <NearOnes thing={thing} near={near} />
        {children}
        <MergedOnes desk={desk} merged={merged} />
      </ThingPage>,
    );
  });
}
