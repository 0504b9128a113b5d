import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { DeskPage } from './components/layout.tsx';
import type { Ctx, Router } from './context.ts';
import { Form } from './forms/fields.tsx';
import { fresh, toTree, type Form as FormOf, type FormState } from './forms/form.ts';
import { handleAction, handleForm, type Sent } from './forms/handle.ts';
import type { Tree } from './forms/tree.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import { demand } from './desk/who.ts';
import { page as answerWith } from './view.tsx';
import {
  deskRequest,
  publicRequest,
  type DeskRequest,
  type PageRequest,
  type Permission,
  type Route,
} from './page-request.ts';
import { loadLists } from './forms/pick-lists.tsx';
import { relocated } from './forms/issues.ts';

/** A step of the breadcrumbs. */
export type Crumb = { label: string; href?: string };
/** A message key, or the words that fit what is shown. */
export type Words<At> = string | ((at: At) => string);
/** With what `load` gave. */
type Loaded<At, View> = At & { view: View };
/** While the form is drawn; `form` is its definition. */
type Drawn<At, View> = Loaded<At, View> & { state: FormState; form: FormOf };
/** When the form was sent. `again` shows it once more, with what was typed and what is given here. */
type Submitted<At, View> = Loaded<At, View> &
  Sent & { version: string; again(state?: Partial<FormState>): Promise<Response> };

/** A page of the desk that answers what was sent, under the form's breadcrumbs and in its place. */
type Answer = { body: Child; title?: string; actions?: Child; styles?: readonly string[]; status?: number };
type Answering = { answer(answer: Answer): Response };

/** What any form declares, at the desk or for readers. `More`: what only one of both can do once it was sent. */
type FormParts<S extends z.core.$ZodType, At, View, More = unknown> = {
  form: FormOf<S> | ((at: Loaded<At, View>) => FormOf<S>);
  /** What the fields hold at first; numbers, dates and nulls are turned into what fields show. */
  values?(at: Loaded<At, View>): object | Promise<object>;
  /** Choices that only this page knows, by the field's name. */
  options?(at: Loaded<At, View>): FormState['options'] | Promise<FormState['options']>;
  /** What follows from what the form holds whenever it is drawn: choices, and hidden values that only the page knows. */
  derive?(at: Drawn<At, View>): Derived | Promise<Derived>;
  /** The field that has the focus at first. */
  focus?: string;
  /** The button: a message key. */
  save: string | ((at: Drawn<At, View>) => string);
  /** More buttons; which one was pressed is the `intent`. */
  more?: Buttons | ((at: Drawn<At, View>) => Buttons);
  /** How the fields are laid out; left out, one below the other. */
  fields?(at: Drawn<At, View>): Child;
  /** Where an operation's complaints stand in the form: the first rule that fits renames the path. */
  paths?: Parameters<typeof relocated>[1];
  /** Where "cancel" leads, and a sent form that says nothing else. */
  home?(at: Loaded<At, View>): string;
  /** Does it. An address or a response leads there; anything else leads home. @throws AppError: the form is shown again */
  submit(typed: z.output<S>, at: Submitted<At, View> & More): Promise<unknown>;
};
/** What a form is about, and how it notices that another person was quicker. Declared first: the types of the rest follow. */
type Loading<At, View> = {
  /** What the page is about, before anything is shown or done. @throws `Instead`, to answer with something else */
  load?(at: At): Promise<View>;
  /** The version that was seen; the operation refuses another. */
  version?(at: Loaded<At, NoInfer<View>>): string | number;
  /** What is on record now, shown beside what was typed where another person changed it meanwhile. */
  current?(at: Loaded<At, NoInfer<View>>): Promise<{ values: object; version: string | number }>;
};
type Derived = Partial<Pick<FormState, 'options' | 'values'>>;
type Buttons = readonly { intent: string; label: string }[];

/** A form at the desk: a page of its own, with breadcrumbs. */
type DeskForm<P, S extends z.core.$ZodType, View> = FormParts<S, DeskRequest<P>, View, Answering> & {
  /** Who may open it. Left out, everybody at the desk may; the operation still refuses. */
  operation?: Permission | ((at: Loaded<DeskRequest<P>, View>) => Permission);
  /** Everybody at the desk may look; only sending is refused. */
  open?: boolean;
  title: Words<Loaded<DeskRequest<P>, View>>;
  /** The page's own place in the breadcrumbs, where it is not the title. */
  crumb?: Words<Loaded<DeskRequest<P>, View>>;
  /** Those before it. */
  crumbs?(at: Loaded<DeskRequest<P>, View>): readonly Crumb[];
  /** Buttons beside the title. */
  actions?(at: Loaded<DeskRequest<P>, View>): Child;
  /** Above the form: a message key or words for one paragraph, or more. */
  lead?: string | ((at: Drawn<DeskRequest<P>, View>) => Child);
  /** Below it. */
  below?(at: Drawn<DeskRequest<P>, View>): Child;
  /** The whole page around the form, where it is more than lead, form and what is below. */
  body?(form: Child, at: Drawn<DeskRequest<P>, View>): Child | Promise<Child>;
  /** What its pick fields offer while one types. */
  lists?: Parameters<typeof loadLists>[1];
  scripts?: readonly string[];
  styles?(at: Drawn<DeskRequest<P>, View>): readonly string[];
  wide?: boolean;
};

export type FormPage<P, S extends z.core.$ZodType, View> = Loading<DeskRequest<P>, View> &
  DeskForm<P, S, NoInfer<View>>;

/** Registers a form of the desk: authorise → load → draw → validate → submit → lead on. */
export function formPage<P, S extends z.core.$ZodType, View = never>(
  web: Router,
  route: Route<P>,
  page: FormPage<NoInfer<P>, S, View>,
): void {
  onBoth(web, route, async (c) => {
    const at = await deskRequest(c, route);
    const { operation } = page;
    const asks = !page.open || c.req.method === 'POST';
    if (asks && typeof operation === 'object') demand(at.desk, operation);
    const view = (await page.load?.(at)) as View;
    const loaded = { ...at, view };
    if (asks && typeof operation === 'function') demand(at.desk, operation(loaded));
    const lists = page.lists ? await loadLists(at.db, page.lists) : null;
    const title = inWords(at.t, page.title, loaded);
    const crumb = page.crumb === undefined ? title : inWords(at.t, page.crumb, loaded);
    const crumbs = page.crumbs?.(loaded);
    const shared = { noindex: true, wide: page.wide, scripts: page.scripts ?? (page.lists ? ['rows.js'] : []) };
    const draw = async (form: Child, drawn: Drawn<DeskRequest<P>, View>) => (
      <DeskPage
        {...shared}
        title={title}
        styles={page.styles?.(drawn)}
        crumbs={crumbs && [...crumbs, { label: crumb }]}
        actions={page.actions?.(loaded)}
      >
        <Lead words={typeof page.lead === 'string' ? at.t(page.lead) : page.lead?.(drawn)} />
        {page.body ? await page.body(form, drawn) : form}
        {page.below?.(drawn) ?? null}
        {lists}
      </DeskPage>
    );
    const answer = ({ body, title: own, actions, styles, status }: Answer): Response =>
      answerWith(
        c,
        <DeskPage
          {...shared}
          title={own ?? title}
          styles={styles}
          crumbs={
            crumbs &&
            (own ? [...crumbs, { label: crumb, href: c.req.path }, { label: own }] : [...crumbs, { label: crumb }])
          }
          actions={actions}
        >
          {body}
        </DeskPage>,
        status,
      );
    return answerForm(page, loaded, draw, { answer });
  });
}

export type ChangePage<P, S extends z.core.$ZodType, View> = {
  load(at: DeskRequest<P>): Promise<View>;
  /** What is on record of the fields; left out, `values`. */
  current?(at: Loaded<DeskRequest<P>, NoInfer<View>>): object | Promise<object>;
} & DeskForm<P, S, NoInfer<View>>;

/**
 * A form that changes something with a version: it starts from what is on record, and where another person changed
 * that meanwhile, both are shown.
 */
export function changePage<P, S extends z.core.$ZodType, View extends { version: string | number } = never>(
  web: Router,
  route: Route<P>,
  page: ChangePage<NoInfer<P>, S, View>,
): void {
  formPage<P, S, View>(web, route, {
    ...page,
    version: ({ view }) => view.version,
    current: async (at) => {
      const view = await page.load(at);
      const now = { ...at, view };
      return { values: (await (page.current ?? page.values)?.(now)) ?? {}, version: view.version };
    },
  });
}

/** A form for readers: it has no session, and the whole page around it is its own. */
export type PublicForm<P, S extends z.core.$ZodType, View> = Loading<PageRequest<P>, View> &
  FormParts<S, PageRequest<P>, NoInfer<View>> & {
    /** The whole page with the form in it. */
    page(form: Child, at: Drawn<PageRequest<P>, NoInfer<View>>): Child | Promise<Child>;
  };

/** Registers a form for readers. Other sites are kept from sending it; there is no token, because the page is everybody's. */
export function publicForm<P, S extends z.core.$ZodType, View = never>(
  web: Router,
  route: Route<P>,
  page: PublicForm<NoInfer<P>, S, View>,
): void {
  onBoth(web, route, async (c) => {
    const at = publicRequest(c, route);
    const view = (await page.load?.(at)) as View;
    // What was loaded may have chosen the language of the page.
    return answerForm(page, { ...at, t: c.get('t'), view }, page.page, {}, true);
  });
}

/** What was sent with a button; `text`: under a name, '' where nothing was. */
type Pressed<P> = DeskRequest<P> & Sent & { version: string; text(name: string): string };

/** A button that does one thing and asks nothing. */
export type Button<P> = {
  /** Who may press it. Left out, the operation decides. */
  operation?: Permission;
  paths?: Parameters<typeof relocated>[1];
  /** Does it. An address or a response leads there. */
  act(at: Pressed<P>): Promise<unknown>;
  /** Where it leads when `act` says nothing else. */
  home(at: Pressed<P>): string;
};

/** Registers a button of the desk: authorise → run → lead on. */
export function buttonRoute<P>(web: Router, route: Route<P>, button: Button<NoInfer<P>>): void {
  web.post(route.pattern, async (c) => {
    const at = await deskRequest(c, route);
    if (button.operation) demand(at.desk, button.operation);
    return handleAction(c, async (sent) => {
      const text = (name: string): string => {
        const value = sent.values[name];
        return typeof value === 'string' ? value : '';
      };
      const pressed = { ...at, ...sent, version: sent.version ?? '', text };
      return leadOn(await relocated(button.act(pressed), button.paths ?? []), button.home(pressed));
    });
  });
}

/** The words that a page declares for what it shows. */
export const inWords = <At,>(t: Translate, words: Words<At>, at: At): string =>
  typeof words === 'string' ? t(words) : words(at);

/** What stands first on a page: words as one paragraph, anything else as it is. */
export function Lead({ words }: { words: Child }) {
  return <>{typeof words === 'string' ? <p class="lead">{words}</p> : (words ?? null)}</>;
}

/** Thrown by `load`: the request is answered with this, not with the page. */
export class Instead extends Error {
  constructor(readonly response: Response) {
    super('answered otherwise');
  }
}

function onBoth<P>(web: Router, { pattern, read, only = {} }: Route<P>, handle: (c: Ctx) => Promise<Response>): void {
  web.on(['GET', 'POST'], pattern, async (c, next) => {
    const named = read(c.req.param() as Record<string, string>);
    for (const name in only) if (named[name] !== only[name]) return next();
    try {
      return await handle(c);
    } catch (thrown) {
      if (thrown instanceof Instead) return thrown.response;
      throw thrown;
    }
  });
}

const leadOn = (done: unknown, home: string): string | Response =>
  done instanceof Response || (typeof done === 'string' && done.startsWith('/')) ? done : home;

/** Every declared form goes this way, once it is known who asks and what about. */
async function answerForm<S extends z.core.$ZodType, At extends PageRequest<unknown>, View, More>(
  page: Loading<At, View> & FormParts<S, At, View, More>,
  at: Loaded<At, View>,
  around: (form: Child, at: Drawn<At, View>) => Child | Promise<Child>,
  more: More,
  open = false,
): Promise<Response> {
  const { c, picks } = at;
  const form = typeof page.form === 'function' ? page.form(at) : page.form;
  const options = await page.options?.(at);
  const version = page.version && String(page.version(at));
  const render = async (shown: FormState) => {
    const derived = await page.derive?.({ ...at, state: shown, form });
    const state = {
      ...shown,
      options: { ...shown.options, ...derived?.options },
      values: { ...shown.values, ...derived?.values },
    };
    const drawn = { ...at, state, form };
    return around(
      <Form
        form={form}
        state={state}
        submit={typeof page.save === 'string' ? page.save : page.save(drawn)}
        more={typeof page.more === 'function' ? page.more(drawn) : page.more}
        cancel={page.home?.(at)}
      >
        {page.fields?.(drawn)}
      </Form>,
      drawn,
    );
  };
  const { current } = page;
  return handleForm(c, form, {
    open,
    initial: async () => fresh(treeOf(await page.values?.(at)), { options, version, focus: page.focus }),
    again: () => ({ options: { ...options, ...picks.offered } }),
    render,
    submit: async (typed, sent) => {
      const again = async (state?: Partial<FormState>) =>
        answerWith(c, await render(fresh(sent.values, { options, version: sent.version, ...state })));
      const done = await relocated(
        page.submit(typed, { ...at, ...sent, version: sent.version ?? '', again, ...more }),
        page.paths ?? [],
      );
      return leadOn(done, page.home?.(at) ?? c.req.path);
    },
    current:
      current &&
      (async () => {
        const now = await current(at);
        return { values: treeOf(now.values), version: String(now.version) };
      }),
  });
}

const treeOf = (values: object = {}): Tree => toTree(values) as Tree;
