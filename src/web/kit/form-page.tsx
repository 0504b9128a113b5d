import type { Child } from 'hono/jsx';
import type { Hono } from 'hono';
import type { z } from 'zod';
import { DeskPage } from './components/layout.tsx';
import type { Env } from './context.ts';
import { Form } from './forms/fields.tsx';
import { fresh, type Form as FormOf, type FormState } from './forms/form.ts';
import { handleForm } from './forms/handle.ts';
import type { Tree } from './forms/tree.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { atDesk, demand, type Desk } from './desk/who.ts';
import { loadLists } from '../record/forms/common.tsx';
import { Picks } from '../record/forms/pick.ts';

type Crumb = { label: string; href?: string };
type Operation = { permission: readonly string[] | 'anyone' };
type Options = FormState['options'];

type Page<S extends z.ZodType, View> = {
  operation: Operation;
  form: FormOf<S>;
  /** Message keys. `save`: of the button. */
  title: string;
  save?: string;
  lead?(t: Translate, view: View): Child;
  /** Those before the page's own title. */
  crumbs(t: Translate, view: View): Crumb[];
  /** Whether it names things on record. */
  picks?: boolean;
  /** What its pick fields offer while one types; left out, actors. */
  lists?: Parameters<typeof loadLists>[1];
  options?(desk: Desk, view: View): Promise<Options>;
  /** Where "cancel" leads. */
  home(view: View): string;
};

/** A form that makes something: what it starts from is `begin`. */
export function newPage<S extends z.ZodType, View>(
  web: Hono<Env>,
  pattern: string,
  page: Page<S, View> & {
    begin(desk: Desk, params: Record<string, string>, query: (name: string) => string | undefined): Promise<View>;
    values(view: View, desk: Desk, t: Translate): Promise<Tree> | Tree;
    submit(desk: Desk, picks: Picks, typed: z.output<S>, view: View): Promise<string>;
  },
): void {
  web.on(['GET', 'POST'], pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, page.operation);
    const view = await page.begin(desk, c.req.param() as Record<string, string>, (name) => c.req.query(name));
    const drawn = await drawing(desk, t, page, view);
    return handleForm(c, page.form, {
      initial: async () => fresh(await page.values(view, desk, t), { options: drawn.options }),
      again: drawn.again,
      render: drawn.render,
      submit: (typed) => page.submit(desk, drawn.picks, typed, view),
    });
  });
}

/** A form that changes something: it starts from what is on record, and where that was changed meanwhile both are shown. */
export function changePage<S extends z.ZodType, View extends { version: number }>(
  web: Hono<Env>,
  route: { pattern: string; read(params: Record<string, string>): { number: string | number } },
  page: Page<S, View> & {
    load(desk: Desk, number: number): Promise<View>;
    values(view: View, today: string): Tree;
    /** What is on record of the fields; left out, `values`. */ current?(view: View): Tree;
    submit(desk: Desk, picks: Picks, typed: z.output<S>, view: View, version: string): Promise<unknown>;
  },
): void {
  web.on(['GET', 'POST'], route.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, page.operation);
    const number = Number(route.read(c.req.param() as Record<string, string>).number);
    const view = await page.load(desk, number);
    const today = desk.app.now().toISOString().slice(0, 10);
    const drawn = await drawing(desk, t, page, view);
    return handleForm(c, page.form, {
      initial: () => fresh(page.values(view, today), { version: String(view.version), options: drawn.options }),
      again: drawn.again,
      render: drawn.render,
      submit: async (typed, { version }) => {
        await page.submit(desk, drawn.picks, typed, view, version ?? '');
        return page.home(view);
      },
      current: async () => {
        const now = await page.load(desk, number);
        return { values: page.current ? page.current(now) : page.values(now, today), version: String(now.version) };
      },
    });
  });
}

async function drawing<S extends z.ZodType, View>(desk: Desk, t: Translate, page: Page<S, View>, view: View) {
  const db = desk.app.db.read;
  const picks = new Picks(db, t);
  const [lists, options] = [
    page.picks ? await loadLists(db, page.lists ?? ['actor']) : null,
    await page.options?.(desk, view),
  ];
  return {
    picks,
    options,
    again: () => ({ options: { ...options, ...picks.offered } }),
    render: (state: FormState) => (
      <DeskPage
        title={t(page.title)}
        noindex
        scripts={page.picks ? ['rows.js'] : []}
        crumbs={[...page.crumbs(t, view), { label: t(page.title) }]}
      >
        {page.lead?.(t, view) ?? null}
        <Form form={page.form} state={state} submit={page.save ?? 'requests.demand.save'} cancel={page.home(view)} />
        {lists}
      </DeskPage>
    ),
  };
}
