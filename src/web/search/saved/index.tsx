import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run, type App } from '../../../platform/operation.ts';
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
import { filtersOf, queryOf, wordsOf } from './query.ts';
import { formPage, buttonRoute } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { Translate } from '../../../platform/messages/messages.ts';

const form = defineForm({
  name: 'saved-search',
  schema: z.object({
    name: z.string().trim().min(1, 'error.text.missing').max(120, 'errors.field.text.long'),
    digest: z.enum(digests),
  }),
  fields: {
    name: { kind: 'text', label: 'search.saved.name' },
    digest: {
      kind: 'select',
      label: 'search.saved.digest',
      hint: 'search.saved.digest_hint',
      options: digests.map((digest) => ({ value: digest, label: `search.digest.${digest}` })),
    },
  },
});

function Line({ search }: { search: SavedSearch }) {
  const { t } = useView();
  const filters = filtersOf(search.query);
  return (
    <li>
      <p>
        <a href={routes.desk.search(filters)}>{search.name}</a>
      </p>
      <p class="who">
        {wordsOf(t, search.query)} · {t(`search.digest.${search.digest}`)}
      </p>
      <div class="pills">
        <a
          class="button small"
          href={routes.desk.editSearch({ key: search.key })}
          aria-label={t('search.saved.edit_of', { name: search.name })}
        >
          {t('search.saved.edit')}
        </a>
        <a
          class="button small"
          href={routes.search.as('xml', filters)}
          aria-label={t('search.saved.feed_of', { name: search.name })}
        >
          {t('search.saved.feed')}
        </a>
        <ActButton action={routes.desk.dropSearch({ key: search.key })} label={t('search.saved.drop')} />
      </div>
    </li>
  );
}

const shared = {
  form,
  crumbs: ({ t }: { t: Translate }) => [
    { label: t('site.desk.home.title'), href: routes.desk.home() },
    { label: t('search.saved.title'), href: routes.desk.searches() },
  ],
  lead: ({ t, app, view: { query } }: { t: Translate; app: App; view: { query: string } }) => (
    <>
      <p>
        {t('search.saved.of')}{' '}
        <a href={routes.desk.search(filtersOf(query))}>{wordsOf(t, query) || t('search.saved.everything')}</a>
      </p>
      {app.config.mail === null ? <p class="who">{t('search.saved.no_mail')}</p> : null}
    </>
  ),
  save: 'record.desk.save',
  home: () => routes.desk.searches(),
};

/** The pages of an account's saved searches. Each search has a feed, and can have emails. */
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
    load: async ({ query }) => ({ query: queryOf(filtersOf(query('query') ?? '')) }),
    title: 'search.saved.save',
    values: ({ t, view: { query } }) => ({ name: wordsOf(t, query).slice(0, 120), digest: 'none' }),
    submit: (to, { run, view: { query } }) => run(saveSearches, { searches: [{ ...to, query }] }),
  });

  formPage(web, routes.desk.editSearch, {
    ...shared,
    load: async ({ db, principal, params: { key } }) => {
      const search = (await listSavedSearches(db, principal.accountId!)).find((one) => one.key === key);
      if (!search) throw new AppError('not_found');
      return search;
    },
    title: ({ view }) => view.name,
    values: ({ view: { name, digest } }) => ({ name, digest }),
    submit: (to, { run, view: { key, query } }) => run(saveSearches, { searches: [{ ...to, key, query }] }),
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
