import { z } from 'zod';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { dropSearches } from '../../../search/saved/drop-searches.ts';
import { listSavedSearches, type SavedSearch } from '../../../search/saved/queries.ts';
import { saveSearches } from '../../../search/saved/save-searches.ts';
import { stopDigest } from '../../../search/saved/stop-digest.ts';
import { digests } from '../../../search/saved/tables.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { DeskPage, PublicPage } from '../../kit/components/layout.tsx';
import { Empty } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../kit/forms/form.ts';
import { handleAct, handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk } from '../../kit/desk/who.ts';
import { filtersOf, queryOf, wordsOf } from './query.ts';

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

/** Searches that somebody at the desk keeps, each with its feed and its mails. */
export const savedSearchPages: Pages = (web) => {
  web.get(routes.desk.searches.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const searches = await listSavedSearches(desk.app.db.read, desk.principal.accountId!);
    return page(
      c,
      <DeskPage title={t('search.saved.title')} noindex crumbs={crumbs(c)}>
        {searches.length ? (
          <>
            <p>{t('search.saved.lead')}</p>
            <ul class="list">
              {searches.map((search) => (
                <Line search={search} />
              ))}
            </ul>
          </>
        ) : (
          <Empty
            title={t('search.saved.none')}
            action={{ href: routes.desk.search(), label: t('search.desk.search.title') }}
          >
            {t('search.saved.none_hint')}
          </Empty>
        )}
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.newSearch.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const query = queryOf(filtersOf(new URL(c.req.url).searchParams.get('query') ?? ''));
    return handleForm(c, form, {
      initial: () => fresh({ name: wordsOf(t, query).slice(0, 120), digest: 'none' }),
      render: (state) => (
        <SearchPage
          title={t('search.saved.save')}
          query={query}
          state={state}
          hasMail={desk.app.config.mail !== null}
        />
      ),
      submit: async (to) => {
        await run(desk.app, saveSearches, desk.principal, { searches: [{ ...to, query }] });
        return routes.desk.searches();
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editSearch.pattern, async (c) => {
    const desk = await atDesk(c);
    const { key } = routes.desk.editSearch.read(c.req.param());
    const search = (await listSavedSearches(desk.app.db.read, desk.principal.accountId!)).find(
      (one) => one.key === key,
    );
    if (!search) throw new AppError('not_found');
    return handleForm(c, form, {
      initial: () => fresh({ name: search.name, digest: search.digest }),
      render: (state) => (
        <SearchPage title={search.name} query={search.query} state={state} hasMail={desk.app.config.mail !== null} />
      ),
      submit: async (to) => {
        await run(desk.app, saveSearches, desk.principal, { searches: [{ ...to, key, query: search.query }] });
        return routes.desk.searches();
      },
    });
  });

  web.post(routes.desk.dropSearch.pattern, async (c) => {
    const desk = await atDesk(c);
    const { key } = routes.desk.dropSearch.read(c.req.param());
    return handleAct(c, async () => {
      await run(desk.app, dropSearches, desk.principal, { keys: [key] });
      return routes.desk.searches();
    });
  });

  // A mail program posts here by itself (RFC 8058); a person who follows the link is asked first.
  web.get(routes.stopDigest.pattern, (c) => page(c, <StopPage stopped={false} />));
  web.post(routes.stopDigest.pattern, async (c) => {
    await run(c.get('deps').app, stopDigest, null, { stopKey: routes.stopDigest.read(c.req.param()).key });
    return page(c, <StopPage stopped />);
  });
};

const crumbs = (c: Ctx) => [
  { label: c.get('t')('site.desk.home.title'), href: routes.desk.home() },
  { label: c.get('t')('search.desk.search.title'), href: routes.desk.search() },
  { label: c.get('t')('search.saved.title') },
];

function SearchPage({
  title,
  query,
  state,
  hasMail,
}: {
  title: string;
  query: string;
  state: FormState;
  hasMail: boolean;
}) {
  const { t } = useView();
  return (
    <DeskPage
      title={title}
      noindex
      crumbs={[
        { label: t('site.desk.home.title'), href: routes.desk.home() },
        { label: t('search.saved.title'), href: routes.desk.searches() },
        { label: title },
      ]}
    >
      <p>
        {t('search.saved.of')}{' '}
        <a href={routes.desk.search(filtersOf(query))}>{wordsOf(t, query) || t('search.saved.everything')}</a>
      </p>
      {hasMail ? null : <p class="who">{t('search.saved.no_mail')}</p>}
      <Form form={form} state={state} submit="record.desk.save" cancel={routes.desk.searches()} />
    </DeskPage>
  );
}

function StopPage({ stopped }: { stopped: boolean }) {
  const { t } = useView();
  return (
    <PublicPage title={t('search.stop.title')} noindex>
      <div class="text flow">
        <h1>{t(stopped ? 'search.stop.done' : 'search.stop.title')}</h1>
        <p>{t(stopped ? 'search.stop.done_hint' : 'search.stop.hint')}</p>
        {stopped ? null : (
          <form method="post">
            <button class="button main" type="submit">
              {t('search.stop.act')}
            </button>
          </form>
        )}
      </div>
    </PublicPage>
  );
}
