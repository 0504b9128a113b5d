import { addDuties } from '../../../law/duties/add-duties.ts';
import { changeDuty } from '../../../law/duties/change-duty.ts';
import { dropDuty } from '../../../law/duties/drop-duty.ts';
import { endDuty } from '../../../law/duties/end-duty.ts';
import { dutiesOn, type DutyOnDay } from '../../../law/duties/load-duties.ts';
import { AppError } from '../../../platform/errors.ts';
import { run } from '../../../platform/operation.ts';
import { countryName } from '../../../record/vocabulary/countries.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Pagination } from '../../kit/components/page-parts.tsx';
import type { Ctx, Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { fresh } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import type { Tree } from '../../kit/forms/tree.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { DutyBasis, DutyStatus, dutyWords } from '../public/duty.tsx';
import { dutiesAsked, DutyFilters, findDuties } from '../public/duties.tsx';
import { todayOf } from '../public/law.tsx';
import { atDesk, demand, type Desk } from '../../kit/desk/who.ts';
import { loadLists, relocated } from '../../record/forms/common.tsx';
import { Picks, pickTexts } from '../../record/forms/pick.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { dropDutyForm, dutyForm, endDutyForm, type TypedDuty } from './duty-forms.ts';
import { loadProvision } from './load-provision.ts';

const size = 20;

/** Claims that are named in rows, as the operation's complaint and as the form has them. */
const rules = [
  [/^(?:duties\.0|to)\.(says|criticism)\.(\d+)$/, '$1[$2].claim'],
  [/^(?:duties\.0|to)\./, ''],
] as const;

/** What was typed, its claims turned into refs. */
async function readDuty(picks: Picks, { why: _, says, criticism, ...typed }: TypedDuty) {
  const refs = async (rows: TypedDuty['says'], name: string): Promise<string[]> => {
    const read: string[] = [];
    for (const [index, { claim }] of rows.entries()) {
      const ref = await picks.read(`${name}[${index}].claim`, claim, { kinds: ['claim'] });
      if (ref) read.push(ref);
    }
    return read;
  };
  return { ...typed, says: await refs(says, 'says'), criticism: await refs(criticism, 'criticism') };
}

/** Duties over all laws, and each one's forms. */
export const dutyDeskPages: Pages = (web) => {
  web.get(routes.desk.duties.pattern, async (c) => {
    const t = c.get('t');
    await atDesk(c);
    const [list, asked] = [await findDuties(c, 'desk', size), dutiesAsked(c)];
    return page(
      c,
      <DeskPage
        title={t('law.duty.title')}
        noindex
        styles={['law.css']}
        crumbs={[{ label: t('law.title'), href: routes.desk.laws() }, { label: t('law.duty.title') }]}
        actions={
          <a class="button small" href={routes.desk.secretWords()}>
            {t('law.advice.words_title')}
          </a>
        }
      >
        <p class="lead">{t('law.duty.lead')}</p>
        <DutyFilters countries={list.countries} asked={asked} href={(query) => routes.desk.duties(query)} />
        {list.laws.length ? (
          list.laws.map(({ law, countries, duties }) => (
            <section class="panel" aria-labelledby={`law-${law.brief.number}`}>
              <h2 id={`law-${law.brief.number}`}>
                <BriefLine brief={law.brief} />
              </h2>
              <p class="who">{countries.map((code) => countryName(code, t.locale)).join(', ')}</p>
              <ul class="list">
                {duties.map((one) => (
                  <li>
                    <p>
                      <a href={routes.desk.provision({ number: one.provision.brief.number })}>
                        {dutyWords(t, one.duty)}
                      </a>
                    </p>
                    <DutyStatus one={one} />
                  </li>
                ))}
              </ul>
            </section>
          ))
        ) : (
          <Empty title={t('law.duty.none')} />
        )}
        <Pagination
          page={asked.part}
          pages={Math.ceil(list.total / size)}
          href={(to) => routes.desk.duties({ country: asked.country, bearer: asked.bearer, page: to })}
        />
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.newDuty.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, addDuties);
    const db = desk.app.db.read;
    const { thing } = await loadThing(db, 'provision', routes.desk.newDuty.read(c.req.param()).number);
    const { provision } = await loadProvision(desk, thing);
    const [picks, lists] = [new Picks(db, t), await loadLists(db, ['claim'])];
    const known = provision.versions.at(-1)?.summaries ?? [];
    const texts = await pickTexts(
      db,
      known.map((claim) => claim.ref),
    );
    return handleForm(c, dutyForm, {
      initial: () => fresh({ bearer: 'journalist', says: known.map((claim) => ({ claim: texts.get(claim.ref) })) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage
          title={t('law.duty.desk.add')}
          noindex
          scripts={['rows.js']}
          crumbs={crumbsOf(c, thing.number, t('law.duty.desk.add'))}
        >
          <p class="lead">{t('law.duty.desk.add_lead')}</p>
          <Form
            form={dutyForm}
            state={state}
            submit="law.desk.save"
            cancel={routes.desk.provision({ number: thing.number })}
          />
          {lists}
        </DeskPage>
      ),
      submit: async (typed) => {
        const duty = await readDuty(picks, typed);
        picks.throwIfUnclear();
        await relocated(
          run(
            desk.app,
            addDuties,
            desk.principal,
            { duties: [{ provision: `provision/${thing.number}`, ...duty }] },
            typed.why,
          ),
          rules,
        );
        return `${routes.desk.provision({ number: thing.number })}#duties`;
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.editDuty.pattern, async (c) => {
    const t = c.get('t');
    const { desk, number, at } = dutyAt(c, await atDesk(c), routes.desk.editDuty.read(c.req.param()));
    demand(desk, changeDuty);
    const db = desk.app.db.read;
    const [picks, lists, found] = [new Picks(db, t), await loadLists(db, ['claim']), await at()];
    const stored = async ({
      one,
      version,
    }: Awaited<ReturnType<typeof at>>): Promise<{ values: Tree; version: string }> => {
      const { duty } = one;
      const texts = await pickTexts(
        db,
        [...duty.says, ...duty.criticism].map((claim) => claim.ref),
      );
      const rows = (claims: typeof duty.says) => claims.map((claim) => ({ claim: texts.get(claim.ref) }));
      return {
        values: {
          bearer: duty.bearer,
          act: duty.act,
          period: duty.period ?? undefined,
          secrets: duty.secrets,
          quote: duty.quote?.words,
          says: rows(duty.says),
          criticism: rows(duty.criticism),
          since: duty.since ?? undefined,
          ended: duty.ended ?? undefined,
        },
        version,
      };
    };
    return handleForm(c, dutyForm, {
      initial: async () => {
        const { values, version } = await stored(found);
        return fresh(values, { version });
      },
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage
          title={dutyWords(t, found.one.duty)}
          noindex
          scripts={['rows.js']}
          crumbs={crumbsOf(c, number, t('law.duty.desk.edit'))}
        >
          <Form form={dutyForm} state={state} submit="law.desk.save" cancel={routes.desk.provision({ number })} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed, { version }) => {
        const to = await readDuty(picks, typed);
        picks.throwIfUnclear();
        await relocated(
          run(
            desk.app,
            changeDuty,
            desk.principal,
            { provision: `provision/${number}`, version: version ?? '', duty: found.one.duty.id, to },
            typed.why,
          ),
          rules,
        );
        return `${routes.desk.provision({ number })}#duties`;
      },
      current: async () => stored(await at()),
    });
  });

  web.on(['GET', 'POST'], routes.desk.endDuty.pattern, async (c) => {
    const t = c.get('t');
    const { desk, number, at } = dutyAt(c, await atDesk(c), routes.desk.endDuty.read(c.req.param()));
    demand(desk, endDuty);
    const { one, version: stored } = await at();
    return handleForm(c, endDutyForm, {
      initial: () => fresh({ ended: one.duty.ended ?? todayOf(c) }, { version: stored }),
      render: (state) => (
        <DeskPage title={t('law.duty.desk.end_title')} noindex crumbs={crumbsOf(c, number, t('law.duty.desk.end'))}>
          <p>{dutyWords(t, one.duty)}</p>
          <p class="lead">{t('law.duty.desk.end_lead')}</p>
          <Form
            form={endDutyForm}
            state={state}
            submit="law.duty.desk.end"
            cancel={routes.desk.provision({ number })}
          />
        </DeskPage>
      ),
      submit: async ({ ended, why }, { version }) => {
        await run(
          desk.app,
          endDuty,
          desk.principal,
          { provision: `provision/${number}`, version: version ?? '', duty: one.duty.id, ended },
          why,
        );
        return `${routes.desk.provision({ number })}#duties`;
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.dropDuty.pattern, async (c) => {
    const t = c.get('t');
    const { desk, number, at } = dutyAt(c, await atDesk(c), routes.desk.dropDuty.read(c.req.param()));
    demand(desk, dropDuty);
    const { one, version: stored } = await at();
    return handleForm(c, dropDutyForm, {
      initial: () => fresh({}, { version: stored }),
      render: (state) => (
        <DeskPage title={t('law.duty.desk.drop_title')} noindex crumbs={crumbsOf(c, number, t('law.duty.desk.drop'))}>
          <p>{dutyWords(t, one.duty)}</p>
          <p class="lead">{t('law.duty.desk.drop_lead')}</p>
          <Form
            form={dropDutyForm}
            state={state}
            submit="law.duty.desk.drop"
            cancel={routes.desk.provision({ number })}
          />
        </DeskPage>
      ),
      submit: async ({ why }, { version }) => {
        await run(
          desk.app,
          dropDuty,
          desk.principal,
          { provision: `provision/${number}`, version: version ?? '', duty: one.duty.id },
          why,
        );
        return `${routes.desk.provision({ number })}#duties`;
      },
    });
  });
};

const crumbsOf = (c: Ctx, number: number, last: string): { label: string; href?: string }[] => [
  { label: c.get('t')('law.title'), href: routes.desk.laws() },
  { label: c.get('t')('law.provision_kicker', { number }), href: routes.desk.provision({ number }) },
  { label: last },
];

/** The duty an address names, read as often as it is asked for. */
function dutyAt(c: Ctx, desk: Desk, { number, duty: id }: { number: number; duty: string }) {
  const at = async (): Promise<{ one: DutyOnDay; version: string }> => {
    const { thing } = await loadThing(desk.app.db.read, 'provision', number);
    const { law } = await loadProvision(desk, thing);
    const one = dutiesOn(law, todayOf(c)).find(
      ({ duty, provision }) => String(duty.id) === id && provision.brief.id === thing.id,
    );
    if (!one) throw new AppError('not_found');
    return { one, version: String(thing.version) };
  };
  return { desk, number, at };
}

/** Duties from one provision, at its page. */
export function DutiesAtDesk({ duties, number, desk }: { duties: readonly DutyOnDay[]; number: number; desk: Desk }) {
  const { t } = useView();
  return (
    <Section
      id="duties"
      title={t('law.duty.title')}
      action={
        desk.may(addDuties) ? (
          <a class="button small" href={routes.desk.newDuty({ number })}>
            {t('law.duty.desk.add')}
          </a>
        ) : undefined
      }
    >
      {duties.length ? (
        <ul class="bare duties">
          {duties.map((one) => {
            const at = { number, duty: String(one.duty.id) };
            return (
              <li>
                <p class="duty">{dutyWords(t, one.duty)}</p>
                <DutyStatus one={one} />
                <DutyBasis one={one} desk />
                <p class="actions">
                  {desk.may(changeDuty) ? <a href={routes.desk.editDuty(at)}>{t('law.duty.desk.edit')}</a> : null}{' '}
                  {desk.may(endDuty) ? <a href={routes.desk.endDuty(at)}>{t('law.duty.desk.end')}</a> : null}{' '}
                  {desk.may(dropDuty) ? <a href={routes.desk.dropDuty(at)}>{t('law.duty.desk.drop')}</a> : null}
                </p>
              </li>
            );
          })}
        </ul>
      ) : (
        <p class="who">{t('law.duty.desk.none')}</p>
      )}
    </Section>
  );
}
