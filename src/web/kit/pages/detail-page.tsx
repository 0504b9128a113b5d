import type { Child } from 'hono/jsx';
import { ActionLinks } from '../components/desk.tsx';
import { DeskPage } from '../components/layout.tsx';
import type { Router } from '../context.ts';
import { answerOn, Lead, type Crumb } from './form-page.tsx';
import { deskRequest, type DeskRequest, type Route } from './page-request.ts';
import { page } from '../view.tsx';

export type Detail = {
  title: string;
  /** The page's own breadcrumb, if it differs from the title. */
  crumb?: string;
  /** The breadcrumbs before the page's own. By default there are none. */
  crumbs?: readonly Crumb[];
  links?: Parameters<typeof ActionLinks>[0]['links'];
  /** Other actions beside the title. */
  actions?: Child;
  /** The content above `body`: a text that becomes one paragraph, or elements. */
  lead?: Child;
  body: Child;
  scripts?: readonly string[];
  styles?: readonly string[];
  wide?: boolean;
  /** Whether the page has links to its sections. */
  sectionLinks?: boolean;
};

/**
 * Registers a page of the desk that shows one item or an overview: authorise → load → render. `load` throws an AppError
 * (`not_found`, `redacted`, `not_permitted`) if there is nothing to show. If it returns a response, this is sent
 * instead of the page.
 */
export function detailPage<P>(
  web: Router,
  route: Route<P>,
  load: (at: DeskRequest<P>) => Promise<Detail | Response>,
): void {
  answerOn(web, ['GET'], route, async (c) => {
    const detail = await load(await deskRequest(c, route));
    if (detail instanceof Response) return detail;
    const { crumbs, crumb, links = [], actions, lead, body, ...shown } = detail;
    return page(
      c,
      <DeskPage
        {...shown}
        crumbs={crumbs && [...crumbs, { label: crumb ?? shown.title }]}
        actions={
          actions || links.some(Boolean) ? (
            <>
              {actions}
              <ActionLinks links={links} />
            </>
          ) : undefined
        }
      >
        <Lead words={lead} />
        {body}
      </DeskPage>,
    );
  });
}
