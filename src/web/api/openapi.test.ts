import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { beforeAll, expect, it } from 'vitest';
import { createToken } from '../../accounts/tokens/create-token.ts';
import { scopes } from '../../accounts/tokens/tables.ts';
import { run, systemPrincipal } from '../../platform/operation.ts';
import { noteChecked } from '../../drafting/uploads/check-upload.ts';
import { importUploadJob } from '../../drafting/uploads/import-upload-job.ts';
import { readArchiveApart } from '../../evidence/archives/archive-readers.ts';
import { crawlOf } from '../../evidence/archives/archives.factory.ts';
import { ownTrust } from '../../evidence/package/signature/own-trust.ts';
import { sourceOf } from '../../platform/readers/reader.ts';
import { createUpload } from '../../drafting/uploads/create-upload.ts';
import { captureJob } from '../../drafting/orders/job.ts';
import { postQueue } from '../../letters/post/queue.ts';
import { frontPageQueue } from '../../publishing/front-page/queue.ts';
import { lettersDueQueue } from '../../letters/schedule/queue.ts';
import { makeLetter, type MadeLetter } from '../../letters/testing/published.ts';
import { prepareJobs } from '../../platform/jobs/queues.ts';
import { propose } from '../../record/proposals/propose.ts';
import { findThing } from '../../record/refs.ts';
import { onOneDatabase } from '../../platform/testing/databases.ts';
import { fileSecrets, open, openFields, secret, type Secrets } from '../testing/secrets.ts';
import { deskOn } from '../testing/desk.ts';
import { deskLists } from '../work/api/desk-lists.ts';
import { packageRoot } from '../../platform/config/package-root.ts';
import { routes } from '../routes.ts';

type Operation = {
  operationId: string;
  tags: readonly string[];
  parameters?: { name: string; in: string; required: boolean; schema: Record<string, unknown> }[];
  responses: Record<string, { content?: Record<string, { schema: { $ref: string } }> }>;
  requestBody?: { content: Record<string, { schema: { $ref: string } }> };
};
type Described = {
  openapi: string;
  servers: { url: string }[];
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, object> };
};
type Answer = { operation: Operation; path: string; status: number; body: string; desk: boolean };

/** A valid body for each operation except `file`. `made` has the refs of the items that `file` created. */
const bodies = (
  made: Record<string, string[]>,
  article: { article: string; version: number },
  letters: {
    open: { letter: string; version: number };
    published: { letter: string; addressee: number; demand: number };
  },
  proposals: readonly number[],
  publications: readonly { of: string[]; versions: Record<string, number> }[],
  comment: number,
  upload: number,
): Record<string, object> => {
  const [claim, other] = made['claims']!;
  const said = {
    wording: 'openword said anew',
    kind: 'paraphrase',
    mode: 'stated',
    checked: true,
    visibility: 'public',
    chain: [{ actor: made['actors']![0], verb: 'said' }],
    support: { kind: 'reference', source: made['sources']![0] },
  };
  return {
    'change-actor': {
      actor: made['actors']![0],
      version: 1,
      to: { kind: 'person', names: [{ text: 'openword Renamed' }], visibility: 'public' },
    },
    'change-source': {
      source: made['sources']![0],
      version: 1,
      to: { kind: 'article', title: 'openword Retitled', visibility: 'public' },
    },
    'change-dossier': {
      thing: made['cases']![0],
      version: 1,
      title: 'openword Retold',
      visibility: 'public',
      why: 'Shorter.',
    },
    'change-claim': { claim, version: 1, to: said },
    'check-claims': { claims: [other] },
    'require-second-person': { second: false },
    'set-visibility': { things: [other], visibility: 'public' },
    publish: publications[0]!,
    'accept-publication': { ...publications[1]!, proposal: proposals[3]! },
    'limit-item': { thing: made['cases']![0], team: null },
    'accept-proposals': { proposals: [proposals[0]] },
    'decline-proposals': { proposals: [proposals[1]], reason: 'Not yet.' },
    'withdraw-proposals': { proposals: [proposals[2]] },
    withdraw: { things: [other], reason: 'It was about somebody else.' },
    reinstate: { things: [other] },
    'answer-question': { question: made['questions']![0], answeredBy: claim },
    'create-list': { labels: { en: 'deskword list' }, terms: [{ labels: { en: 'deskword choice' } }] },
    'change-list': {
      list: 'own-deskword-list',
      labels: { en: 'deskword list' },
      terms: [{ labels: { en: 'Second' } }],
    },
    'create-field': {
      labels: { en: 'deskword field' },
      kinds: ['case'],
      type: 'choice',
      list: 'own-deskword-list',
      facet: true,
    },
    'change-field': {
      field: 'own-deskword-field',
      labels: { en: 'deskword f' },
      kinds: ['case'],
      facet: true,
      retired: false,
    },
    'show-field': { field: 'own-deskword-field', visibility: 'desk' },
    'tag-items': { items: [made['cases']![0]], add: ['deskword tag'] },
    translate: {
      texts: [{ item: made['cases']![0], field: 'title', language: 'ru', text: 'openword Title in Russian' }],
      written: [{ item: made['cases']![0], language: 'en' }],
    },
    'create-tag': { name: 'deskword other' },
    'rename-tag': { tag: 'deskword other', name: 'deskword renamed' },
    'remove-tag': { tag: 'deskword renamed' },
    'add-photo': {
      content:
        'iVBORw0KGgoAAAANSUhEUgAAAAYAAAAECAIAAAAiZtkUAAAACXBIWXMAAAPoAAAD6AG1e1JrAAAAEUlEQVQImWMwdglFQwzkCgEA0/oTIXIMUsgAAAAASUVORK5CYII=',
      alt: 'openword A blue rectangle',
      credit: 'openword Ada',
      pictureOf: [made['cases']![0]],
    },
    'set-pictures': { items: [{ item: made['cases']![0], photo: null }] },
    merge: { from: made['cases']![1], into: made['cases']![0] },
    unmerge: { thing: made['cases']![1] },
    'compile-article': { claims: [claim], headline: 'openword Compiled' },
    'create-articles': {
      articles: [
        {
          headline: { text: 'openword Headline', claims: [claim], whole: true },
          byline: { names: ['openword Author'] },
        },
      ],
    },
    'save-article': {
      ...article,
      headline: { text: 'openword Headline', claims: [claim], whole: true },
      byline: { names: ['openword Author'] },
      blocks: [{ sentences: [{ text: 'This openword sentence says so.', claims: [claim] }] }],
    },
    assign: { items: [made['cases']![0]], to: null },
    follow: { items: [made['cases']![0]], follow: true },
    'comment-article': { article: article.article, body: 'openword, which court?' },
    'resolve-comment': { article: article.article, comment, resolved: true },
    'waive-comments': { article: article.article, comments: [comment + 1], reason: 'openword known' },
    'publish-article': { article: article.article, version: article.version + 1 },
    'correct-article': {
      article: article.article,
      version: article.version + 2,
      wrong: 'openword was wrong.',
      right: 'openword is right.',
      since: 1,
    },
    'take-down-article': {
      article: article.article,
      version: article.version + 3,
      demandedBy: 'openword Court',
      demandedOn: '2031-04',
      law: 'openword Law',
      tellWho: false,
    },
    'restore-article': { article: article.article, version: article.version + 4, reason: 'openword was lifted.' },
    'retract-article': { article: article.article, version: article.version + 5, reason: 'openword was forged.' },
    'unpublish-article': { article: article.article, version: article.version + 6, reason: 'openword by mistake.' },
    // The laws of `fileLawSecrets` have the numbers 1 and 2.
    'create-laws': {
      laws: [
        {
          key: 'law',
          title: 'openword Law',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'openword Enactment',
              claim: '#says',
              instructions: [
                {
                  act: 'enacts',
                  provision: 'art_1',
                  label: 'Article 1',
                  texts: [{ language: 'en', body: 'openword Text' }],
                },
              ],
            },
          ],
        },
      ],
      filing: {
        claims: [
          {
            ...said,
            key: 'says',
            statements: [{ subject: '#law:art_1', property: 'duty', value: { text: 'openword Duty', language: 'en' } }],
          },
        ],
      },
    },
    'import-law': {
      content: 'Article 1. openword Heading',
      title: 'openword Imported',
      source: made['sources']![0]!,
      visibility: 'public',
      checked: true,
    },
    'amend-law': {
      law: 'law/3',
      version: 1,
      changes: [
        {
          title: 'openword Amendment',
          claim,
          commences: '2020',
          instructions: [{ act: 'inserts', provision: 'art_2', label: 'Article 2', after: 'art_1' }],
        },
      ],
    },
    'change-law': { law: 'law/3', version: 2, title: 'openword Law anew', language: 'en', visibility: 'public' },
    'change-amendment': {
      law: 'law/3',
      version: 3,
      amendment: 9,
      title: 'openword Amendment anew',
      claim,
      made: '2019-12',
    },
    'set-provision-texts': {
      provision: 'provision/8',
      version: 1,
      of: 11,
      label: 'Article 1',
      texts: [{ language: 'ru', body: 'openword', claim }],
    },
    'drop-amendment': { law: 'law/3', version: 5, amendment: 9 },
    'add-duties': { duties: [{ provision: 'provision/1', bearer: 'website', act: 'mark', says: [claim] }] },
    'change-duty': {
      provision: 'provision/1',
      version: 3,
      duty: 7,
      to: { bearer: 'editor', act: 'keep', period: 'P1M', says: [claim] },
    },
    'end-duty': { provision: 'provision/1', version: 4, duty: 7, ended: '2019' },
    'add-secret-words': { words: [{ language: 'en', kind: 'banking', phrase: 'openword kickback*' }] },
    'drop-secret-words': { words: [1] },
    'drop-duty': { provision: 'provision/1', version: 5, duty: 7 },
    // The demands of `fileSecrets` have the numbers 1 to 3.
    'file-demands': {
      demands: [
        {
          kind: 'remove',
          authority: made['actors']![0],
          what: 'openword Demand',
          received: '2031-04-01',
          about: [article.article],
          files: [{ name: 'order.txt', content: 'b3JkZXI=' }],
        },
      ],
    },
    'change-demand': {
      demand: 'demand/4',
      version: 1,
      to: { kind: 'identify', what: 'openword Demand anew', received: '2031-04-01', counted: 'left-out' },
    },
    'settle-demand': {
      demand: 'demand/4',
      version: 2,
      to: { outcome: 'refused', on: '2031-05-01', reason: 'openword is no ground in law.' },
    },
    'file-permissions': {
      permissions: [
        {
          person: 'openword Somebody',
          kinds: ['medical'],
          answer: {
            state: 'given',
            on: '2031-04-01',
            way: 'letter',
            files: [{ name: 'letter.txt', content: 'b3JkZXI=' }],
          },
        },
        { person: 'openword Else', kinds: ['family'], wording: 'openword May we write it?', language: 'en' },
      ],
    },
    'ask-permission': { permission: 'permission/3', version: 1 },
    'change-permission': {
      permission: 'permission/2',
      version: 1,
      to: { person: 'openword Somebody', kinds: ['medical', 'family'], wording: 'openword Asked' },
    },
    'make-return-link': { permission: 'permission/2', version: 2 },
    'answer-permission': {
      permission: 'permission/2',
      version: 3,
      to: { state: 'withdrawn', on: '2031-05-01', way: 'mail' },
    },
    'file-replies': {
      replies: [
        { article: 'article/1', asker: 'openword Somebody', asked: 'openword Asked', received: '2031-04-01' },
        { article: 'article/1', asker: 'openword Else', asked: 'openword Asked', received: '2031-04-01' },
      ],
    },
    'change-reply': {
      reply: 'reply/3',
      version: 1,
      to: {
        kind: 'refutation',
        article: 'article/1',
        asker: 'openword Somebody',
        asked: 'openword Asked anew',
        received: '2031-04-01',
        deadline: '2031-05-01',
      },
    },
    'publish-reply': { reply: 'reply/3', version: 2, by: 'openword Somebody', words: 'openword Reply', language: 'en' },
    'settle-reply': { reply: 'reply/4', version: 1, to: { state: 'refused', reason: 'openword is no ground in law.' } },
    // The letters of `fileSecrets` have the numbers 1 to 3, and those of `beforeAll` 4 and 5. So the next one is 6.
    'create-reported-letters': {
      letters: [{ title: 'openword Letter', language: 'en', events: ['event/1'], visibility: 'public' }],
    },
    'change-reported-letter': {
      letter: 'letter/6',
      version: 1,
      to: { title: 'openword Letter anew', language: 'en', events: ['event/1'], visibility: 'public' },
    },
    'begin-letter': {
      title: 'openword Letter',
      language: 'en',
      text: {
        headline: { text: 'The law must not silence', kind: 'connective', whole: true },
        byline: { kind: 'by', names: ['openword Author'] },
        language: 'en',
        blocks: [
          { type: 'paragraph', sentences: [{ text: 'We ask you to look into it, openword.', kind: 'connective' }] },
        ],
      },
    },
    'change-letter': {
      letter: 'letter/7',
      version: 1,
      title: 'openword Letter',
      to: {
        addressees: [{ name: 'openword Prosecutor' }],
        demands: [{ en: 'openword Demand' }],
        deadline: '2040-01-01T00:00:00Z',
        reminders: [7, 1],
      },
    },
    'open-letter': { letter: 'letter/7', version: 2 },
    'invite-to-letter': {
      letter: 'letter/7',
      invitations: [{ organisation: 'openword Organisation', email: 'office@org.example' }],
    },
    'schedule-letter': { letter: 'letter/7', version: 4, at: '2039-01-01T09:00:00Z' },
    'call-off-letter': { letter: 'letter/7', version: 5 },
    'publish-letter': { ...letters.open, send: false },
    'note-letter-response': {
      letter: letters.published.letter,
      addressee: letters.published.addressee,
      kind: 'token',
      on: '2031-05',
      claim,
      note: 'openword It came.',
    },
    'judge-letter-demand': {
      letter: letters.published.letter,
      demand: letters.published.demand,
      state: 'met',
      claims: [claim],
    },
    'drop-letter-response': { letter: letters.published.letter, response: 1 },
    'note-bounces': { messages: ['Subject: openword\n\nNo report.'] },
    'describe-articles': {
      articles: [{ article: article.article, slug: 'openword-suit', description: 'openword Description' }],
    },
    'choose-share-pictures': { articles: [{ article: article.article, photo: null }] },
    'compose-front-page': {
      version: 0,
      to: { notices: [{ text: 'openword Notice', until: '2039-01-01' }] },
    },
    'restore-front-page': { version: 1, from: 1 },
    'schedule-front-page': { version: 2, to: {}, at: '2039-01-01T09:00' },
    'cancel-front-page': { version: 3 },
    'ask-captures': { addresses: ['https://example.org/openword'], why: 'openword Ordered removed.' },
    'cancel-captures': { orders: [1] },
    'import-upload': { upload, pages: [1] },
    'tag-articles': { articles: [{ article: article.article, tags: ['openword Tag'] }] },
  };
};

onOneDatabase('the description of the API', (db) => {
  let desk: ReturnType<typeof deskOn>;
  let described: Described;
  let secrets: Secrets;
  let token: string;
  let validate: (ref: string) => ValidateFunction;
  let answers: Answer[];
  let [published, openLetter]: MadeLetter[] = [];

  let asked = 0;
  const ask = (path: string, init?: RequestInit): Promise<Response> => {
    asked++;
    return Promise.resolve(
      desk.web.request(path, init, {
        incoming: { socket: { remoteAddress: `10.0.${Math.floor(asked / 200)}.${asked % 200}` } },
      }),
    );
  };
  let owner: Awaited<ReturnType<typeof desk.join>>;
  const newToken = async () => {
    owner = await desk.join(['administrator', 'editor']);
    await readyUpload();
    const { token } = await run(desk.app, createToken, owner.principal, { name: 'walk', scopes: [...scopes], days: 1 });
    return token;
  };

  /** An uploaded web archive of the owner of the token, whose page can be imported. */
  const readyUpload = async (): Promise<number> => {
    const archive = crawlOf([
      { url: 'https://example.org/deskword', at: '2018-05-01T10:00:00Z', body: '<p>deskword</p>' },
    ]);
    const contents = await readArchiveApart(
      sourceOf(archive, 'deskword.warc.gz'),
      await ownTrust(desk.app.config.dataDir),
    );
    const { upload } = await run(desk.app, createUpload, owner.principal, {
      name: 'deskword.warc.gz',
      size: archive.length,
    });
    await db().executeSql("update upload set state = 'checking', received = size where id = $1", [upload]);
    await run(desk.app, noteChecked, systemPrincipal, { upload, found: { contents } });
    return upload;
  };

  /** The differences between a response and its description. */
  const faults = ({ operation, path, status, body }: Answer): string[] => {
    const promised = operation.responses[status];
    if (!promised) return [`${path}: ${status} is not described. ${body.slice(0, 200)}`];
    const [content] = Object.values(promised.content ?? {});
    if (!content) return body === '' ? [] : [`${path}: ${status} has a body.`];
    const check = validate(content.schema.$ref);
    return check(JSON.parse(body)) ? [] : [`${path}: ${status} ${JSON.stringify(check.errors?.slice(0, 3))}`];
  };

  beforeAll(async () => {
    desk = deskOn(db());
    secrets = await fileSecrets(desk.app);
    await prepareJobs(db(), [postQueue, lettersDueQueue, frontPageQueue, captureJob, importUploadJob]);
    await db().transaction((tx) =>
      tx
        .insertInto('capture_order')
        .values({
          url: 'https://example.org/deskword',
          host: 'example.org',
          why: '',
          asked_at: new Date(),
          state: 'failed',
          error: 'fetch_dns',
          error_details: '{}',
          ended_at: new Date(),
        })
        .execute(),
    );
    published = await makeLetter(desk.app, {
      signed: Array.from({ length: 9 }, (_, index) => ({ organisation: `openword Organisation ${index}` })),
    });
    openLetter = await makeLetter(desk.app, { open: true });
    described = (await (await ask(routes.apiDescription())).json()) as Described;
    token = await newToken();
    const ajv = new Ajv2020({ strict: false, validateFormats: false, allErrors: true });
    ajv.addSchema({ ...described, $id: 'api' });
    validate = (ref) => ajv.getSchema(`api${ref}`) ?? ajv.compile({ $ref: `api${ref}` });
    answers = await walk();
  });

  /**
   * Requests every described path with the numbers 1 to 32, and every list up to its end. All requests are sent as a
   * reader, and as the desk.
   */
  async function walk(): Promise<Answer[]> {
    const done: Answer[] = [];
    for (const desked of [false, true])
      for (const [template, { get: operation }] of Object.entries(described.paths)) {
        if (!operation) continue;
        const has = (name: string) => operation.parameters?.some((one) => one.name === name) ?? false;
        const queue = template.includes('{number}')
          ? Array.from({ length: 32 }, (_, index) => template.replace('{number}', String(index + 1)))
          : [
              has('limit') ? `${template}?limit=7` : template,
              ...(has('q')
                ? ['openword', 'deskword', 'openwordActorname', 'openwordCasetitle'].map(
                    (q) => `${template}?q=${q}&limit=20`,
                  )
                : []),
            ];
        const seen = new Set<string>();
        for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
          if (desked && has('audience') && !path.includes('audience'))
            path += `${path.includes('?') ? '&' : '?'}audience=desk`;
          if (seen.has(path)) continue;
          seen.add(path);
          // A token has a limit per minute. So the test uses a new token after every 400 requests.
          if (desked && done.length % 400 === 0) token = await newToken();
          const response = await ask(
            path.startsWith('/api') ? path : described.servers[0]!.url + path,
            desked ? { headers: { authorization: `Bearer ${token}` } } : {},
          );
          const body = await response.text();
          done.push({ operation, path, status: response.status, body, desk: desked });
          if (response.status !== 200) continue;
          const { next } = JSON.parse(body) as { next?: string | null };
          if (next) queue.push(next);
        }
      }
    return done;
  }

  it('is OpenAPI 3.1 with valid references, and with an id and a text for every operation', async () => {
    const validator = new Validator();
    expect(await validator.validate(structuredClone(described))).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
    const text = JSON.stringify(described);
    const refs = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map((match) => match[1]!);
    expect(refs.length).toBeGreaterThan(100);
    expect(
      [...new Set(refs)].filter(
        (ref) =>
          ref
            .split('/')
            .reduce<unknown>((at, step) => (at as Record<string, unknown> | undefined)?.[step], described) ===
          undefined,
      ),
    ).toEqual([]);
    const operations = Object.values(described.paths).flatMap((path) => Object.values(path));
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length);
    expect(text).not.toMatch(/"(?:summary|description)":"api\./);
    // Each tag is the name of a folder in `src/web`.
    const folders = readdirSync(join(packageRoot, 'src/web'));
    expect(operations.flatMap((one) => one.tags).filter((tag) => !folders.includes(tag))).toEqual([]);
    expect(operations.every((one) => one.tags.length === 1)).toBe(true);
  });

  it('describes every response to a GET request, for readers and for the desk', () => {
    expect(answers.flatMap(faults)).toEqual([]);
    for (const desked of [false, true])
      for (const { get } of Object.values(described.paths).filter((path) => path['get'])) {
        const needed =
          [
            'getArticleDraft',
            'getArticleAdvice',
            'getLetterDraft',
            'listDemands',
            'listProposals',
            'getPublication',
            'getFrontPage',
            'listReplies',
            'listPermissions',
            'getCapture',
            'getPageDraft',
            'getCapturePackage',
            'listCaptureOrders',
            'getCaptureOrder',
            'listUploads',
            'getUpload',
            'listTeams',
            ...deskLists.map(({ id }) => id),
          ].includes(get!.operationId) && !desked
            ? 401
            : get!.operationId === 'getCapturePackage'
              ? 404
              : 200;
        expect([
          get!.operationId,
          desked,
          answers.some((one) => one.operation === get && one.desk === desked && one.status === needed),
        ]).toEqual([get!.operationId, desked, true]);
      }
    for (const status of [308, 404, 410])
      expect([status, answers.some((one) => one.status === status)]).toEqual([status, true]);
  });

  it('describes no response to readers that contains something hidden or reveals a hidden item', async () => {
    const found = answers.flatMap(({ path, body, desk: desked }) => {
      const shown = path.includes('q=') ? body.replaceAll(/"next":"[^"]*"/g, '') : body;
      const at = desked ? -1 : shown.search(secret);
      return at < 0 ? [] : [`${path}: …${shown.slice(Math.max(0, at - 60), at + 60)}`];
    });
    expect(found).toEqual([]);
    const readers = answers.filter((one) => !one.desk && one.status === 200);
    expect(
      readers
        .filter(({ path, body }) =>
          (path.startsWith('/letters/') ? /"desk":\{|"id":\d/ : /"desk":\{|"version":\d|"id":\d/).test(body),
        )
        .map(({ path }) => path),
    ).toEqual([]);
    // Hidden items get exactly the same response as items that never existed.
    const hidden = await db()
      .read.selectFrom('thing')
      .select(['kind', 'number'])
      .where('kind', 'in', ['actor', 'case', 'source', 'claim', 'article', 'law', 'letter'])
      .where('visibility', '!=', 'public')
      .execute();
    expect(hidden.length).toBeGreaterThan(12);
    const plain = async (path: string): Promise<string> =>
      (await (await ask(path)).text()).replace(/urn:kronika:request:[0-9a-f]+/, '');
    for (const { kind, number } of hidden)
      expect([kind, number, await plain(`/api/v1/${kind}s/${number}`)]).toEqual([
        kind,
        number,
        await plain(`/api/v1/${kind}s/999999`),
      ]);
    for (const { kind, number } of hidden)
      for (const filter of [
        `claims?case=${number}`,
        `claims?source=${number}`,
        `claims?speaker=${number}`,
        `sources?publisher=${number}`,
        `articles?case=${number}`,
      ]) {
        if (!filter.includes(`${kind}=`) && !(kind === 'actor' && /speaker|publisher/.test(filter))) continue;
        expect([filter, await plain(`/api/v1/${filter}`)]).toEqual([filter, '{"items":[],"next":null}']);
      }
  });

  it('describes responses that together contain every public field, and for the desk also its own items', () => {
    const all = (desked: boolean) =>
      answers
        .filter((one) => one.desk === desked)
        .map((one) => one.body)
        .join('\n')
        .toLowerCase();
    const fields = [...openFields, 'Abouthidden', 'Basis', 'Headline', 'Standfirst', 'Sentence0', 'Author'];
    expect(fields.filter((field) => !all(false).includes(`${open}${field}`.toLowerCase()))).toEqual([]);
    expect(
      ['Actorname', 'Sourcetitle', 'Casetitle', 'Eventtitle', 'Claimwording'].filter(
        (field) => !all(true).includes(`deskword${field}`.toLowerCase()),
      ),
    ).toEqual([]);
    expect(all(true)).toContain('deskwordheadline');
    expect(secrets.articles.draft).toBeGreaterThan(0);
  });

  it('describes the input and the response of every operation, and refuses the same unknown field as the operation', async () => {
    token = await newToken();
    const post = async (name: string, body: object): Promise<Answer> => {
      const path = `/acts/${name}`;
      const operation = described.paths[path]!['post']!;
      const response = await ask(described.servers[0]!.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      const answer = { operation, path, status: response.status, body: await response.text(), desk: true };
      expect(faults(answer)).toEqual([]);
      return answer;
    };
    const takes = (name: string): ValidateFunction =>
      validate(described.paths[`/acts/${name}`]!['post']!.requestBody!.content['application/json']!.schema.$ref);
    const claim = (key: string) => ({
      key,
      case: '#a',
      wording: 'openword said',
      kind: 'paraphrase',
      mode: 'stated',
      checked: key === 'one',
      visibility: 'public',
      chain: [{ actor: '#who', verb: 'said' }],
      support: { kind: 'reference', source: '#page' },
      statements: [{ subject: '#a', property: 'place', value: { country: 'KZ' } }],
    });
    const filing = {
      actors: [{ key: 'who', kind: 'person', names: [{ text: 'openword Somebody' }], visibility: 'public' }],
      sources: [{ key: 'page', kind: 'article', title: 'openword Page', visibility: 'public' }],
      cases: [
        { key: 'a', title: 'openword A', visibility: 'public' },
        { title: 'openword B', visibility: 'public' },
      ],
      claims: [claim('one'), claim('two')],
      questions: [{ case: '#a', wording: 'openword?', raisedBy: '#one' }],
    };
    expect([takes('file')(filing), takes('file').errors]).toEqual([true, null]);
    const first = await post('file', filing);
    expect(first.status).toBe(201);
    const [article] = JSON.parse(
      (await post('create-articles', { articles: [{ headline: { text: 'openword' } }] })).body,
    ) as [{ article: string; version: number }];
    const proposals: number[] = [];
    // No other request of this test changes these cases. So an editor can accept each proposal unchanged.
    const titles = ['accept', 'decline', 'withdraw'];
    const apart = JSON.parse((await post('file', { cases: titles.map((title) => ({ title })) })).body) as {
      cases: string[];
    };
    for (const one of apart.cases) {
      const input = { things: [one], visibility: 'public' };
      const made = await run(desk.app, propose, owner.principal, {
        operation: 'record.setVisibility',
        input,
        note: '',
      });
      proposals.push(made.proposal);
    }
    const publications = [];
    for (const title of ['Published', 'Proposed to be published']) {
      const alone = {
        case: '#c',
        wording: 'openword alone',
        kind: 'paraphrase',
        mode: 'stated',
        checked: true,
        chain: [{ asWritten: 'a neighbour', verb: 'said' }],
        support: { kind: 'direct-word', note: 'by telephone' },
      };
      const filed = JSON.parse((await post('file', { cases: [{ key: 'c', title }], claims: [alone] })).body) as {
        cases: string[];
        claims: string[];
      };
      const versions = Object.fromEntries([...filed.cases, ...filed.claims].map((ref) => [ref, 1]));
      publications.push({ of: filed.cases, versions });
    }
    const input = publications[1]!;
    proposals.push(
      (await run(desk.app, propose, owner.principal, { operation: 'record.publish', input, note: '' })).proposal,
    );
    const { comment } = JSON.parse(
      (await post('comment-article', { article: article.article, body: 'openword?' })).body,
    ) as { comment: number };
    const good = bodies(
      JSON.parse(first.body) as Record<string, string[]>,
      { article: article.article, version: article.version },
      {
        open: {
          letter: openLetter!.letter,
          version: (await findThing(db().read, 'letter', openLetter!.number))!.version,
        },
        published: {
          letter: published!.letter,
          addressee: Number(
            (
              await db()
                .read.selectFrom('letter_addressee')
                .select('id')
                .where('letter_id', '=', published!.id)
                .executeTakeFirstOrThrow()
            ).id,
          ),
          demand: Number(
            (
              await db()
                .read.selectFrom('letter_demand')
                .select('id')
                .where('letter_id', '=', published!.id)
                .executeTakeFirstOrThrow()
            ).id,
          ),
        },
      },
      proposals,
      publications,
      comment,
      await readyUpload(),
    );
    const names = Object.keys(described.paths)
      .filter((path) => path.startsWith('/acts/'))
      .map((path) => path.slice('/acts/'.length));
    expect(Object.keys(good).concat('file').toSorted()).toEqual(names.toSorted());
    for (const [name, body] of Object.entries(good)) {
      const check = takes(name);
      expect([name, check(body), check.errors]).toEqual([name, true, null]);
      const answer = await post(name, body);
      expect([name, Math.floor(answer.status / 100), answer.body]).toEqual([name, 2, answer.body]);
      // The operation refuses everything that its schema refuses.
      const wrong = { ...body, nonsense: 1 };
      expect([name, check(wrong), (await post(name, wrong)).status]).toEqual([name, false, 400]);
    }
  });
});
