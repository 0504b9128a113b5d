import { sql } from 'kysely';
import { z } from 'zod';
import { forWriting } from '../../../documents/agreement/compare-cited.ts';
import { compareLetter, drawUpVersion, obstacleText } from '../../../letters/hosted/draw-up.ts';
import { loadAnswers } from '../../../letters/answers/load-answers.ts';
import { letterSorts, responseKinds } from '../../../letters/tables.ts';
import { loadHosted, type HostedView } from '../../../letters/views/hosted.ts';
import { loadLetter } from '../../../letters/views/letter.ts';
import { listLetters } from '../../../letters/views/list.ts';
import { listInOrder, listShown } from '../../../letters/views/signatures.ts';
import { AppError } from '../../../platform/errors.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { goneResponse } from '../../record/public/lookup.tsx';
import {
  letterDraft,
  letterJson,
  letterLineJson,
  letterLineOf,
  publicLetter,
  responseJson,
  responseOf,
  signatureJson,
  signatureOf,
} from './letter.ts';
import { readCursor, writeCursor } from '../../kit/api/cursor.ts';
import { defineReading, listOf, withDesk, type ReadResult, type ReadRequest } from '../../kit/api/endpoint.ts';
import { list } from '../../record/api/list-endpoints.ts';
import { audience, ordering, paging, withCursor } from '../../kit/api/parameters.ts';
import { countNotCompared } from '../../publishing/articles/problem-words.ts';
import { oneOf } from '../../record/api/queries.ts';
import { single } from '../../record/api/item-endpoints.ts';

/** The maximum number of signatures in the response with a letter. `listLetterSignatures` returns all, page by page. */
const first = 200;

export const listLettersReading = defineReading({
  id: 'listLetters',
  name: 'LetterList',
  path: '/letters',
  query: z.object({
    kind: z
      .enum(letterSorts, 'api.error.choice')
      .optional()
      .describe('`reported`: known from sources; `hosted`: signed on this site.'),
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(letterLineJson)),
  read(request) {
    const { db, query } = request;
    const choice = {
      joins: sql`join letter l on l.id = t.id`,
      conditions: [
        oneOf('l.sort', query.kind && [query.kind]),
        request.audience === 'public' ? sql<boolean>`(l.stage is null or l.stage = 'published')` : null,
      ],
    };
    return list(request, 'letter', choice, async (ids) => {
      if (ids.length === 0) return [];
      const { letters } = await listLetters(db, { audience: request.audience, ids, limit: ids.length, offset: 0 });
      const lines = new Map(letters.map((line) => [line.letter.id, letterLineOf(line)]));
      return ids.flatMap((id) => lines.get(id) ?? []);
    });
  },
});

export const getLetter = defineReading({
  id: 'getLetter',
  name: 'Letter',
  path: '/letters/{number}',
  query: z.object({ audience }),
  answer: withDesk(publicLetter),
  read: (request) =>
    single(request, 'letter', async (thing) => {
      const { db } = request;
      const letter = await loadLetter(db, thing, request.audience);
      const hosted = letter.sort === 'hosted' ? await loadHosted(db, thing, 'public') : null;
      if (letter.sort === 'hosted' && !hosted && request.audience === 'public') return null;
      if (!hosted?.current) return letterJson(letter, null);
      const signatures = await listInOrder(db, hosted, { limit: first });
      return letterJson(letter, {
        letter: hosted,
        version: hosted.current,
        signatures,
        answers: await loadAnswers(db, hosted.id, 'public'),
      });
    }),
});

export const getLetterDraft = defineReading({
  id: 'getLetterDraft',
  name: 'LetterDraft',
  path: '/letters/{number}/draft',
  query: z.object({}),
  answer: letterDraft,
  scope: 'read:desk',
  async read({ c, db, number }) {
    const { thing } = await loadThing(db, 'letter', number);
    const letter = await loadHosted(db, thing, 'desk');
    if (!letter) throw new AppError('not_found');
    const t = c.get('t');
    const { content, digest, hostDigest, obstacles, checks } = await drawUpVersion(
      db,
      letter.row,
      await compareLetter(db, letter.row, forWriting),
    );
    const body = letterDraft.parse({
      letter: letter.brief.ref,
      number: letter.brief.number,
      version: letter.version,
      stage: letter.stage,
      digest,
      host: letter.host?.title ?? null,
      beside: hostDigest,
      texts: content.texts,
      addressees: letter.addressees.map(({ id, name, office, salutation }) => ({
        addressee: id,
        name,
        office,
        salutation,
      })),
      demands: letter.demands.map(({ id, number: place, texts }) => ({ demand: id, number: place, texts })),
      obstacles: obstacles.map((one) => ({ article: one.article ?? null, message: obstacleText(t, one) })),
      notCompared: checks.reduce((sum, { check }) => sum + countNotCompared(check.agreement), 0),
    });
    return { body, version: letter.version };
  },
});

const pageKey = z.tuple([z.number().int().min(2).max(1_000_000)]);

/** A published letter that was signed on this site, or an error response. */
async function published({ c, db, number }: ReadRequest<object>): Promise<HostedView | Response> {
  const found = await lookUpAddress(db, 'letter', number, 'public');
  if (found.is === 'erased') return goneResponse(c, { kind: 'letter', number });
  if (found.is === 'withdrawn') return goneResponse(c, { kind: 'letter', number, at: found.at, reason: found.reason });
  const letter = found.is === 'here' ? await loadHosted(db, found.thing, 'public') : null;
  if (!letter) throw new AppError('not_found');
  return letter;
}

export const listLetterSignatures = defineReading({
  id: 'listLetterSignatures',
  name: 'LetterSignatureList',
  path: '/letters/{number}/signatures',
  query: z.object({ ...paging }),
  answer: listOf(signatureJson),
  async read(request): Promise<ReadResult> {
    const letter = await published(request);
    if (letter instanceof Response) return letter;
    const { db, query, url, number } = request;
    const { limit } = query;
    const mark = { letter: number, limit };
    const [page] = readCursor(mark, query.cursor, pageKey) ?? [1];
    // Sorted by the time of confirmation, so that new signatures are at the end and do not shift the pages.
    const rows = await listShown(db, letter.id, { order: 'given', limit: limit + 1, offset: (page - 1) * limit });
    const here = rows.slice(0, limit);
    const next = rows.length > limit ? withCursor(url, writeCursor(mark, [page + 1])) : null;
    return { body: { items: here.map((one) => signatureOf(number, one)), next }, next };
  },
});

/** How each addressee answered, or how many days have passed without an answer. */
export const listLetterResponses = defineReading({
  id: 'listLetterResponses',
  name: 'LetterResponses',
  path: '/letters/{number}/responses',
  query: z.object({}),
  answer: z.strictObject({
    items: z.array(
      z.strictObject({
        addressee: z.string(),
        daysWithout: z
          .number()
          .int()
          .nullable()
          .describe(
            'How many days the addressee has not answered since the letter was published; null if there is a response',
          ),
        responses: z.array(responseJson),
      }),
    ),
    kinds: z
      .array(z.enum(responseKinds))
      .describe('All kinds of responses: list 27 of the Events Standard Formats (HURIDOCS)'),
  }),
  async read(request): Promise<ReadResult> {
    const letter = await published(request);
    if (letter instanceof Response) return letter;
    const { responses } = await loadAnswers(request.db, letter.id, 'public');
    const days = Math.floor(
      (Date.parse(request.c.get('deps').app.now().toISOString().slice(0, 10)) -
        Date.parse(letter.row.published_at!.toISOString().slice(0, 10))) /
        86_400_000,
    );
    const items = letter.addressees.map((one) => {
      const own = responses.filter((response) => response.addressee === one.id);
      return {
        addressee: one.name,
        daysWithout: own.length ? null : days,
        responses: own.map((response) => responseOf(response, one.name)),
      };
    });
    return { body: { items, kinds: responseKinds } };
  },
});
