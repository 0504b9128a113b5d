import { errorText } from '../../accounts/error-text.ts';
import { AppError, asAppError, type ErrorCode } from '../../platform/errors.ts';
import { ProposableError } from '../../record/proposals/propose-instead.ts';
import { findFacet, type FacetName } from '../../record/vocabulary/facets.ts';
import { PublicPage, DeskPage } from './components/layout.tsx';
import type { Ctx } from './context.ts';
import { proofPage } from './desk/proof-page.tsx';
import { refuseLocked } from './desk/lock-page.tsx';
import { returnableInput } from './forms/body.ts';
import { inputValues, type InputValue } from './forms/input-values.ts';
import { fieldWords } from './forms/words.ts';
import { tokenField } from './middleware/same-site.ts';
import { setOfferedLanguage } from './locale.ts';
import { retryAfter } from './retry-after.ts';
import { routes } from '../routes.ts';
import { page, useView, useWords } from './view.tsx';
import { filterLabel, filterWords } from './words/filter-words.ts';

/**
 * Whether the response is for a program: at the API or the JSON of an item, or for a client that prefers JSON to HTML.
 */
export function wantsJson(c: Ctx): boolean {
  const { path } = c.req;
  if (path.startsWith(`${routes.api()}/`) || path === routes.api() || path.endsWith('.json')) return true;
  const accept = c.req.header('accept') ?? '';
  const positionOf = (type: RegExp) => {
    const found = accept.search(type);
    return found < 0 ? Infinity : found;
  };
  return positionOf(/application\/(problem\+)?json/) < positionOf(/text\/html|\*\/\*/);
}

/** The most field errors that a response lists. */
export const maxErrors = 100;
/** The longest address, in characters, to which sign-in redirects back. */
const maxNextLength = 2500;

/** Codes whose page has its own title. */
const ownTitle: ReadonlySet<string> = new Set<ErrorCode>(['lockdown', 'disk_full']);
/** Codes whose text is for the operator: it names the host or the folder of the database. Readers must not see it. */
const namesPlaces: ReadonlySet<string> = new Set<ErrorCode>(['database_unreachable', 'data_damaged']);
const titles = new Set([400, 401, 403, 404, 405, 409, 410, 413, 414, 422, 429, 451, 503]);

/**
 * Whether the connection was closed before the whole request had arrived. Kronika has then done nothing wrong, so the
 * error is not logged.
 */
const disconnected = (c: Ctx): boolean =>
  Boolean((c.env as { incoming?: { errored?: Error | null } } | undefined)?.incoming?.errored);

/**
 * The body of an error response, as RFC 9457 defines it. An error with a status of 500 or more is logged with its
 * cause.
 */
export function problemOf(
  c: Ctx,
  error: AppError,
): { type: string; title: string; status: number; detail: string; code: string; instance: string } {
  const { log } = c.get('deps');
  const t = c.get('t');
  const id = c.get('requestId');
  if ((error.code === 'internal' || error.status >= 500) && !disconnected(c))
    log.error({ err: error.cause ?? error, request: id, route: c.req.routePath, code: error.code }, 'request failed');
  return {
    type: `urn:kronika:error:${error.code}`,
    title: t(`kit.error.${ownTitle.has(error.code) ? error.code : titles.has(error.status) ? error.status : 'other'}`),
    status: error.status,
    detail: namesPlaces.has(error.code) ? t('kit.error.database_away') : errorText(t, error, { id }),
    code: error.code,
    instance: `urn:kronika:request:${id}`,
  };
}

/** An error response of one line of text. It costs less work than a page. */
export function shortProblem(c: Ctx, error: AppError): Response {
  c.header('Cache-Control', 'no-store');
  retryAfter(c, error);
  return c.text(problemOf(c, error).detail, error.status as 400);
}

/** The page that offers to propose a change that only editors may make. */
type Propose = (c: Ctx, error: ProposableError, input: readonly (readonly [string, string])[]) => Promise<Response>;

const atDesk = ({ req: { path } }: Ctx): boolean =>
  path === routes.desk.home() || path.startsWith(`${routes.desk.home()}/`);

/** The response to any error: JSON as in RFC 9457 for programs, a page for people. */
export async function problem(c: Ctx, thrown: unknown, propose: Propose): Promise<Response> {
  const error = asAppError(thrown);
  if (error.status === 404 && !atDesk(c) && !wantsJson(c)) setOfferedLanguage(c);
  const t = c.get('t');
  const details = problemOf(c, error);
  const { title, detail } = details;

  c.header('Cache-Control', 'no-store');
  retryAfter(c, error);
  if (wantsJson(c)) {
    const body = {
      ...details,
      ...(error.fields.length
        ? {
            errors: error.fields
              .slice(0, maxErrors)
              .map((field) => ({ path: field.path, message: fieldWords(t, field) })),
          }
        : {}),
    };
    return c.body(JSON.stringify(body), error.status as 400, { 'Content-Type': 'application/problem+json' });
  }
  if (error.code === 'proposed')
    return c.redirect(`${routes.desk.proposals({ mine: '1' })}#proposal-${error.details.proposal}`, 303);
  const url = new URL(c.req.url);
  const here = url.pathname + url.search;
  const asked = c.req.method === 'GET' || c.req.method === 'HEAD';
  if (error.code === 'not_signed_in' && asked) {
    // The address of the sign-in page contains `here`, and the server refuses very long addresses.
    return c.redirect(routes.desk.signIn(here.length > maxNextLength ? {} : { next: here }), 303);
  }
  if (error.code === 'second_step_needed' && asked) return c.redirect(routes.desk.twoStep(), 303);
  if (error.code === 'session_locked') return refuseLocked(c, here);
  // `sameSite` refuses a request from another site with `stale_form`, before its input is read. It must not be read
  // here either, because the page would return it in a form with our CSRF token.
  const input = error.code === 'stale_form' ? (c.get('input') ?? []) : await returnableInput(c);
  if (error.code === 'proof_needed' && input) return proofPage(c, error, input);
  if (error instanceof ProposableError && input && !asked) return propose(c, error, input);
  const body = (
    <ProblemBody
      error={error}
      title={title}
      detail={detail}
      input={
        input &&
        inputValues(
          t,
          c.get('sentFields') ?? {},
          input.filter(([, value]) => value.trim()),
        )
      }
      sentTo={here}
      asked={asked}
    />
  );
  const document = atDesk(c) ? (
    <DeskPage title={title} bare>
      {body}
    </DeskPage>
  ) : (
    <PublicPage title={title} noindex problem>
      {body}
    </PublicPage>
  );
  return page(c, document, error.status);
}

type BodyProps = {
  error: AppError;
  title: string;
  detail: string;
  /** Null if the input cannot be returned, for example because it is too large. */
  input: readonly InputValue[] | null;
  sentTo: string;
  /** Whether the request only asked for a page, without any input. */
  asked: boolean;
};

function ProblemBody({ error, title, detail, input, sentTo, asked }: BodyProps) {
  const { t } = useView();
  return (
    <div class="problem">
      <p class="problem-status" aria-hidden="true">
        {error.status}
      </p>
      <h1>{title}</h1>
      <p class="lead">{detail}</p>
      {error.fields.length ? (
        <ul>
          {error.fields.slice(0, maxErrors).map((field) => (
            <li>{fieldWords(t, field)}</li>
          ))}
        </ul>
      ) : null}
      {error.code === 'not_signed_in' ? (
        <p>
          <a href={routes.desk.signIn()} target="_blank" rel="noopener">
            {t('kit.error.sign_in_beside')}
          </a>
        </p>
      ) : null}
      {error.code === 'second_step_needed' ? (
        <p>
          <a href={routes.desk.twoStep()} target="_blank" rel="noopener">
            {t('kit.error.set_up_second_step')}
          </a>
        </p>
      ) : null}
      {error.code === 'query_too_slow' && asked ? <Narrow sentTo={sentTo} /> : null}
      {error.code === 'changed_since' || error.code === 'nothing_selected' ? (
        // The server would refuse the same input again, so the page links to a fresh form.
        <p>
          <a class="button main" href={String(error.details.page)}>
            {t('kit.error.open_again')}
          </a>
        </p>
      ) : error.code === 'too_many_values' ? (
        <Reselect address={sentTo} />
      ) : input?.length ? (
        <Resend input={input} sentTo={sentTo} />
      ) : (
        <p>
          {input ? null : <>{t('kit.error.typed_too_long')} </>}
          <a href={routes.home()}>{t('kit.error.home')}</a> · <a href={routes.search()}>{t('kit.error.search')}</a>
        </p>
      )}
    </div>
  );
}

/** Shown after a search that took too long. Offers to narrow the search, or to repeat it with the same filters. */
function Narrow({ sentTo }: { sentTo: string }) {
  const { t } = useView();
  const { pathname, searchParams } = new URL(sentTo, 'http://localhost');
  return (
    <>
      {searchParams.has('q') ? (
        <form class="search" method="get" action={pathname} role="search">
          <label class="sr" for="q">
            {t('kit.filters.q')}
          </label>
          <div>
            <input id="q" type="search" name="q" value={searchParams.get('q')!} autocomplete="off" />
          </div>
          {[...searchParams].map(([name, value]) =>
            name === 'q' || name === 'page' ? null : <input type="hidden" name={name} value={value} />,
          )}
          <button class="button main" type="submit">
            {t('kit.nav.search')}
          </button>
        </form>
      ) : null}
      <p>
        <a href={sentTo}>{t('kit.error.try_again')}</a>
      </p>
    </>
  );
}

/**
 * Shown after a request with too many values of filters. Lists all these values, so that the reader can remove some.
 */
function Reselect({ address }: { address: string }) {
  const t = useWords();
  const [action, query] = address.split('?');
  const sent = [...new URLSearchParams(query)];
  const words = (name: string, value: string): string | null =>
    name === 'q'
      ? `${t('kit.filters.q')}: ${value}`
      : findFacet(name)
        ? `${filterLabel(t, name as FacetName)}: ${filterWords(t, name as FacetName, value)}`
        : null;
  const values = sent.map(([name, value]) => ({ name, value, label: words(name, value) }));
  return (
    <form class="form" method="get" action={action}>
      <h2>{t('kit.error.selected')}</h2>
      <ul>
        {values.map(({ name, value, label }) =>
          label === null ? null : (
            <li>
              <label>
                <input type="checkbox" name={name} value={value} checked /> {label}
              </label>
            </li>
          ),
        )}
      </ul>
      {values.map(({ name, value, label }) =>
        label !== null || name === 'page' ? null : <input type="hidden" name={name} value={value} />,
      )}
      <button class="button main" type="submit">
        {t('kit.filters.apply')}
      </button>
    </form>
  );
}

/** Shows the input if it cannot be shown in the form itself. People can read it, copy it and send it again. */
function Resend({ input, sentTo }: { input: NonNullable<BodyProps['input']>; sentTo: string }) {
  const { t, token } = useView();
  const shown = input.some(({ label }) => label !== null);
  return (
    <form class="form resend" method="post" action={sentTo}>
      {shown ? <h2>{t('kit.error.typed')}</h2> : null}
      {token ? <input type="hidden" name={tokenField} value={token} /> : null}
      {input.map(({ name, value, label }) =>
        label === null ? <input type="hidden" name={name} value={value} /> : null,
      )}
      <dl class="facts">
        {input.map(({ name, value, label, words }, index) =>
          label === null ? null : words !== null ? (
            <div>
              <dt>{label}</dt>
              <dd>
                {words}
                <input type="hidden" name={name} value={value} />
              </dd>
            </div>
          ) : (
            <div>
              <dt>
                <label for={`typed-${index}`}>{label}</label>
              </dt>
              <dd>
                <textarea id={`typed-${index}`} name={name} rows={Math.min(20, value.split('\n', 20).length)} readonly>
                  {`\n${value}`}
                </textarea>
              </dd>
            </div>
          ),
        )}
      </dl>
      <button class="button main" type="submit">
        {t('kit.error.send_again')}
      </button>
    </form>
  );
}
