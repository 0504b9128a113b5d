import { Ajv2020 } from 'ajv/dist/2020.js';
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { roles } from '../../accounts/tables.ts';
import { scopes } from '../../accounts/tokens/tables.ts';
import { captureJob } from '../../drafting/orders/job.ts';
import { checkUploadJob } from '../../drafting/uploads/check-upload.ts';
import { importUploadJob } from '../../drafting/uploads/import-upload-job.ts';
import { loadExample } from '../../exchange/example/load.ts';
import { lettersDueQueue } from '../../letters/schedule/queue.ts';
import { postQueue } from '../../letters/post/queue.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { run } from '../../platform/operation.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { fuzz } from '../../platform/testing/fuzz/fuzz.ts';
import { hostileJsonText, hostileText, hostileValue, mutatedJson, storableText } from '../../platform/testing/fuzz/inputs.ts'; // prettier-ignore
import { frontPageQueue } from '../../publishing/front-page/queue.ts';
import { tusAbilities } from '../drafting/uploads/tus.ts';
import { routes } from '../routes.ts';
import { deskOn } from '../testing/desk.ts';

type Schema = {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
};
type Operation = {
  parameters?: { name: string; in: string }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
};
type Described = { paths: Record<string, Record<string, Operation>>; components: { schemas: Record<string, Schema> } };

const known = ['case/1', 'case/2', 'actor/1', 'actor/2', 'claim/1', 'claim/2', 'source/1', 'event/1', 'article/1', 'law/1', 'provision/1', 'letter/1', 'proceeding/1', 'order/1', 'charge/1', 'hearing/1', 'demand/1', 'permission/1', 'reply/1', 'photo/1', 'capture/1', '#a', 'en', 'ru', 'KZ', '2018-04-02', '2018', '2018-04-02T10:00:00Z', 'https://a.example/', 'a@b.example', 'A sentence.']; // prettier-ignore
const word = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(...known) },
  { weight: 4, arbitrary: storableText(400) },
  { weight: 1, arbitrary: hostileText(400) },
);
const number = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(0, 1, 2, 3) }, { weight: 1, arbitrary: fc.constantFrom(-1, 1.5, 2 ** 31, 2 ** 53, 1e300) }); // prettier-ignore

/** Values that mostly fit a schema, with hostile texts and numbers in all places. */
function fitting(schema: Schema, schemas: Record<string, Schema>, depth = 0): Arbitrary<unknown> {
  if (schema.$ref) return fitting(schemas[schema.$ref.split('/').at(-1)!]!, schemas, depth + 1);
  if (depth > 9) return fc.constant(null);
  const branches = schema.oneOf ?? schema.anyOf ?? schema.allOf;
  if (branches) return fc.oneof(...branches.map((one) => fitting(one, schemas, depth + 1)));
  if (schema.enum) return fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...schema.enum) }, { weight: 1, arbitrary: word }); // prettier-ignore
  if ('const' in schema) return fc.constant(schema.const);
  const type = [schema.type].flat()[0];
  if (type === 'object' && schema.properties)
    return fc.record(
      Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, fitting(one, schemas, depth + 1)])),
      { requiredKeys: schema.required ?? [] },
    ); // prettier-ignore
  if (type === 'object') return fc.oneof(fc.dictionary(word, word, { maxKeys: 2 }), hostileValue);
  if (type === 'array') return fc.array(fitting(schema.items ?? {}, schemas, depth + 1), { maxLength: 2 });
  if (type === 'integer' || type === 'number') return number;
  if (type === 'boolean') return fc.boolean();
  return type === 'string' ? word : fc.oneof(word, number, hostileValue);
}

onOneDatabase('the API', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let token: string;
  let described: Described;
  let isProblem: (value: unknown) => boolean;

  beforeAll(async () => {
    desk = deskOn(db());
    // The limits of use have their own tests. Here they would hide most answers.
    desk.app.counters.take = async () => ({ ok: true, remaining: 1, reset: 1, wait: 0 });
    await loadExample(desk.app);
    await prepareJobs(db(), [captureJob, postQueue, lettersDueQueue, frontPageQueue, checkUploadJob, importUploadJob]);
    const person = await desk.join(roles);
    token = (await run(desk.app, createToken, person.principal, { name: 'x', scopes: [...scopes], days: 1 })).token;
    described = (await (await ask(routes.apiDescription())).json()) as Described;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    isProblem = ajv.compile(described.components.schemas['Problem']!);
  });

  const ask = async (path: string, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> =>
    desk.web.request(path, { ...init, headers: { authorization: `Bearer ${token}`, ...init.headers } });

  /** Any answer is right, except an error of the server, or an error in an undocumented form. */
  async function check(what: string, answer: Response, input: unknown): Promise<void> {
    const text = await answer.text();
    if (answer.status < 400) return;
    const problem = answer.status === 404 && text === '' ? null : (JSON.parse(text) as unknown);
    if (answer.status >= 500 || !isProblem(problem))
      throw new Error(`${what}: ${answer.status} ${text.slice(0, 300)} for ${JSON.stringify(input)?.slice(0, 3000)}`);
  }

  const operations = (method: 'get' | 'post') =>
    Object.entries(described.paths).flatMap(([path, { [method]: one }]) => (one ? [{ path, operation: one }] : []));

  it('answers any JSON for each operation with a result or an error as documented', async () => {
    // An upload begins with headers only; it has a test of its own.
    const posts = operations('post').filter(({ path }) => path !== '/uploads');
    expect(posts.length).toBeGreaterThan(70);
    const inputs = fc.constantFrom(...posts).chain(({ path, operation }) => {
      const schema = operation.requestBody!.content['application/json']!.schema;
      const valid = fitting(schema, described.components.schemas);
      const body = fc.oneof(
        { weight: 6, arbitrary: valid },
        { weight: 2, arbitrary: valid.chain((one) => mutatedJson([one])) },
        { weight: 1, arbitrary: hostileValue },
      );
      return fc.tuple(fc.constant(path), fc.oneof({ weight: 9, arbitrary: body.map((one) => JSON.stringify(one) ?? '') }, { weight: 1, arbitrary: hostileJsonText })); // prettier-ignore
    });
    const headers = { 'content-type': 'application/json' };
    await fuzz(inputs, async ([path, body]) =>
      check(path, await ask(`${routes.api()}${path}`, { method: 'POST', headers, body }), body),
      { runs: 600 },
    ); // prettier-ignore
  }, 900_000);

  it('answers any headers of an upload with a result or an error as documented', async () => {
    const text = hostileText(300).map((one) => one.replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim());
    const header = (...usual: string[]) => fc.option(fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...usual) }, { weight: 1, arbitrary: text }), { nil: undefined }); // prettier-ignore
    const inputs = fc.record({
      request: fc.constantFrom(['POST', '/uploads'], ['PATCH', '/uploads/1'], ['PATCH', '/uploads/2'], ['POST', '/uploads/2'], ['DELETE', '/uploads/1'], ['GET', '/uploads/3']),
      headers: fc.record({
        'tus-resumable': header(tusAbilities['Tus-Resumable']!, '1.0.0', '2.0.0'),
        'upload-length': header('5', '700000', '0', '-1', '99999999999999999999'),
        'upload-offset': header('0', '300000', '5', '-1', '1e3'),
        'upload-metadata': header('filename YS53YWN6', 'filename YS53YWN6,modified MTc=', 'filename', ',,', 'filename x,filename y', 'a b c'),
        'content-type': header('application/offset+octet-stream', 'text/plain'),
        'x-http-method-override': header('PATCH', 'DELETE', 'TRACE'),
      }),
      size: fc.constantFrom(0, 1, 5, 300_000, 800_000),
    }); // prettier-ignore
    const seen = new Set<number>();
    await fuzz(inputs, async ({ request: [method, path], headers, size }) => {
      const sent = Object.fromEntries(Object.entries(headers).filter((one): one is [string, string] => one[1] !== undefined));
      const body = method === 'GET' ? undefined : Buffer.alloc(size);
      const answer = await ask(`${routes.api()}${path}`, { method, headers: sent, body });
      seen.add(answer.status);
      await check(`${method} ${path}`, answer, headers);
    }, { runs: 400 }); // prettier-ignore
    expect([...seen]).toEqual(expect.arrayContaining([201, 204, 400, 409, 412]));
  }, 900_000);

  it('answers any parameters and headers of each reading with a result or an error as documented', async () => {
    const readings = operations('get');
    const inputs = fc.constantFrom(...readings).chain(({ path, operation }) => {
      const names = (operation.parameters ?? []).filter((one) => one.in === 'query').map((one) => one.name);
      const parameter = fc.tuple(fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...(names.length ? names : ['x'])) }, { weight: 1, arbitrary: hostileText(30) }), word); // prettier-ignore
      const header = fc.tuple(
        fc.constantFrom('if-none-match', 'if-match', 'accept', 'accept-language', 'cookie', 'range', 'x-forwarded-for', 'content-type', 'origin', 'user-agent'),
        hostileText(200).map((text) => text.replace(/[^\x20-\x7e\xa0-\xff]/g, '').trim()),
      ); // prettier-ignore
      return fc.record({
        path: fc.constantFrom('1', '2', '999999999', '4294967296').map((one) => path.replace('{number}', one)),
        query: fc.array(parameter, { maxLength: 4 }),
        headers: fc.array(header, { maxLength: 3 }).map((list) => Object.fromEntries(list)),
      });
    });
    await fuzz(inputs, async ({ path, query, headers }) => {
      const search = query.map(([name, value]) => `${name.toWellFormed()}=${value.toWellFormed()}`);
      const url = `${routes.api()}${path}?${new URLSearchParams(search.map((one) => [one.split('=')[0]!, one.slice(one.indexOf('=') + 1)]))}`;
      await check(url, await ask(url, { headers }), { query, headers });
    }, { runs: 400 }); // prettier-ignore
  }, 900_000);
});
