import { z } from 'zod';
import { scopes } from '../../accounts/tokens/tables.ts';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Publication } from '../../publishing/publication/publication.ts';
import type { Audience } from '../../record/views/briefs.ts';
import { routes } from '../routes.ts';
import { acts, proposedAnswer, type Act } from './acts.ts';
import { calculations } from './calculations.ts';
import type { Transfer } from '../kit/api/transfer.ts';
import { policies } from '../kit/api/limits.ts';
import { readings } from './readings.ts';
import { transfers } from './transfers.ts';
import { allSchemas, answerName, inputName, parametersOf, refTo, type JsonSchema } from './schemas.ts';

const problem: JsonSchema = {
  type: 'object',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string' },
    instance: { type: 'string' },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          pointer: { type: 'string' },
          parameter: { type: 'string' },
          at: { type: 'string' },
          message: { type: 'string' },
        },
        required: ['message'],
        additionalProperties: false,
      },
    },
    withdrawnAt: { type: 'string', format: 'date-time' },
    sealedAt: { type: 'string', format: 'date-time' },
    at: { type: 'string', format: 'date-time' },
    demand: {
      type: 'object',
      properties: {
        by: { type: ['string', 'null'] },
        on: { type: 'string' },
        law: { type: 'string' },
        order: {
          type: ['object', 'null'],
          properties: {
            number: { type: 'integer' },
            title: { type: 'string' },
            url: { type: 'string' },
            case: {
              type: 'object',
              properties: { number: { type: 'integer' }, title: { type: 'string' } },
              required: ['number', 'title'],
              additionalProperties: false,
            },
          },
          required: ['number', 'title', 'url', 'case'],
          additionalProperties: false,
        },
      },
      required: ['by', 'on', 'law', 'order'],
      additionalProperties: false,
    },
    reason: { type: ['string', 'null'] },
  },
  required: ['type', 'title', 'status', 'detail', 'code'],
  additionalProperties: false,
};

const numberInPath = { name: 'number', in: 'path', required: true, schema: { type: 'integer', minimum: 1 } };
const header = (description: string): object => ({ description, schema: { type: 'string' } });
const limitHeaders = {
  RateLimit: { $ref: '#/components/headers/RateLimit' },
  'RateLimit-Policy': { $ref: '#/components/headers/RateLimit-Policy' },
};
const failure = (description: string): object => ({
  description,
  headers: limitHeaders,
  content: { 'application/problem+json': { schema: refTo('Problem') } },
});

/**
 * The description of the API in OpenAPI 3.1. It is generated from the schemas that the API itself uses. Only the
 * description for the desk has the parameters of fields that only the desk sees.
 */
export function describeApi(t: Translate, paper: Publication, audience: Audience): object {
  const tooMany = {
    description: t('api.answer.429'),
    headers: { ...limitHeaders, 'Retry-After': { $ref: '#/components/headers/Retry-After' } },
    content: { 'application/problem+json': { schema: refTo('Problem') } },
  };
  const failures = (...statuses: number[]): object => ({
    ...Object.fromEntries(statuses.map((status) => [status, failure(t(`api.answer.${status}`))])),
    429: tooMany,
  });
  return {
    openapi: '3.1.1',
    info: {
      title: t('api.title', { name: paper.name }),
      version: '1',
      description: t('api.about', { guide: routes.apiGuide() }),
    },
    externalDocs: { url: routes.apiGuide() },
    servers: [{ url: routes.api() }],
    tags: [...new Set([...readings, ...calculations].map((one) => one.tag).concat(acts.map(capabilityOf)))].map(
      (name) => ({ name }),
    ),
    paths: together(
      readingPaths(t, audience, failures),
      calculationPaths(t, failures),
      actPaths(t, failures),
      transferPaths(t, failures),
    ),
    components: {
      schemas: { Problem: problem, ...allSchemas().schemas },
      headers: {
        RateLimit: header(t('api.header.limit')),
        'RateLimit-Policy': header(
          t('api.header.policy', { public: policies.public.quota, token: policies.token.quota }),
        ),
        'Retry-After': header(t('api.header.retry')),
        ETag: header(t('api.header.etag')),
        Link: header(t('api.header.link')),
      },
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', description: t('api.token_scheme', { scopes: scopes.join(', ') }) },
      },
    },
  };
}

/** The paths of several lists. A path can be in more than one, with other methods. */
function together(...lists: readonly Record<string, object>[]): Record<string, object> {
  const all: Record<string, object> = {};
  for (const list of lists)
    for (const [path, methods] of Object.entries(list)) all[path] = { ...all[path], ...methods };
  return all;
}

type Failures = (...statuses: number[]) => object;

function readingPaths(t: Translate, audience: Audience, failures: Failures): Record<string, object> {
  return Object.fromEntries(readings.map((one) => [one.path, { get: readingOf(t, one, audience, failures) }]));
}

function readingOf(t: Translate, one: (typeof readings)[number], audience: Audience, failures: Failures): object {
  const numbered = one.path.includes('{number}');
  const { properties, required } = parametersOf((audience === 'public' && one.publicQuery) || one.query);
  const desk = one.scope ?? (properties['audience'] ? 'read:desk' : null);
  const parameters = Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: 'query',
    ...(description ? { description } : {}),
    required: required.includes(name),
    schema,
  }));
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: t(`api.op.${one.id}`),
    parameters: [...(numbered ? [numberInPath] : []), ...parameters],
    security: one.scope ? [{ token: [one.scope] }] : [{}, { token: desk ? [desk] : [] }],
    responses: {
      200: {
        description: t('api.answer.200'),
        headers: {
          ETag: { $ref: '#/components/headers/ETag' },
          Link: { $ref: '#/components/headers/Link' },
          ...limitHeaders,
        },
        content: one.media ? { [one.media]: {} } : { 'application/json': { schema: refTo(one.name) } },
      },
      304: { description: t('api.answer.304') },
      ...(numbered ? { 308: { description: t('api.answer.308') } } : {}),
      ...failures(
        400,
        401,
        ...(desk ? [403] : []),
        ...(numbered ? [404, 410] : []),
        ...(one.id === 'getArticle' || one.id === 'listArticleComments' ? [451] : []),
      ),
    },
  };
}

function calculationPaths(t: Translate, failures: Failures): Record<string, object> {
  return Object.fromEntries(
    calculations.map((one) => [
      one.path,
      {
        post: {
          operationId: one.id,
          tags: [one.tag],
          summary: t(`api.op.${one.id}`),
          security: [{ token: [one.scope] }],
          requestBody: { required: true, content: { 'application/json': { schema: refTo(inputName(one)) } } },
          responses: {
            200: {
              description: t('api.answer.200'),
              headers: limitHeaders,
              content: { 'application/json': { schema: refTo(one.name) } },
            },
            ...failures(400, 401, 403, 413, 415, 422),
          },
        },
      },
    ]),
  );
}

const transferPaths = (t: Translate, failures: Failures): Record<string, object> =>
  together(...transfers.map((one) => ({ [one.path]: { [one.method]: transferOf(t, one, failures) } })));

function transferOf(t: Translate, one: Transfer, failures: Failures): object {
  const text = { type: 'string' };
  return {
    operationId: one.id,
    tags: [one.tag],
    summary: t(`api.op.${one.id}`),
    parameters: [
      ...(one.path.includes('{number}') ? [numberInPath] : []),
      ...Object.entries(one.sends).map(([name, required]) => ({ name, in: 'header', required, schema: text })),
    ],
    security: [{ token: [one.scope] }],
    ...(one.body && { requestBody: { required: true, content: { [one.body]: {} } } }),
    responses: {
      [one.status]: {
        description: t(`api.answer.${one.status === 204 ? 204 : 200}`),
        headers: {
          ...limitHeaders,
          ...Object.fromEntries(['Tus-Resumable', ...one.returns].map((name) => [name, { schema: text }])),
        },
      },
      ...failures(),
      ...Object.fromEntries(one.failures.map((status) => [status, failure(t(`api.${meaning(status)}`))])),
    },
  };
}

/** Statuses that mean something else for an upload than for other requests. */
const meaning = (status: number): string =>
  [400, 401, 403, 404].includes(status) ? `answer.${status}` : `upload_answer.${status}`;

/** The capability that an operation belongs to, such as `requests` for `requests.fileDemands`. */
const capabilityOf = (one: Act): string => one.operation.name.split('.')[0]!;

function actPaths(t: Translate, failures: Failures): Record<string, object> {
  return Object.fromEntries(acts.map((one) => [`/acts/${one.name}`, { post: actOf(t, one, failures) }]));
}

function actOf(t: Translate, one: Act, failures: Failures): object {
  const versioned = Object.hasOwn(one.input.shape, 'version');
  const roles = one.operation.permission === 'anyone' ? '' : one.operation.permission.join(', ');
  return {
    operationId: one.name,
    tags: [capabilityOf(one)],
    summary: t(`api.act.${one.name}`),
    description: t('api.needs', { scope: one.scope, roles }),
    security: [{ token: [one.scope] }],
    parameters: [
      {
        name: 'propose',
        in: 'query',
        required: false,
        description: t('api.propose'),
        schema: { type: 'boolean', default: false },
      },
      ...(versioned
        ? [
            {
              name: 'If-Match',
              in: 'header',
              required: false,
              description: t('api.if_match'),
              schema: { type: 'string' },
            },
          ]
        : []),
    ],
    requestBody: { required: true, content: { 'application/json': { schema: refTo(inputName(one)) } } },
    responses: {
      [one.status]: one.answer
        ? {
            description: t('api.answer.200'),
            headers: limitHeaders,
            content: { 'application/json': { schema: refTo(answerName(one)) } },
          }
        : { description: t('api.answer.204'), headers: limitHeaders },
      202: {
        description: t('api.answer.202'),
        headers: limitHeaders,
        content: { 'application/json': { schema: z.toJSONSchema(proposedAnswer) } },
      },
      ...failures(400, 401, 403, 404, 409, 410, 412, 413, 415, 422),
    },
  };
}
