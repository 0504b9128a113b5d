import { z } from 'zod';
import { missingLines } from '../../../../evidence/browser/missing.ts';
import { readSitemap } from '../../../../evidence/browser/sitemap.ts';
import { askCaptures, cancelCaptures, maxAtOnce } from '../../../../drafting/orders/ask.ts';
import { listOrders, sourceAddresses, type OrderView } from '../../../../drafting/orders/load.ts';
import { addressesOf } from '../../../../documents/links/addresses.ts';
import { loadCited } from '../../../../documents/claims/load-cited.ts';
import { sentencesOf } from '../../../../documents/model/sentences.ts';
import { AppError, asAppError } from '../../../../platform/errors.ts';
import type { Reader } from '../../../../platform/database/tx.ts';
import { run } from '../../../../platform/operation.ts';
import { loadHead } from '../../../../publishing/articles/desk-article.ts';
import { ActButton } from '../../../kit/components/desk.tsx';
import { Dotted, Empty } from '../../../kit/components/page-parts.tsx';
import type { Pages } from '../../../kit/context.ts';
import { defineForm } from '../../../kit/forms/form.ts';
import { handleAction } from '../../../kit/forms/handle.ts';
import { routes } from '../../../routes.ts';
import { useView } from '../../../kit/view.tsx';
import { reloadAfter } from '../../../kit/desk/background.ts';
import { atDesk } from '../../../kit/desk/who.ts';
import { When } from '../../../record/history/when.tsx';
import { Section } from '../../../record/show/parts.tsx';
import { teamOptions, teamSchema, withTeam } from '../../../record/teams/team-field.ts';
import { storedErrorWords } from '../../../kit/words/stored-error.ts';
import { formPage } from '../../../kit/pages/form-page.tsx';

const orderForm = defineForm({
  name: 'captures',
  schema: z.object({
    addresses: z.string().max(500_000, 'errors.field.text.long').default(''),
    sitemap: z.string().trim().max(8192, 'errors.field.text.long').optional(),
    why: z.string().trim().max(2000, 'errors.field.text.long').default(''),
    team: teamSchema,
  }),
  fields: {
    addresses: {
      kind: 'textarea',
      label: 'evidence.captures.addresses',
      hint: 'evidence.captures.addresses_hint',
      rows: 6,
      spellcheck: false,
    },
    sitemap: {
      kind: 'url',
      label: 'evidence.captures.sitemap',
      hint: 'evidence.captures.sitemap_hint',
    },
    why: {
      kind: 'text',
      label: 'evidence.captures.why',
      hint: 'evidence.captures.why_hint',
      optional: true,
      maxLength: 2000,
    },
  },
});

/**
 * The web addresses to capture. For a case, the addresses of its sources; for an article, those of the sources that it
 * cites and of the pages that it links to.
 */
async function addressesAbout(db: Reader, query: { case?: string; article?: string }): Promise<string[]> {
  const number = Number(/^[1-9]\d{0,9}$/.exec(query.case ?? query.article ?? '')?.[0] ?? 0);
  if (!number) return [];
  const cited = await sourceAddresses(db, { kind: query.case ? 'case' : 'article', number });
  if (query.case) return cited;
  const sentences = sentencesOf((await loadHead(db, number)).doc);
  const linked = addressesOf(
    sentences,
    await loadCited(
      db,
      sentences.flatMap((one) => one.citations.map(({ claim }) => claim)),
    ),
  ).filter((address) => /^https?:/.test(address));
  return [...new Set([...cited, ...linked])];
}

function Order({ order, may }: { order: OrderView; may: boolean }) {
  const { t } = useView();
  const { state, capture } = order;
  const lines = missingLines(t, order.missing);
  const isOpen = state === 'waiting' || state === 'running';
  return (
    <li>
      <p class="typed">
        {capture ? (
          <a href={routes.desk.capture({ number: capture.source, capture: capture.number })}>{order.url}</a>
        ) : (
          order.url
        )}
      </p>
      <p role={state === 'running' ? 'status' : undefined}>
        <strong>{t(`evidence.captures.state.${state}`)}</strong>
        {state === 'running' && order.phase
          ? `: ${t(`cli.progress.${order.phase}`)}${order.requests ? ` · ${t('evidence.captures.requests', { count: order.requests })}` : ''}`
          : ''}
        {order.error ? `: ${storedErrorWords(t, { code: order.error, details: order.errorDetails })}` : ''}
      </p>
      {state === 'done' && !order.incomplete.length ? <p>{t('evidence.captures.preserved')}</p> : null}
      {order.incomplete.length ? (
        <p>
          {t('cli.capture.incomplete', {
            reasons: order.incomplete.map((one) => t(`cli.capture.short.${one}`)).join('; '),
          })}
        </p>
      ) : null}
      {lines.length ? (
        <details>
          <summary>{t('evidence.captures.missing')}</summary>
          <ul>
            {lines.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        </details>
      ) : null}
      <p class="muted">
        <Dotted
          parts={[
            order.by,
            <When at={order.endedAt ?? order.askedAt} />,
            order.robots === 'disallowed' ? t('evidence.captures.robots') : null,
            order.why || null,
          ].filter(Boolean)}
        />
      </p>
      {isOpen && may ? (
        <ActButton
          action={routes.desk.cancelCaptures()}
          label={t('evidence.captures.cancel')}
          values={{ orders: String(order.id) }}
        />
      ) : null}
    </li>
  );
}

/** The page on which people request captures, see their progress and cancel them. Kronika captures with a browser. */
export const captureOrderPages: Pages = (web) => {
  formPage(web, routes.desk.captureOrders, {
    operation: askCaptures,
    open: true,
    form: ({ c }) => withTeam(c, orderForm),
    options: ({ db, principal, t }) => teamOptions(db, principal, t),
    title: 'evidence.captures.title',
    crumbs: ({ t }) => [{ label: t('record.desk.kinds.source'), href: routes.desk.sources() }],
    lead: 'evidence.captures.lead',
    save: 'evidence.captures.ask',
    reportsResult: true,
    values: async ({ db, query }) => ({
      addresses: (await addressesAbout(db, { case: query('case'), article: query('article') })).join('\n'),
    }),
    body: async (form, { c, t, db, may: mayDo, query }) => {
      const orders = await listOrders(db);
      const open = orders.filter((one) => one.state === 'waiting' || one.state === 'running');
      const may = mayDo(askCaptures);
      // The page reloads every five seconds to show the progress, but not if its form is filled in.
      if (
        c.req.method === 'GET' &&
        !query('case') &&
        !query('article') &&
        orders.some((one) => one.state === 'running')
      )
        reloadAfter(c, 5);
      return (
        <>
          {may ? form : null}
          <Section id="orders" title={t('evidence.captures.open', { count: open.length })}>
            {open.length > 1 && may ? (
              <ActButton
                action={routes.desk.cancelCaptures()}
                label={t('evidence.captures.cancel_all')}
                values={{ orders: open.map((one) => one.id).join(' ') }}
              />
            ) : null}
            {orders.length ? (
              <ul class="list">
                {orders.map((order) => (
                  <Order order={order} may={may} />
                ))}
              </ul>
            ) : (
              <Empty title={t('evidence.captures.none')} />
            )}
          </Section>
        </>
      );
    },
    paths: (path) => (path.startsWith('addresses') ? 'addresses' : path),
    submit: async ({ addresses, sitemap, why, team }, { app, run }) => {
      const urls = addresses.split(/\s+/).filter(Boolean);
      const listed = sitemap ? await fromSitemap(sitemap, { allowPrivate: app.config.allowPrivate }) : [];
      await run(askCaptures, { addresses: [...new Set([...urls, ...listed])], why, team }, why);
    },
  });
  web.post(routes.desk.cancelCaptures.pattern, (c) =>
    handleAction(c, async (sent) => {
      const desk = await atDesk(c);
      await run(desk.app, cancelCaptures, desk.principal, {
        orders: String(sent.values['orders'] ?? '').split(' '),
      });
      return routes.desk.captureOrders();
    }),
  );
};

async function fromSitemap(address: string, options: { allowPrivate: readonly string[] }): Promise<string[]> {
  try {
    return await readSitemap(address, maxAtOnce, options);
  } catch (thrown) {
    const error = asAppError(thrown);
    if (!/^(?:fetch|reading)_/.test(error.code)) throw thrown;
    throw new AppError('invalid_input', {
      fields: [{ path: 'sitemap', message: `errors.${error.code}`, params: error.details }],
      cause: thrown,
    });
  }
}
