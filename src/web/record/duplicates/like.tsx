import type { Reader } from '../../../platform/database/tx.ts';
import { similarToForm, type FormValues } from '../../../record/duplicates/similar-to-form.ts';
import { loadBriefs, type Brief } from '../../../record/views/briefs.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { nearActors } from '../../kit/forms/pick-queries.ts';
import { BriefLine } from '../show/parts.tsx';

/** An existing item that is similar to a new one. `name`: its most similar name, if this is not its title. */
export type Near = { brief: Brief; name?: string };
export type SimilarityQuery = { kind: 'actor'; names: readonly string[] } | ({ kind: 'source' | 'case' } & FormValues);

/** Finds existing items that are similar to the input of a form. */
export async function findNear(db: Reader, query: SimilarityQuery): Promise<Near[]> {
  if (query.kind === 'actor')
    return (await nearActors(db, query.names)).map(({ brief, name }) => ({
      brief,
      ...(name === brief.title ? {} : { name }),
    }));
  const ids = await similarToForm(db, query.kind, query);
  const briefs = await loadBriefs(db, ids, 'desk');
  return ids.flatMap((id) => {
    const brief = briefs.get(id);
    return brief && !brief.hidden ? [{ brief }] : [];
  });
}

/**
 * A warning that lists similar existing items, so that no one creates a duplicate. Links open in a new tab, so that no
 * input is lost.
 */
export function NearList({ kind, near }: { kind: string; near: readonly Near[] }) {
  const { t } = useView();
  if (!near.length) return null;
  return (
    <Notice kind="warning" title={t(`record.duplicates.like.${kind}`, { count: near.length })}>
      <p>{t('record.duplicates.like.lead')}</p>
      <ul class="list">
        {near.map(({ brief, name }) => (
          <li>
            <BriefLine brief={brief} apart>
              {name ? ` (${name})` : ''} <span class="muted">{brief.number}</span>
            </BriefLine>
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/**
 * The list of similar items in a form. The server fills it after the form was submitted, the script while someone
 * types.
 */
export function LikeBox({ kind, near }: { kind: 'actor' | 'source' | 'case'; near: readonly Near[] }) {
  return (
    <div data-like={routes.desk.likes({ kind })} role="status">
      <NearList kind={kind} near={near} />
    </div>
  );
}

/** Sends the list of similar items as an HTML fragment, for the script (`islands/like.ts`). */
export const likePages: Pages = (web) => {
  web.get(routes.desk.likes.pattern, async (c) => {
    const desk = await atDesk(c);
    const all = (name: string): string[] =>
      (c.req.queries(name) ?? [])
        .map((one) => one.trim().slice(0, 500))
        .filter(Boolean)
        .slice(0, 20);
    const kind = c.req.query('kind');
    const db = desk.app.db.read;
    const query: SimilarityQuery =
      kind === 'source' || kind === 'case'
        ? { kind, title: all('title')[0] ?? '', addresses: all('url') }
        : { kind: 'actor', names: all('name') };
    return page(c, <NearList kind={query.kind} near={await findNear(db, query)} />);
  });
};
