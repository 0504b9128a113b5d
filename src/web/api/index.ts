import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import { z } from 'zod';
import { noteExportToday } from '../../accounts/security-log/note-export.ts';
import type { TokenHolder } from '../../accounts/tokens/find-token.ts';
import { AppError } from '../../platform/errors.ts';
import { parseInput } from '../../platform/operation.ts';
import { forClient } from '../../platform/limits/client-address.ts';
import type { Ctx, Env, Pages } from '../kit/context.ts';
import { routes } from '../routes.ts';
import { requireScope, holderOf } from '../kit/api/access.ts';
import { acts, proposedAnswer, type Act } from './acts.ts';
import { calculations } from './calculations.ts';
import { readBody, refuseMostlyWrong, unknownNames } from '../kit/api/body.ts';
import type { Calculation } from '../kit/api/calculation.ts';
import type { ReadEndpoint } from '../kit/api/endpoint.ts';
import { limitHeaders, policies } from '../kit/api/limits.ts';
import { clientOf } from '../kit/client.ts';
import { describeApi } from './openapi.ts';
import { readParameters } from '../kit/api/parameters.ts';
import { apiProblem, parameterPath } from '../kit/api/problem.ts';
import { readInTurn } from '../kit/reading-turns.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { onFieldsApplied } from '../../record/fields/apply-fields.ts';
import { readings } from './readings.ts';
import { transfers } from './transfers.ts';
import { asTus, tusAbilities } from '../drafting/uploads/tus.ts';
import type { Transfer } from '../kit/api/transfer.ts';
import { inputSchemas } from './schemas.ts';

/** The API: its read endpoints, operations, calculations and OpenAPI description. */
export const apiPages: Pages = (web) => {
  const api = new Hono<Env>();
  const described = new Map<Audience, string>();
  onFieldsApplied(() => described.clear());

  api.onError((error, c) => apiProblem(c, error));
  api.use(async (c, next) => {
    const isTransfer = transferPaths.some((path) => path.test(c.req.path));
    if (c.req.method === 'OPTIONS') {
      c.res = preflight(isTransfer ? tusAbilities : {});
      return;
    }
    await next();
    if (isTransfer) asTus(c.res);
    shareWithPages(c);
  });

  /** Counts a request before handling it. Every response says how much of the limit is left. */
  const answering = async (
    c: Ctx,
    answer: (holder: TokenHolder | null) => Promise<Response>,
    cost = 1,
  ): Promise<Response> => {
    let limits: Record<string, string> | undefined;
    try {
      let holder: TokenHolder | null = null;
      let refused: unknown;
      try {
        holder = await holderOf(c);
      } catch (error) {
        refused = error;
      }
      const { counters } = c.get('deps').app;
      const client = clientOf(c);
      const [budget, who] = holder
        ? [policies.token, String(holder.id)]
        : client
          ? [forClient(policies.public, client), client.address]
          : [];
      if (budget) {
        const taken = await counters.take(budget, who!, cost);
        limits = limitHeaders(budget, taken);
        if (!taken.ok) throw new AppError('rate_limited', { details: { seconds: taken.wait } });
      }
      if (refused) throw refused;
      if (holder) await c.get('deps').app.refreshCaches?.();
      return withLimits(await answer(holder), limits);
    } catch (error) {
      return withLimits(apiProblem(c, error), limits);
    }
  };

  for (const reading of readings)
    api.get(pattern(reading.path), (c) => answering(c, (holder) => answerReading(c, reading, holder), reading.cost));
  for (const act of acts) api.post(`/acts/${act.name}`, (c) => answering(c, (holder) => answerAct(c, act, holder)));
  for (const one of calculations)
    api.post(one.path, (c) => answering(c, (holder) => answerCalculation(c, one, holder), one.cost));
  for (const one of transfers) {
    const { method, path, answer } = one;
    if (answer) api.on(method.toUpperCase(), pattern(path), (c) => answering(c, (holder) => transfer(c, one, holder)));
  }
  // A program that can send only GET and POST names the method in a header.
  for (const path of new Set(transfers.filter(({ method }) => method === 'patch').map((one) => one.path)))
    api.post(pattern(path), (c) =>
      answering(c, (holder) => {
        const named = c.req.header('x-http-method-override')?.toLowerCase();
        const one = transfers.find((other) => other.path === path && other.answer && other.method === named);
        if (!one) throw new AppError('method_not_allowed');
        return transfer(c, one, holder);
      }),
    );
  api.get(routes.apiDescription().slice(routes.api().length), (c) =>
    answering(c, async (holder) => {
      const audience = holder?.scopes.includes('read:desk') ? 'desk' : 'public';
      const text = described.get(audience) ?? JSON.stringify(describeApi(c.get('t'), c.get('deps').paper(), audience));
      described.set(audience, text);
      const headers = { 'Content-Type': 'application/vnd.oai.openapi+json;version=3.1; charset=utf-8' };
      return tagged(c, text, headers, audience === 'desk' ? { version: null } : undefined);
    }),
  );
  const sent = (path: string): string[] =>
    transfers.flatMap((one) => (one.path === path && one.answer ? [one.method.toUpperCase()] : []));
  const known = new Map([
    ...readings.map((one) => [pattern(one.path), ['GET', 'HEAD', ...sent(one.path), 'OPTIONS'].join(', ')] as const),
    ...acts.map((one) => [`/acts/${one.name}`, 'POST, OPTIONS'] as const),
    ...calculations.map((one) => [one.path, 'POST, OPTIONS'] as const),
  ]);
  for (const [path, allowed] of known)
    api.all(path, (c) =>
      answering(c, async () => {
        const refused = apiProblem(c, new AppError('method_not_allowed'));
        refused.headers.set('Allow', allowed);
        return refused;
      }),
    );
  // Someone who opens `/api/v1` in a browser gets the guide.
  api.get('/', (c) => answering(c, async () => c.redirect(routes.apiGuide(), 301)));
  api.all('*', (c) => answering(c, async () => Promise.reject(new AppError('not_found'))));
  web.route(routes.api(), api);
};

/** Replaces `{number}` in a path with Hono's syntax for a parameter. */
const pattern = (path: string): string => path.replace('{number}', ':number{[1-9][0-9]{0,8}}');

/** Matches the paths of requests by the tus protocol, whose responses have its headers. */
const transferPaths = [...new Set(transfers.map(({ path }) => path))].map(
  (path) => new RegExp(`^${routes.api()}${path.replace('{number}', '[1-9][0-9]*')}$`),
);

async function transfer(c: Ctx, { scope, answer }: Transfer, given: TokenHolder | null): Promise<Response> {
  const { principal } = requireScope(given, scope);
  return answer!({ c, principal, number: Number(c.req.param('number') ?? 0) });
}

async function answerReading(c: Ctx, reading: ReadEndpoint, holder: TokenHolder | null): Promise<Response> {
  const url = new URL(c.req.url);
  if (reading.scope) requireScope(holder, reading.scope);
  // Without desk access, the query is parsed with the public schema, so that no error message reveals parameters of the
  // desk.
  const desked = reading.scope ?? (url.searchParams.get('audience') === 'desk' && holder?.scopes.includes('read:desk'));
  const query = readParameters((!desked && reading.publicQuery) || reading.query, url) as {
    audience?: 'public' | 'desk';
  };
  const audience = query.audience ?? 'public';
  const scope = reading.scope ?? (audience === 'desk' ? 'read:desk' : null);
  const { app } = c.get('deps');
  if (scope) {
    const reader = requireScope(holder, scope);
    if (scope === 'read:desk') await noteExportToday(app, `token ${reader.id}`, reader.principal);
  }
  const { db } = app;
  const answered = await reading.read({
    c,
    db: db.read,
    url,
    query,
    audience,
    number: Number(c.req.param('number') ?? 0),
    holder,
  });
  if (answered instanceof Response) return answered;
  const headers: Record<string, string> = {
    'Content-Type': 'application/json; charset=utf-8',
    ...(answered.next ? { Link: `<${answered.next}>; rel="next"` } : {}),
  };
  if (reading.unstored)
    return new Response(JSON.stringify(z.parse(reading.answer, answered.body)), {
      headers: { ...headers, 'Cache-Control': 'no-store' },
    });
  return tagged(
    c,
    JSON.stringify(z.parse(reading.answer, answered.body)),
    headers,
    scope ? { version: answered.version ?? null } : undefined,
  );
}

const unstored = { 'Cache-Control': 'no-store', 'Content-Type': 'application/json; charset=utf-8' };

/**
 * The JSON body of a request, read by `readBody`.
 * @throws AppError `invalid_input` if the body has names that the schema does not define
 */
async function knownBody(c: Ctx, one: { name: string }): Promise<Record<string, unknown>> {
  const body = await readBody(c);
  c.set('sentJson', body);
  const { schema, find } = inputSchemas();
  const unknown = unknownNames(schema(one), body, find);
  if (unknown.length) throw new AppError('invalid_input', { fields: unknown });
  return body;
}

async function answerCalculation(c: Ctx, one: Calculation, given: TokenHolder | null): Promise<Response> {
  requireScope(given, one.scope);
  const body = await knownBody(c, one);
  const input = parseInput(one.input, body);
  const { signal } = c.req.raw;
  const answer = await readInTurn(given!.principal, () => one.run(input, signal), signal);
  return new Response(JSON.stringify(z.parse(one.answer, answer)), { headers: unstored });
}

/**
 * The response with an ETag, or 304. Public responses are compressed later, so their ETag is weak. The desk's ETag is
 * strong. For a single item, it starts with the item's version, for If-Match.
 */
function tagged(c: Ctx, body: string, headers: Record<string, string>, desk?: { version: number | null }): Response {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 22);
  const etag = desk ? `"${desk.version === null ? '' : `v${desk.version}-`}${hash}"` : `W/"${hash}"`;
  const all = {
    ...headers,
    ETag: etag,
    'Cache-Control': desk ? 'private, no-cache, no-transform' : 'no-cache',
    ...(desk ? { Vary: 'Authorization' } : {}),
  };
  const opaque = (tag: string): string => tag.trim().replace(/^W\//, '');
  const asked = c.req.header('if-none-match');
  if (asked && (asked.trim() === '*' || asked.split(',').some((one) => opaque(one) === opaque(etag)))) {
    const { 'Content-Type': _, ...kept } = all as Record<string, string>;
    return new Response(null, { status: 304, headers: kept });
  }
  return new Response(body, { headers: all });
}

async function answerAct(c: Ctx, act: Act, given: TokenHolder | null): Promise<Response> {
  const holder = requireScope(given, act.scope);
  const body = await knownBody(c, act);
  const version = Object.hasOwn(act.input.shape, 'version') ? versionAsked(c) : undefined;
  if (version !== undefined && body['version'] !== undefined && Number(body['version']) !== version)
    throw new AppError('invalid_input', { fields: [{ path: 'version', message: 'api.error.two_versions' }] });
  const input = version === undefined ? body : { ...body, version };
  refuseMostlyWrong(act.input, input);
  const why = typeof body['why'] === 'string' ? body['why'].slice(0, 2000) : undefined;
  const { app } = c.get('deps');
  try {
    const who = proposes(c) ? { ...holder.principal, proposes: { note: why ?? '' } } : holder.principal;
    const result = await act.run(app, who, input, why);
    return act.answer
      ? new Response(JSON.stringify(z.parse(act.answer, result)), { status: act.status, headers: unstored })
      : new Response(null, { status: 204, headers: { 'Cache-Control': 'no-store' } });
  } catch (error) {
    // The version came in the header `If-Match`. For this header, HTTP has its own error (412).
    if (version !== undefined && error instanceof AppError && error.code === 'conflict')
      throw new AppError('precondition_failed');
    if (error instanceof AppError && error.code === 'proposed')
      return new Response(JSON.stringify(proposedAnswer.parse(error.details)), {
        status: error.status,
        headers: unstored,
      });
    throw error;
  }
}

/**
 * Whether to propose a change that needs an editor.
 * @throws AppError `invalid_input` if `?propose` is neither true nor false
 */
function proposes(c: Ctx): boolean {
  const asked = c.req.query('propose');
  if (asked !== undefined && asked !== 'true' && asked !== 'false')
    throw new AppError('invalid_input', { fields: [{ path: parameterPath('propose'), message: 'api.error.propose' }] });
  return asked === 'true';
}

/**
 * The version in `If-Match`. Undefined if every version is accepted.
 * @throws AppError `precondition_failed` if Kronika did not create the ETag
 */
function versionAsked(c: Ctx): number | undefined {
  const asked = c.req.header('if-match')?.trim();
  if (asked === undefined || asked === '*') return undefined;
  const version = /^"v(\d{1,15})-[\w-]+"$/.exec(asked)?.[1];
  if (!version) throw new AppError('precondition_failed');
  return Number(version);
}

function withLimits(response: Response, limits: Readonly<Record<string, string>> = {}): Response {
  for (const [name, value] of Object.entries(limits)) response.headers.set(name, value);
  return response;
}

/**
 * Allows scripts on other websites to read public data (CORS). A request with a token is not allowed, because a token
 * must never be in a web page.
 */
function shareWithPages(c: Ctx): void {
  c.res.headers.set('Cross-Origin-Resource-Policy', 'cross-origin');
  if ((c.req.method !== 'GET' && c.req.method !== 'HEAD') || c.req.header('authorization') !== undefined) return;
  c.res.headers.set('Access-Control-Allow-Origin', '*');
  c.res.headers.set(
    'Access-Control-Expose-Headers',
    'ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id',
  );
}

const preflight = (more: Readonly<Record<string, string>>): Response =>
  new Response(null, {
    status: 204,
    headers: {
      ...more,
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'GET, HEAD',
      'Access-Control-Allow-Headers': 'If-None-Match',
      'Access-Control-Max-Age': '86400',
    },
  });
