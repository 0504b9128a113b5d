import { z } from 'zod';
import { hasDuties, loadDutiesOf, ofCountry } from '../../../law/duties/list-duties.ts';
import { readDay } from '../../../law/views/on-date.ts';
import { flat, lawAsOf } from '../../../law/views/as-of.ts';
import { loadLaw } from '../../../law/views/law.ts';
import { allProvisions } from '../../../law/views/head.ts';
import { loadLawLines } from '../../../law/views/list.ts';
import { lookUpAddress } from '../../../record/views/address.ts';
import { dutiesOfLaw, dutiesOfLawJson } from './duty.ts';
import { lawJson, lawLineJson, lawLineOf, provisionPageJson, publicLaw, publicProvision } from './law.ts';
import { defineReading, listOf, withDesk, type ReadRequest } from '../../kit/api/endpoint.ts';
import { list } from '../../record/api/list-endpoints.ts';
import { audience, many, ordering, paging } from '../../kit/api/parameters.ts';
import { single } from '../../record/api/item-endpoints.ts';

const on = z
  .string()
  .refine((day) => readDay(day) !== null, 'api.error.day')
  .optional()
  .describe('The day for which each `standing` is given, as YYYY-MM-DD; by default today (UTC).');
const dayOf = ({ query, c }: ReadRequest<{ on?: string }>): string =>
  query.on ?? c.get('deps').app.now().toISOString().slice(0, 10);

export const listLaws = defineReading({
  id: 'listLaws',
  name: 'LawList',
  path: '/laws',
  query: z.object({
    country: many('The country whose law it is: a two-letter code of ISO 3166-1, or XK (Kosovo).'),
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(lawLineJson)),
  read(request) {
    const { db, query } = request;
    const conditions = [
      query.country?.length
        ? ofCountry(
            query.country.map((code) => code.toUpperCase()),
            request.audience,
          )
        : null,
    ];
    return list(request, 'law', { conditions }, async (ids) =>
      (await loadLawLines(db, ids, request.audience)).map(lawLineOf),
    );
  },
});

export const listDuties = defineReading({
  id: 'listDuties',
  name: 'DutyList',
  path: '/duties',
  query: z.object({
    country: many('The country whose law it is: a two-letter code of ISO 3166-1, or XK (Kosovo).'),
    on,
    ...ordering,
    ...paging,
  }),
  answer: listOf(withDesk(dutiesOfLawJson)),
  read(request) {
    const codes = request.query.country?.map((code) => code.toUpperCase());
    const conditions = [hasDuties, codes?.length ? ofCountry(codes, request.audience) : null];
    return list(request, 'law', { conditions }, async (ids) =>
      (await loadDutiesOf(request.db, ids, request.audience, dayOf(request))).map(dutiesOfLaw),
    );
  },
});

export const getLaw = defineReading({
  id: 'getLaw',
  name: 'Law',
  path: '/laws/{number}',
  query: z.object({ audience, on }),
  answer: withDesk(publicLaw),
  read: (request) =>
    single(request, 'law', async (thing) =>
      lawJson(await loadLaw(request.db, thing, request.audience), dayOf(request)),
    ),
});

export const getProvision = defineReading({
  id: 'getProvision',
  name: 'Provision',
  path: '/provisions/{number}',
  query: z.object({ audience, on }),
  answer: withDesk(publicProvision),
  read: (request) =>
    single(request, 'provision', async (thing) => {
      const row = await request.db
        .selectFrom('provision')
        .innerJoin('thing', 'thing.id', 'provision.law_id')
        .select('thing.number')
        .where('provision.id', '=', thing.id)
        .executeTakeFirst();
      const found = row && (await lookUpAddress(request.db, 'law', row.number, request.audience));
      if (found?.is !== 'here') return null;
      const law = await loadLaw(request.db, found.thing, request.audience);
      const one = flat(lawAsOf(law, dayOf(request))).find((each) => each.provision.brief.id === thing.id);
      return one
        ? provisionPageJson(
            law,
            one,
            allProvisions(law.provisions).find((each) => each.children.some((child) => child.brief.id === thing.id)) ??
              null,
            dayOf(request),
          )
        : null;
    }),
});
