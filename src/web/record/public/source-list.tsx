import { listSources } from '../../../record/views/list-sources.ts';
import { IndexPage, readIndexQuery } from '../components/index-page.tsx';
import type { Router } from '../../kit/context.ts';
import { page } from '../../kit/view.tsx';
import { routes } from '../../routes.ts';
import { SourceLines } from './sources.tsx';

export function sourceList(web: Router): void {
  web.get(routes.sources.pattern, async (c) => {
    const query = readIndexQuery(c, 'sources');
    const { sources, ...counts } = await listSources(c.get('deps').app.db.read, query);
    return page(
      c,
      <IndexPage
        name="sources"
        query={query}
        {...counts}
        lines={sources.map((source) => (
          <SourceLines source={source} named />
        ))}
      />,
    );
  });
}
