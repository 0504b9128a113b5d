import { listOf } from '../../../work/lists/kinds.ts';
import type { ListKind } from '../../../work/lists/declare.ts';
import { parametersFor, type ListView } from '../../../work/lists/view.ts';
import { routes } from '../../routes.ts';

/** The routes of the desk's lists, by kind. */
export const listRoutes = {
  case: routes.desk.cases,
  actor: routes.desk.actors,
  source: routes.desk.sources,
  claim: routes.desk.claims,
  article: routes.desk.articles,
  event: routes.desk.events,
  proceeding: routes.desk.proceedings,
  question: routes.desk.questions,
} as const;

/** The address of a list, with the parameters of a view (filters, columns, order). */
export const listAddress = (kind: ListKind, view?: ListView, page = 1): string =>
  listRoutes[kind]({ ...(view ? parametersFor(listOf(kind), view) : {}), ...(page > 1 ? { page } : {}) });

/** The message key of a list's title. */
export const listTitle = (kind: ListKind): string =>
  kind === 'article' ? 'publishing.articles.title' : `record.desk.kinds.${kind}`;

/** A view as a query string, without the page. Saved views and selections store it in this form. */
export const queryOf = (kind: ListKind, view: ListView): string => listAddress(kind, view).split('?')[1] ?? '';
