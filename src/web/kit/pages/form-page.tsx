import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import { DeskPage } from '../components/layout.tsx';
import type { Ctx, Router } from '../context.ts';
import { Form } from '../forms/fields.tsx';
import { fresh, toTree, type Form as FormOf, type FormState } from '../forms/form.ts';
import { declareForm } from '../forms/declared.ts';
import { handleAction, handleForm, type Sent } from '../forms/handle.ts';
import type { Tree } from '../forms/tree.ts';
import { AppError } from '../../../platform/errors.ts';
import { isProven } from '../../../platform/operation.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { savedAddress } from '../desk/saved.ts';
import { requirePermission } from '../desk/who.ts';
import { page as answerWith } from '../view.tsx';
import {
  deskRequest,
  publicRequest,
  type DeskRequest,
  type PageRequest,
  type Permission,
  type Route,
} from './page-request.ts';
import { loadLists } from '../forms/pick-lists.tsx';
import { relocated } from '../forms/issues.ts';

export type Crumb = { label: string; href?: string };
/** A message key, or a function that returns the text. */
export type Words<At> = string | ((at: At) => string);
/** The request, with the result of `load`. */
type Loaded<At, View> = At & { view: View };
/** The argument of functions that are called while the form is rendered. `form` is the definition of the form. */
type Drawn<At, View> = Loaded<At, View> & { state: FormState; form: FormOf };
/** The argument of `submit`. `again` shows the form again, with the input and the given state. */
type Submitted<At, View> = Loaded<At, View> &
  Sent & { version: string; again(state?: Partial<FormState>): Promise<Response> };

/** A desk page that shows a result. It has the breadcrumbs of the form. */
type Answer = { body: Child; title?: string; actions?: Child; styles?: readonly string[]; status?: number };
type Answering = { answer(answer: Answer): Response };

/** What every form declares, at the desk or for readers. `More` is what `submit` gets in addition. */
type FormParts<S extends z.core.$ZodType, At, View, More = unknown> = {
  form: FormOf<S> | ((at: Loaded<At, View>) => FormOf<S>);
  /** The initial values. Numbers, dates and nulls become the texts that fields show. */
  values?(at: Loaded<At, View>): object | Promise<object>;
  /** Options that the form itself does not define, by the field's name. */
  options?(at: Loaded<At, View>): FormState['options'] | Promise<FormState['options']>;
  /** Options and hidden values, derived from the form's content each time the form is rendered. */
  derive?(at: Drawn<At, View>): Derived | Promise<Derived>;
  /** The field that gets the focus first. */
  focus?: string;
  /** The message key of the main button's text. */
  save: string | ((at: Drawn<At, View>) => string);
  /** More buttons. `submit` gets the `intent` of the pressed button. */
  more?: Buttons | ((at: Drawn<At, View>) => Buttons);
  /** The layout of the fields. By default, each field is below the previous field. */
  fields?(at: Drawn<At, View>): Child;
  /** Rules that rename the paths in an operation's errors to paths of the form. The first matching rule applies. */
  paths?: Parameters<typeof relocated>[1];
  /**
   * The address for "cancel". After sending, the browser is also redirected there, unless `submit` returns another
   * address. A page of the desk that redirects to itself then says “Saved”, unless `reportsResult` is set.
   */
  home?(at: Loaded<At, View>): string;
  /** Whether the page itself says what was done. */
  reportsResult?: boolean;
  /**
   * Runs the operation. If it returns an address, the browser is redirected there; if it returns a response, this is
   * sent. Otherwise the browser is redirected to `home`. After an `AppError`, the form is shown again.
   */
  submit(data: z.output<S>, at: Submitted<At, View> & More): Promise<unknown>;
};
/**
 * The content that a form is about, and its version. Every type of page must begin with this type, because TypeScript
 * infers `View` from `load`.
 */
type Loading<At, View> = {
  /**
   * Loads the content before anything else happens.
   * @throws `ResponseInstead` to send another response
   */
  load?(at: At): Promise<View>;
  /**
   * The version of the item that the form shows. If the item has changed meanwhile, the operation refuses the input.
   */
  version?(at: Loaded<At, NoInfer<View>>): string | number;
  /** The current values. The form shows them beside the input if another person has changed them meanwhile. */
  current?(at: Loaded<At, NoInfer<View>>): Promise<{ values: object; version: string | number }>;
};
type Derived = Partial<Pick<FormState, 'options' | 'values'>>;
type Buttons = readonly { intent: string; label: string }[];

/** A form on a separate page at the desk, with breadcrumbs. */
type DeskForm<P, S extends z.core.$ZodType, View> = FormParts<S, DeskRequest<P>, View, Answering> & {
  /**
   * The permission to open the page. By default everyone at the desk can open it. The operation checks its own
   * permission in any case.
   */
  operation?: Permission | ((at: Loaded<DeskRequest<P>, View>) => Permission);
  /** Whether everyone at the desk can view the form, and only sending needs permission. */
  open?: boolean;
  /** Whether the page has links to its sections. */
  sectionLinks?: boolean;
  title: Words<Loaded<DeskRequest<P>, View>>;
  /** The page's own breadcrumb, if it differs from the title. */
  crumb?: Words<Loaded<DeskRequest<P>, View>>;
  /** The breadcrumbs before the page's own. */
  crumbs?(at: Loaded<DeskRequest<P>, View>): readonly Crumb[];
  /** Buttons beside the title. */
  actions?(at: Loaded<DeskRequest<P>, View>): Child;
  /** The content above the form: a message key, or a text that becomes one paragraph, or elements. */
  lead?: string | ((at: Drawn<DeskRequest<P>, View>) => Child);
  /** The content below the form. */
  below?(at: Drawn<DeskRequest<P>, View>): Child;
  /** The whole content of the page, if it is more than `lead`, the form and `below`. */
  body?(form: Child, at: Drawn<DeskRequest<P>, View>): Child | Promise<Child>;
  /** The lists of suggestions that the form's pick fields use. */
  lists?: Parameters<typeof loadLists>[1];
  scripts?: readonly string[];
  styles?(at: Drawn<DeskRequest<P>, View>): readonly string[];
  wide?: boolean;
};

export type FormPage<P, S extends z.core.$ZodType, View> = Loading<DeskRequest<P>, View> &
  DeskForm<P, S, NoInfer<View>>;

/** Registers a form of the desk: authorise → load → render → validate → submit → redirect. */
export function formPage<P, S extends z.core.$ZodType, View = never>(
  web: Router,
  route: Route<P>,
  page: FormPage<NoInfer<P>, S, View>,
): void {
  declareForm(web, route, page.form);
  answerOn(web, ['GET', 'POST'], route, async (c) => {
    const at = await deskRequest(c, route);
    const { operation } = page;
    const asks = !page.open || c.req.method === 'POST';
    if (asks && typeof operation === 'object') requirePermission(at.desk, operation);
    // Asks for the proof before the person fills in the form. If the proof is too old when the form is sent, `run` asks
    // again.
    if (
      typeof operation === 'object' &&
      operation.proof &&
      c.req.method === 'GET' &&
      !isProven(at.principal, at.app.now())
    )
      throw new AppError('proof_needed');
    const view = (await page.load?.(at)) as View;
    const loaded = { ...at, view };
    if (asks && typeof operation === 'function') requirePermission(at.desk, operation(loaded));
    const lists = page.lists ? await loadLists(at.db, page.lists) : null;
    const title = inWords(at.t, page.title, loaded);
    const crumb = page.crumb === undefined ? title : inWords(at.t, page.crumb, loaded);
    const crumbs = page.crumbs?.(loaded);
    const shared = {
      wide: page.wide,
      sectionLinks: page.sectionLinks,
      scripts: page.scripts ?? (page.lists ? ['rows.js'] : []),
    };
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
  /** The current values of the fields. The default is the result of `values`. */
  current?(at: Loaded<DeskRequest<P>, NoInfer<View>>): object | Promise<object>;
} & DeskForm<P, S, NoInfer<View>>;

/**
 * A form that changes an item with a version. It starts with the current values. If another person has changed these
 * meanwhile, the form shows both the input and the new values.
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

/** A form for readers. It has no session, and renders the whole page. */
export type PublicForm<P, S extends z.core.$ZodType, View> = Loading<PageRequest<P>, View> &
  FormParts<S, PageRequest<P>, NoInfer<View>> & {
    /** The whole page with the form. */
    page(form: Child, at: Drawn<PageRequest<P>, NoInfer<View>>): Child | Promise<Child>;
  };

/**
 * Registers a form for readers. It has no CSRF token, because its page is the same for everyone. Instead, the server
 * refuses a form that another site sends.
 */
export function publicForm<P, S extends z.core.$ZodType, View = never>(
  web: Router,
  route: Route<P>,
  page: PublicForm<NoInfer<P>, S, View>,
): void {
  declareForm(web, route, page.form);
  answerOn(web, ['GET', 'POST'], route, async (c) => {
    const at = publicRequest(c, route);
    const view = (await page.load?.(at)) as View;
    // `load` may have set the language of the page.
    return answerForm(page, { ...at, t: c.get('t'), view }, page.page, {}, true);
  });
}

/** The argument of `act`. `text` returns the value of a control, or '' if it was not sent. */
type Pressed<P> = DeskRequest<P> & Sent & { version: string; text(name: string): string };

/** A button with one action and no form. */
export type Button<P> = {
  /** The permission to press the button. By default the operation decides. */
  operation?: Permission;
  paths?: Parameters<typeof relocated>[1];
  /**
   * Runs the operation. If it returns an address, the browser is redirected there; if it returns a response, this is
   * sent.
   */
  act(at: Pressed<P>): Promise<unknown>;
  /** The default redirect. */
  home(at: Pressed<P>): string;
};

/** Registers a button of the desk: authorise → run → redirect. */
export function buttonRoute<P>(web: Router, route: Route<P>, button: Button<NoInfer<P>>): void {
  web.post(route.pattern, async (c) => {
    const at = await deskRequest(c, route);
    if (button.operation) requirePermission(at.desk, button.operation);
    return handleAction(c, async (sent) => {
      const text = (name: string): string => {
        const value = sent.values[name];
        return typeof value === 'string' ? value : '';
      };
      const pressed = { ...at, ...sent, version: sent.version ?? '', text };
      return redirectOf(await relocated(button.act(pressed), button.paths ?? []), button.home(pressed));
    });
  });
}

export const inWords = <At,>(t: Translate, words: Words<At>, at: At): string =>
  typeof words === 'string' ? t(words) : words(at);

/** The introduction of a page. A text becomes a paragraph; other content is used unchanged. */
export function Lead({ words }: { words: Child }) {
  return <>{typeof words === 'string' ? <p class="lead">{words}</p> : (words ?? null)}</>;
}

/** `load` throws this to send another response instead of the page. */
export class ResponseInstead extends Error {
  constructor(readonly response: Response) {
    super('answered otherwise');
  }
}

/** Registers a handler at an address. If it throws `ResponseInstead`, the response in the error is sent. */
export function answerOn<P>(
  web: Router,
  methods: ('GET' | 'POST')[],
  { pattern, read, only = {} }: Route<P>,
  handle: (c: Ctx) => Promise<Response>,
): void {
  web.on(methods, pattern, async (c, next) => {
    const named = read(c.req.param() as Record<string, string>);
    for (const name in only) if (named[name] !== only[name]) return next();
    try {
      return await handle(c);
    } catch (thrown) {
      if (thrown instanceof ResponseInstead) return thrown.response;
      throw thrown;
    }
  });
}

const redirectOf = (done: unknown, home: string): string | Response =>
  done instanceof Response || (typeof done === 'string' && done.startsWith('/')) ? done : home;

/** Shows or processes a declared form. The session and the content are already loaded. */
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
    submit: async (data, sent) => {
      const again = async (state?: Partial<FormState>) =>
        answerWith(c, await render(fresh(sent.values, { options, version: sent.version, ...state })));
      const done = await relocated(
        page.submit(data, { ...at, ...sent, version: sent.version ?? '', again, ...more }),
        page.paths ?? [],
      );
      const to = redirectOf(done, page.home?.(at) ?? c.req.path);
      return open || page.reportsResult || to instanceof Response ? to : savedAddress(c, to);
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
