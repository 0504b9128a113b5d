import { beforeAll, expect, it } from 'vitest';
import { onEitherDatabase } from '../../platform/testing/databases.ts';
import { run, type App } from '../../platform/operation.ts';
import { editor, monitor, testApp } from '../../platform/testing/test-app.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { setVisibility } from '../../record/lifecycle/withdraw.ts';
import { findThing } from '../../record/refs.ts';
import { dropAmendment } from '../change-amendment.ts';
import { createLaws } from '../create-laws.ts';
import { turningDaysOf } from '../views/as-of.ts';
import { loadLaw, type LawView } from '../views/law.ts';
import { allProvisions } from '../views/head.ts';
import { addDuties } from './add-duties.ts';
import { changeDuty } from './change-duty.ts';
import { dropDuty } from './drop-duty.ts';
import { endDuty } from './end-duty.ts';
import { dutiesOn } from './load-duties.ts';

const wording = 'An outlet keeps the names of those who comment for three months.';
const claim = (key: string, over: object = {}) => ({
  key,
  wording: `${key} says so.`,
  kind: 'paraphrase' as const,
  mode: 'stated' as const,
  checked: true,
  visibility: 'public' as const,
  chain: [{ asWritten: 'a lawyer', verb: 'said' }],
  support: { kind: 'direct-word' as const, note: 'By telephone.' },
  ...over,
});

onEitherDatabase('duties from laws', (db) => {
  let app: App;
  let provisions: number[];
  let claims: string[];
  const law = async (number = 1): Promise<LawView> =>
    loadLaw(db().read, (await findThing(db().read, 'law', number))!, 'desk');
  const standings = async (day: string, number = 1) => dutiesOn(await law(number), day).map((one) => one.standing);
  const version = async (number: number): Promise<number> => (await findThing(db().read, 'provision', number))!.version;

  beforeAll(async () => {
    app = testApp(db());
    const made = await run(app, createLaws, editor, {
      filing: {
        claims: [
          claim('says', { statements: [{ subject: '#bill', property: 'law-kind', value: 'bill' }] }),
          claim('criticises'),
        ],
      },
      laws: [
        {
          key: 'law',
          title: 'Law on outlets',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on outlets',
              made: '2016-02-01',
              commences: '2016-07-01',
              claim: '#says',
              instructions: [
                {
                  act: 'enacts',
                  provision: 'art_1',
                  label: 'Article 1',
                  texts: [{ language: 'en', body: 'An outlet is registered.' }],
                },
                { act: 'enacts', provision: 'art_2', label: 'Article 2', summaries: ['#says'] },
              ],
            },
            {
              title: 'Amendment',
              made: '2017-12-28',
              commences: '2018-04',
              claim: '#says',
              instructions: [
                {
                  act: 'replaces',
                  provision: 'art_1',
                  texts: [{ language: 'en', body: `An outlet is registered.\n${wording}` }],
                },
              ],
            },
            {
              title: 'Repeal',
              made: '2020-01-01',
              commences: '2020-03-01',
              claim: '#says',
              instructions: [{ act: 'repeals', provision: 'art_1' }],
            },
          ],
        },
        {
          key: 'bill',
          title: 'A bill',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'A bill',
              claim: '#says',
              instructions: [{ act: 'enacts', provision: 'art_1', label: 'Article 1', summaries: ['#says'] }],
            },
          ],
        },
      ],
      duties: [
        {
          provision: '#law:art_1',
          bearer: 'website',
          act: 'keep',
          period: 'p3m',
          quote: 'An outlet keeps the names of those who comment for three months.',
          criticism: ['#criticises'],
        },
        {
          provision: '#law:art_2',
          bearer: 'journalist',
          act: 'obtain-permission',
          secrets: ['medical', 'family'],
          says: ['#says'],
          since: '2017',
        },
        { provision: '#bill:art_1', bearer: 'editor', act: 'mark', says: ['#says'] },
      ],
    });
    claims = made.filed.claims;
    provisions = (
      await db().read.selectFrom('thing').select('number').where('kind', '=', 'provision').orderBy('number').execute()
    ).map((row) => row.number);
  });

  it('follow the dates of the words that establish them, and their own dates', async () => {
    expect(await standings('2015-12-31')).toEqual(['not-made', 'not-made']);
    // The article is in force. The words that an amendment adds later are not yet.
    expect(await standings('2016-08-01')).toEqual(['not-made', 'not-yet']);
    expect(await standings('2018-01-15')).toEqual(['not-yet', 'in-force']);
    expect(await standings('2017-06-01')).toEqual(['not-made', 'uncertain']);
    // The first duty began on an unknown day in April 2018.
    expect(await standings('2018-04-10')).toEqual(['uncertain', 'in-force']);
    expect(await standings('2019-01-01')).toEqual(['in-force', 'in-force']);
    expect(await standings('2020-03-01')).toEqual(['ended', 'in-force']);
    expect(await standings('2020-03-01', 2)).toEqual(['bill']);
    // The days on which the status may change. Pages about the law are valid until the next of these days.
    expect(turningDaysOf(await law())).toEqual(expect.arrayContaining(['2017-01-01', '2017-12-31', '2018-04-30']));
    const [keep, permission] = dutiesOn(await law(), '2019-01-01');
    expect(keep).toMatchObject({
      made: '2017-12-28',
      since: '2018-04',
      reworded: false,
      duty: { period: 'P3M', quote: { words: wording }, criticism: [{ ref: claims[1] }] },
    });
    expect(permission).toMatchObject({
      made: '2016-02-01',
      since: '2017',
      duty: { secrets: ['family', 'medical'], quote: null, says: [{ ref: claims[0] }] },
    });
  });

  it('are refused with an error for each wrong field, and nothing is written', async () => {
    const provision = `provision/${provisions[0]}`;
    const bad = (duty: object) =>
      run(app, addDuties, editor, {
        duties: [{ provision, bearer: 'website', act: 'mark', says: claims, ...duty } as never],
      }).catch((error: { fields: { path: string; message: string }[] }) =>
        error.fields.map((one) => `${one.path} ${one.message}`),
      );
    expect(await bad({ act: 'keep' })).toEqual(['duties.0.period errors.field.duty.period_missing']);
    expect(await bad({ act: 'keep', period: 'three months' })).toEqual(['duties.0.period record.value.duration']);
    expect(await bad({ act: 'register', secrets: ['banking'], says: [] })).toEqual([
      'duties.0.secrets errors.field.duty.secrets_none',
      'duties.0.says errors.field.duty.basis',
    ]);
    expect(await bad({ act: 'obtain-permission' })).toEqual(['duties.0.secrets errors.field.duty.secrets_missing']);
    expect(await bad({ quote: 'An outlet keeps nothing.' })).toEqual(['duties.0.quote errors.field.duty.quote']);
    expect(await bad({ provision: 'law/1' })).toEqual(['duties.0.provision errors.field.ref.kind']);
    expect(dutiesOn(await law(), '2019-01-01')).toHaveLength(2);
  });

  it('are corrected, ended and deleted, each only with the current version', async () => {
    const provision = `provision/${provisions[1]}`;
    const { duties } = await run(app, addDuties, editor, {
      duties: [{ provision, bearer: 'editor', act: 'publish-reply', period: 'P7D', says: claims }],
    });
    const duty = duties[0]!;
    const seen = await version(provisions[1]!);
    const to = { bearer: 'editor' as const, act: 'publish-reply' as const, period: 'P10D', says: [claims[0]!] };
    const changed = await run(app, changeDuty, editor, { provision, version: seen, duty, to });
    await expect(run(app, changeDuty, monitor, { provision, version: seen, duty, to })).rejects.toMatchObject({
      code: 'conflict',
    });
    const ended = await run(app, endDuty, editor, {
      provision,
      version: changed.version,
      duty,
      ended: '2018-06-01',
    });
    expect([await standings('2018-05-31'), await standings('2018-06-01')].map((all) => all[2])).toEqual([
      'in-force',
      'ended',
    ]);
    expect(dutiesOn(await law(), '2018-05-31')[2]!.duty).toMatchObject({ period: 'P10D', ended: '2018-06-01' });
    await run(app, dropDuty, editor, { provision, version: ended.version, duty });
    await expect(run(app, dropDuty, monitor, { provision, version: ended.version + 1, duty })).rejects.toMatchObject({
      code: 'not_found',
    });
    const history = await db()
      .read.selectFrom('change')
      .innerJoin('change_set', 'change_set.id', 'change_set_id')
      .select(['operation', 'before', 'after'])
      .where('kind', '=', 'provision')
      .orderBy('change_set.id', 'desc')
      .limit(4)
      .execute();
    expect(history.map((row) => row.operation)).toEqual([
      'law.dropDuty',
      'law.endDuty',
      'law.changeDuty',
      'law.addDuties',
    ]);
    expect(history[2]).toMatchObject({
      before: { duty: { period: 'P7D', says: [expect.any(Number), expect.any(Number)] } },
      after: { duty: { period: 'P10D', says: [expect.any(Number)] } },
    });
  });

  it('follow the days when their law was signed and when it ended, even if these are known only from claims', async () => {
    const said = (subject: string, property: string, value: string) => ({ subject, property, value });
    const made = await run(app, createLaws, editor, {
      filing: {
        claims: [
          claim('says', {
            statements: [
              said('#signed', 'signed', '2017-12-28'),
              said('#applied', 'in-force', '2018-07-01'),
              said('#amending', 'signed', '2019-05-05'),
              said('#signed', 'struck-down', '2021-02-01'),
            ],
          }),
        ],
      },
      laws: [
        { key: 'amending', title: 'Law of May', language: 'en', visibility: 'public' },
        ...['signed', 'applied'].map((key) => ({
          key,
          title: key,
          language: 'en',
          visibility: 'public' as const,
          changes: [
            {
              sort: 'enactment' as const,
              title: key,
              claim: '#says',
              instructions: [{ act: 'enacts' as const, provision: 'art_1', label: 'Article 1', summaries: ['#says'] }],
            },
            {
              title: 'Law of May',
              by: '#amending',
              claim: '#says',
              instructions: [{ act: 'inserts' as const, provision: 'art_2', label: 'Article 2', summaries: ['#says'] }],
            },
          ],
        })),
      ],
      duties: ['signed', 'applied'].flatMap((key) =>
        [1, 2].map((article) => ({
          provision: `#${key}:art_${article}`,
          bearer: 'editor' as const,
          act: 'mark' as const,
          says: ['#says'],
        })),
      ),
    });
    const [, signed, applied] = made.laws.map((ref) => Number(ref.split('/')[1]));
    expect(await standings('2017-12-27', signed)).toEqual(['not-made', 'not-made']);
    // The law is signed, but the record does not say from when it applies. The second provision was inserted by a later
    // law, so it does not exist yet.
    expect(await standings('2017-12-28', signed)).toEqual(['uncertain', 'not-made']);
    expect(await standings('2019-05-05', signed)).toEqual(['uncertain', 'uncertain']);
    expect(await standings('2021-02-01', signed)).toEqual(['ended', 'ended']);
    expect(dutiesOn(await law(signed), '2018-01-01')[0]).toMatchObject({ made: '2017-12-28' });
    // Of this law, only the day on which it came into force is known.
    expect(await standings('2018-06-30', applied)).toEqual(['not-made', 'not-made']);
    expect(await standings('2018-07-01', applied)).toEqual(['in-force', 'not-made']);
  });

  it('prevent the deletion of their provision', async () => {
    const { amendments, version: now } = await law();
    await expect(
      run(app, dropAmendment, monitor, { law: 'law/1', version: now, amendment: amendments[0]!.id }),
    ).rejects.toMatchObject({ code: 'in_use' });
  });

  it('are about provisions that are named with their article, unless readers may not see the article', async () => {
    const made = await run(app, createLaws, editor, {
      filing: { claims: [claim('says')] },
      laws: [
        {
          key: 'law',
          title: 'Law on secrets',
          language: 'en',
          visibility: 'public',
          changes: [
            {
              sort: 'enactment',
              title: 'Law on secrets',
              claim: '#says',
              instructions: [
                {
                  act: 'enacts',
                  provision: 'chp_1',
                  kind: 'chapter',
                  label: 'Chapter I',
                  texts: [{ language: 'en', heading: 'Secrets' }],
                },
                {
                  act: 'enacts',
                  provision: 'art_2',
                  under: 'chp_1',
                  label: 'Article 2.',
                  texts: [{ language: 'en', body: 'On secrets:' }],
                },
                {
                  act: 'enacts',
                  provision: 'art_2__para_1',
                  under: 'art_2',
                  kind: 'paragraph',
                  label: '1.',
                  texts: [{ language: 'en', body: 'No secrets.' }],
                },
                {
                  act: 'enacts',
                  provision: 'art_2__para_2',
                  under: 'art_2',
                  kind: 'paragraph',
                  label: 'Article 2, paragraph 2',
                  texts: [{ language: 'en', body: 'None at all.' }],
                },
              ],
            },
          ],
        },
      ],
      duties: [],
    });
    const number = Number(made.laws[0]!.split('/')[1]);
    const names = async (audience: 'desk' | 'public') =>
      allProvisions((await loadLaw(db().read, (await findThing(db().read, 'law', number))!, audience)).provisions).map(
        (one) => [one.name, one.brief.title],
      );
    expect(await names('desk')).toEqual([
      ['Chapter I', 'Chapter I, Law on secrets'],
      ['Article 2', 'Article 2, Law on secrets'],
      ['Article 2, 1', 'Article 2, 1, Law on secrets'],
      ['Article 2, paragraph 2', 'Article 2, paragraph 2, Law on secrets'],
    ]);
    const article = await db()
      .read.selectFrom('provision')
      .innerJoin('thing', 'thing.id', 'provision.id')
      .select('thing.number')
      .where('label', '=', 'Article 2.')
      .executeTakeFirstOrThrow();
    const ids = (await db().read.selectFrom('provision').select('id').where('eid', '=', 'art_2__para_1').execute()).map(
      (row) => row.id,
    );
    await run(app, setVisibility, editor, { things: [`provision/${article.number}`], visibility: 'desk' });
    expect([...(await loadBriefs(db().read, ids, 'public')).values()].map((one) => one.title)).toEqual([
      '1, Law on secrets',
    ]);
  });
});
