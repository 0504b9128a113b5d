import { whenUnlocked } from '../../../kit/islands/parts/when-unlocked.ts';
import type { Start } from '../../write/wire.ts';

/** Creates an element with attributes and children. Children that are null or false are left out. */
export function el<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, string | boolean | ((event: Event) => void)> = {},
  ...children: (Node | string | null | false)[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name, value);
    else if (value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children.filter((one): one is Node | string => one !== null && one !== false));
  return made;
}

export const byId = <T extends HTMLElement = HTMLElement>(id: string): T => document.getElementById(id) as T;

const plurals = new Intl.PluralRules(document.documentElement.lang);

/** The time of day, in the language of the page. */
export const timeOf = (at: Date): string =>
  at.toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });

/** Returns a function that looks up a text of the editor and fills in `{name}`. `count` selects the plural form. */
export const wordsOf =
  (start: Start) =>
  (key: string, params: Record<string, string | number> = {}): string =>
    (start.words[key] ?? start.words[`${key}.${plurals.select(Number(params.count))}`] ?? key).replace(
      /\{(\w+)\}/g,
      (_, name: string) => String(params[name] ?? ''),
    );
export type Words = ReturnType<typeof wordsOf>;

/** A request that the desk refused. `fields` has the errors of the input. */
export class Refused extends Error {
  readonly status: number;
  readonly fields: { path: string; message: string }[];
  constructor(status: number, message: string, fields: { path: string; message: string }[]) {
    super(message);
    this.status = status;
    this.fields = fields;
  }
}

/** The headers of a request to the desk, with the CSRF token of the session. */
export const tokenHeaders = (start: Start): Record<string, string> => ({
  accept: 'application/json',
  'x-kronika-token': start.token,
});

/** Sends a request to the desk. @throws Refused; TypeError without a connection */
export async function ask<T>(start: Start, url: string, body?: object, more: RequestInit = {}): Promise<T> {
  return readAnswer<T>(
    await whenUnlocked(() =>
      fetch(url, {
        ...more,
        ...(body && { method: 'POST', body: JSON.stringify(body) }),
        headers: { ...tokenHeaders(start), ...(body && { 'content-type': 'application/json' }) },
        redirect: 'manual',
      }),
    ),
  );
}

/** The JSON of a response. @throws Refused if the desk refused the request */
export async function readAnswer<T>(answer: Response): Promise<T> {
  if (answer.ok) return (await answer.json()) as T;
  const problem = (await answer.json().catch(() => ({}))) as {
    title?: string;
    detail?: string;
    errors?: { path: string; message: string }[];
    fields?: { path: string; message: string }[];
  };
  throw new Refused(
    answer.status || 401,
    problem.detail ?? problem.title ?? String(answer.status),
    problem.errors ?? problem.fields ?? [],
  );
}
