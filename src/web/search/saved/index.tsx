import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { isEditor } from '../../../accounts/tables.ts';
import { run, type App, type Principal } from '../../../platform/operation.ts';
import { isListKind, listOf } from '../../../work/lists/kinds.ts';
import { readView } from '../../../work/lists/view.ts';
import { listAddress, listTitle, queryOf as viewQuery } from '../../work/lists/addresses.ts';
import { dropSearches } from '../../../search/saved/drop-searches.ts';
import { listSavedSearches, type SavedSearch } from '../../../search/saved/queries.ts';
import { saveSearches } from '../../../search/saved/save-searches.ts';
import { stopDigest } from '../../../search/saved/stop-digest.ts';
import { digests } from '../../../search/saved/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { stopPages } from '../../kit/pages/stop-page.tsx';
import { useView } from '../../kit/view.tsx';
import { feedFiltersOf, filtersOf, queryOf, wordsOf } from './query.ts';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';

const schema = z.object({
  name: z.string().trim().min(1, 'error.text.missing').max(120, 'errors.field.text.long'),
  digest: z.enum(digests).default('none'),
  shared: z.boolean().default(false),
});

/** The form for a saved search, which can have emails, or for a view of a list, which an editor can share. */
const formFor = ({ principal, view: { list } }: { principal: Principal; view: Saved }) =>
  defineForm({
    name: 'saved-search',
    schema,
    fields: {
      name: { kind: 'text', label: 'search.saved.name' },
      ...(list === null
        ? {
            digest: {
              kind: 'select' as const,
              label: 'search.saved.digest',
              hint: 'search.saved.digest_hint',
              options: digests.map((digest) => ({ value: digest, label: `search.digest.${digest}` })),
            },
          }
        : isEditor(principal)
          ? {
              shared: {
                kind: 'checkbox' as const,
                label: 'search.saved.shared',
                hint: 'search.saved.shared_hint',
              },
            }
          : {}),
    },
  });

type Saved = Pick<SavedSearch, 'query' | 'list'>;

/** The address of a saved search or view, and its description in words. */
function target(t: Translate, { query, list }: Saved): { href: string; words: string } {
  if (list === null || !isListKind(list)) {
    const filters = filtersOf(query);
    return { href: routes.desk.search(filters), words: wordsOf(t, query) || t('search.saved.everything') };
  }
  const declared = listOf(list);
  const view = readView(declared, new URLSearchParams(query));
  return { href: listAddress(list, view), words: t(listTitle(list)) };
}

function Line({ search }: { search: SavedSearch }) {
  const { t } = useView();
  const { href, words } = target(t, search);
  const feed = search.list === null ? feedFiltersOf(search.query) : null;
  return (
    <li>
      <p>
        <a href={href}>{search.name}</a>
      </p>
      <p class="muted">
        {words} ·{' '}
        {search.list === null
          ? t(`search.digest.${search.digest}`)
          : t(search.shared ? 'search.saved.is_shared' : 'search.saved.is_own')}
      </p>
      <div class="pills">
        <a
          class="button small"
          href={routes.desk.editSearch({ key: search.key })}
          aria-label={t('search.saved.edit_of', { name: search.name })}
        >
          {t('search.saved.edit')}
        </a>
        {feed ? (
          <a
            class="button small"
            href={routes.search.as('xml', feed)}
            aria-label={t('search.saved.feed_of', { name: search.name })}
          >
            {t('search.saved.feed')}
          </a>
        ) : null}
        <ActButton action={routes.desk.dropSearch({ key: search.key })} label={t('search.saved.drop')} />
      </div>
    </li>
  );
}

const shared = {
  crumbs: ({ t }: { t: Translate }) => [
    { label: t('site.desk.home.title'), href: routes.desk.home() },
    { label: t('search.saved.title'), href: routes.desk.searches() },
  ],
  lead: ({ t, app, view }: { t: Translate; app: App; view: Saved }) => {
    const { href, words } = target(t, view);
    return (
      <>
        <p>
          {t('search.saved.of')} <a href={href}>{words}</a>
        </p>
        {view.list === null && app.config.mail === null ? <p class="muted">{t('search.saved.no_mail')}</p> : null}
      </>
    );
  },
  save: 'record.desk.save',
  home: ({ t, view }: { t: Translate; view: Saved }) =>
    view.list === null ? routes.desk.searches() : target(t, view).href,
};

/** The pages of an account's saved searches and views. A search can have a feed, and emails about changes. */
export const savedSearchPages: Pages = (web) => {
  listPage(web, routes.desk.searches, {
    title: 'search.saved.title',
    load: async ({ db, principal }) => ({ rows: await listSavedSearches(db, principal.accountId!) }),
    crumbs: ({ t }) => [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
    lead: ({ t, total }) => (total ? <p>{t('search.saved.lead')}</p> : null),
    body: ({ rows }) => (
      <ul class="list">
        {rows.map((search) => (
          <Line search={search} />
        ))}
      </ul>
    ),
    empty: ({ t }) => ({
      title: 'search.saved.none',
      text: 'search.saved.none_hint',
      action: { href: routes.desk.search(), label: t('search.desk.search.title') },
    }),
  });

  formPage(web, routes.desk.newSearch, {
    ...shared,
    form: formFor,
    load: async ({ query }): Promise<Saved> => {
      const list = query('list');
      if (list === undefined || !isListKind(list))
        return { query: queryOf(filtersOf(query('query') ?? '')), list: null };
      const view = readView(listOf(list), new URLSearchParams(query('query') ?? ''));
      return { query: viewQuery(list, view), list };
    },
    title: 'search.saved.save',
    values: ({ t, view: { query, list } }) => ({
      name: list === null ? wordsOf(t, query).slice(0, 120) : '',
      digest: 'none',
      shared: false,
    }),
    submit: (to, { run, view }) => run(saveSearches, { searches: [{ ...to, ...view }] }),
  });

  formPage(web, routes.desk.editSearch, {
    ...shared,
    form: formFor,
    load: async ({ db, principal, params: { key } }) => {
      const search = (await listSavedSearches(db, principal.accountId!)).find((one) => one.key === key);
      if (!search) throw new AppError('not_found');
      return search;
    },
    title: ({ view }) => view.name,
    values: ({ view }) => ({ name: view.name, digest: view.digest, shared: view.shared }),
    submit: (to, { run, principal, view: { key, query, list } }) =>
      run(saveSearches, {
        searches: [{ ...to, key, query, list, shared: isEditor(principal) ? to.shared : false }],
      }),
  });

  buttonRoute(web, routes.desk.dropSearch, {
    act: ({ run, params }) => run(dropSearches, { keys: [params.key] }),
    home: () => routes.desk.searches(),
  });

  stopPages(web, routes.stopDigest, {
    words: (part) => `search.stop.${part}`,
    stop: (app, stopKey) => run(app, stopDigest, null, { stopKey }),
  });
};
