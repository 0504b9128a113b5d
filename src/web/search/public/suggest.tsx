import { suggest } from '../../../search/query/suggest.ts';
import { suggestionsJson } from '../../record/api/lists.ts';
import { PageScript } from '../../kit/components/layout.tsx';
import type { Router } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';

/** Sends suggestions while someone types in a search field. The form works without them. */
export function suggestions(web: Router): void {
  web.get(routes.suggest.pattern, async (c) =>
    c.json(
      suggestionsJson(
        c.get('t'),
        c.get('prefix'),
        await suggest(c.get('deps').app.db.read, c.req.query('q')?.trim().slice(0, 200) ?? '', 'public'),
      ),
    ),
  );
}

/** The address from which the page loads suggestions, in the language of the page. */
export const useSuggestions = (): string => useView().prefix + routes.suggest();

/** The script that adds suggestions to the search fields of a page (`data-suggest`). */
export function SuggestScript() {
  return useView().mirror ? null : <PageScript name="suggest.js" />;
}
