import { matchedRoutes } from 'hono/route';
import type { Ctx, Router } from '../context.ts';
import type { Fields, Form } from './form.ts';

/** A form, or a function that creates the form from the request. */
type Declared = Form | ((at: never) => Form);
/**
 * An address pattern. If several pages share it, `only` has the values in the address that select one page, such as `{
 * act: 'merge' }`.
 */
type At = { readonly pattern: string; readonly only?: Readonly<Record<string, unknown>> };

const forms = new WeakMap<object, { form: Declared; only: NonNullable<At['only']> }>();

/**
 * Declares the form that an address receives. An error page then knows the form's fields, even if the request was
 * refused before its body was read.
 */
export function declareForm(web: Router, { pattern, only = {} }: At, form: Declared): void {
  const handler = (_: Ctx, next: () => Promise<void>) => next();
  forms.set(handler, { form, only });
  web.post(pattern, handler);
}

/** Thrown if the fields of a form depend on the item or on the person. Neither is loaded here. */
class NotLoaded extends Error {}

/** The fields of the form at the address of a request, as far as they are known without loading anything. */
export function declaredFields(c: Ctx): Fields {
  for (const { handler, path } of matchedRoutes(c)) {
    const declared = forms.get(handler);
    if (!declared || !isOnly(declared.only, path, c.req.path)) continue;
    if (typeof declared.form !== 'function') return declared.form.fields;
    try {
      return (declared.form as (at: object) => Form)(requestOnly(c)).fields;
    } catch (thrown) {
      if (thrown instanceof NotLoaded) return {};
      throw thrown;
    }
  }
  return {};
}

/** Whether the address has the values of `only` at their places in the pattern. */
function isOnly(only: NonNullable<At['only']>, pattern: string, address: string): boolean {
  const steps = address.split('/');
  return Object.entries(only).every(
    ([name, value]) => steps[pattern.split('/').findIndex((step) => step.split('{')[0] === `:${name}`)] === value,
  );
}

function requestOnly(c: Ctx): object {
  const { app, paper } = c.get('deps');
  const loaded = (): never => {
    throw new NotLoaded();
  };
  const request = { c, t: c.get('t'), app, paper: paper() };
  for (const name of ['view', 'desk', 'principal', 'may', 'db', 'params', 'picks'])
    Object.defineProperty(request, name, { get: loaded });
  return request;
}
