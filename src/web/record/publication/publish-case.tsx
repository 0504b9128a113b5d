import { previewPublication } from '../../../record/publication/preview.ts';
import { findThing, refOf } from '../../../record/refs.ts';
import { loadBriefs } from '../../../record/views/briefs.ts';
import type { Pages } from '../../kit/context.ts';
import { page } from '../../kit/view.tsx';
import { routes, slugify } from '../../routes.ts';
import { briefTitle } from '../desk/links.ts';
import { CasePage, loadCasePage } from '../public/case.tsx';
import { loadThing } from '../show/load-thing.ts';
import { PreviewNotice, publicationPage } from './publication-page.tsx';

const words = {
  title: 'record.publication.title',
  lead: 'record.publication.lead',
  propose: 'record.publication.lead_propose',
};

/**
 * The page that makes a case public, together with the claims, sources and actors that readers need to understand it.
 */
export const publishCasePages: Pages = (web) => {
  publicationPage(web, routes.desk.publishCase, async ({ c, t, db, run, params }) => {
    const { thing, moved } = await loadThing(db, 'case', params.number);
    if (moved !== undefined) return c.redirect(routes.desk.publishCase({ number: moved }), 303);
    const { number } = thing;
    const brief = (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!;
    const home = routes.desk.case_({ number });
    return {
      of: [refOf(thing)],
      words: thing.visibility === 'public' ? { ...words, title: 'record.publication.more' } : words,
      name: briefTitle(t, brief),
      crumbs: [
        { label: t('record.desk.kinds.case'), href: routes.desk.cases() },
        { label: briefTitle(t, brief), href: home },
      ],
      home,
      next: {
        href: routes.case_({ number, slug: slugify(brief.title) }),
        label: t('record.publication.public_page'),
      },
      done: (set) => routes.desk.publishCase({ number }, { done: set }),
      preview: async (input) => {
        type Read = Awaited<ReturnType<typeof loadCasePage>>;
        const view = (await run(previewPublication, {
          ...input,
          read: async ({ tx }) => loadCasePage(tx, (await findThing(tx, 'case', number))!),
        })) as Read;
        const notice = <PreviewNotice here={routes.desk.publishCase({ number })} label={words.title} />;
        return page(c, <CasePage {...view} asOf={null} notice={notice} />);
      },
    };
  });
};
