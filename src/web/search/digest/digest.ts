import type { Reader } from '../../../platform/database/tx.ts';
import type { Mail } from '../../../platform/mail/mail.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { searchThings } from '../../../search/query/find.ts';
import type { Hit } from '../../../search/query/hit.ts';
import { changesOf, type DueSearch } from '../../../search/saved/queries.ts';
import { addressOfHit } from '../../record/components/of-record.ts';
import { filtersOf } from '../saved/query.ts';
import { routes } from '../../routes.ts';

/** The maximum number of items that an email lists for one search. Further items are only counted. */
const maxNamed = 20;
const perPage = 200;
/**
 * The maximum number of pages of results that are read for a search. If more items have changed, for example after an
 * import, the email says “at least”.
 */
const maxPages = 10;

type News = {
  named: Hit[];
  further: number;
  desk: number;
  /** Whether there are more changes than were counted. */ more: boolean;
};

/**
 * The email about those saved searches of an account that are due; null if nothing has changed. An email can be read in
 * transit, so it names only public items. It says how many other items have changed, with a link to the desk.
 * @param until later changes are for the next email
 * @param site the public address of this installation, without a final slash
 */
export async function digestOf(
  db: Reader,
  due: readonly DueSearch[],
  until: Date,
  site: string,
  paper: string,
  t: Translate,
): Promise<Mail | null> {
  const parts: string[] = [];
  let count = 0;
  let more = false;
  for (const search of due) {
    const news = await newsOf(db, search, until);
    const all = news.named.length + news.further + news.desk;
    if (all === 0) continue;
    count += all;
    more ||= news.more;
    const least = news.more ? 'yes' : 'no';
    parts.push(
      [
        search.name,
        '='.repeat(Math.min([...search.name].length, 60)),
        ...news.named.map((hit) => `${t(`search.public.kind.${hit.kind}`)}: ${hit.title}\n${site}${addressOfHit(hit)}`),
        ...(news.further ? [t('search.mail.further', { count: news.further, more: least })] : []),
        ...(news.desk ? [t('search.mail.desk', { count: news.desk, more: least })] : []),
        `${t('search.mail.all')} ${site}${routes.desk.search({ ...filtersOf(search.query), sort: 'changed' })}`,
        `${t('search.mail.stop')} ${site}${routes.stopDigest({ key: search.stopKey })}`,
      ].join('\n\n'),
    );
  }
  if (parts.length === 0) return null;
  const stop = `${site}${routes.stopDigest({ key: due[0]!.stopKey })}`;
  return {
    to: due[0]!.email,
    subject: t('search.mail.subject', { paper, count, more: more ? 'yes' : 'no' }),
    text: `${parts.join('\n\n\n')}\n`,
    // A link to unsubscribe ends the emails about one search. So an email about several searches links to the list of
    // searches instead.
    headers:
      due.length === 1
        ? { 'List-Unsubscribe': `<${stop}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }
        : { 'List-Unsubscribe': `<${site}${routes.desk.searches()}>` },
  };
}

/** The results of a search that have changed since the last email about it. The latest change comes first. */
async function newsOf(db: Reader, search: DueSearch, until: Date): Promise<News> {
  const { q, sort: _, page: _page, ...facets } = filtersOf(search.query);
  let more = false;
  const since = async (audience: 'public' | 'desk'): Promise<Hit[]> => {
    const found: Hit[] = [];
    for (let page = 1; page <= maxPages; page++) {
      const { hits, pages } = await searchThings(db, { ...facets, text: q, sort: 'changed', perPage, page }, audience);
      const changed = await changesOf(
        db,
        hits.map((hit) => hit.id),
        audience,
      );
      // Changes after `until` come first in the list. They are skipped, and reading continues with earlier changes.
      const later = hits.filter((hit) => (changed.get(hit.id)?.at ?? search.toldUntil) > search.toldUntil);
      found.push(...later.filter((hit) => changed.get(hit.id)!.at <= until));
      if (later.length < hits.length || page >= pages) return found;
    }
    more = true;
    return found;
  };
  const open = await since('public');
  const known = new Set(open.map((hit) => hit.id));
  const desk = (await since('desk')).filter((hit) => !known.has(hit.id)).length;
  const named = open.filter((hit) => addressOfHit(hit) !== undefined).slice(0, maxNamed);
  return { named, further: open.length - named.length, desk, more };
}
