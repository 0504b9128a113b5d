import type { Child } from 'hono/jsx';
import { changeDemand } from '../../../requests/demands/change-demand.ts';
import { fileDemands } from '../../../requests/demands/file-demands.ts';
import { loadDemands, type DemandView } from '../../../requests/demands/load-demands.ts';
import { settleDemand } from '../../../requests/demands/settle-demand.ts';
import { demandYears } from '../../../requests/demands/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { run } from '../../../platform/operation.ts';
import { countKept } from '../../../record/kept-files/count-kept.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Notice, Pagination } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { pageNumber, routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, type Desk } from '../../kit/desk/who.ts';
import { relocated } from '../../record/forms/common.tsx';
import { pickTexts } from '../../record/forms/pick.ts';
import { thingAt } from '../../record/show/at.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { thingPages } from '../../record/desk/thing-page.tsx';
import { demandForm, demandRules, demandValues, outcomeForm, readDemand } from './demand-forms.ts';
import { changePage, newPage } from '../../kit/form-page.tsx';
import { Deadline, Files, Lines, today } from '../parts.tsx';

const size = 50;

/** Official demands: all of them, one, its forms. */
export const demandPages: Pages = (web) => {
  web.get(routes.desk.demands.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const part = pageNumber(new URL(c.req.url));
    const db = desk.app.db.read;
    const [demands, total] = [
      await loadDemands(db, { limit: size, offset: (part - 1) * size }),
      await countKept(db, 'demand'),
    ];
    const add = desk.may(fileDemands) ? { href: routes.desk.newDemand(), label: t('requests.demand.new') } : undefined;
    return page(
      c,
      <DeskPage
        title={t('requests.demand.title')}
        noindex
        crumbs={[{ label: t('requests.title'), href: routes.desk.requests() }, { label: t('requests.demand.title') }]}
        actions={
          <>
            <a class="button small" href={routes.transparency()}>
              {t('requests.report.title')}
            </a>{' '}
            {add ? (
              <a class="button main small" href={add.href}>
                {add.label}
              </a>
            ) : null}
          </>
        }
      >
        {demands.length ? (
          <DemandList demands={demands} now={today(c)} />
        ) : (
          <Empty title={t('requests.demand.none')} action={add}>
            {t('requests.demand.none_lead')}
          </Empty>
        )}
        <Pagination page={part} pages={Math.ceil(total / size)} href={(to) => routes.desk.demands({ page: to })} />
      </DeskPage>,
    );
  });

  newPage(web, routes.desk.newDemand.pattern, {
    operation: fileDemands,
    form: demandForm,
    title: 'requests.demand.new',
    picks: true,
    crumbs: (t) => crumbs(t),
    home: () => routes.desk.demands(),
    lead: (t) => <p class="lead">{t('requests.demand.new_lead', { years: demandYears })}</p>,
    begin: async (_desk, _params, query): Promise<string | null> =>
      Number(query('article')) > 0 ? `article/${Number(query('article'))}` : null,
    values: async (article, desk) => {
      const about = article ? [...(await pickTexts(desk.app.db.read, [article])).values()] : [];
      return {
        kind: 'remove',
        received: desk.app.now().toISOString().slice(0, 10),
        counted: 'with-authority',
        about: about.map((thing) => ({ thing })),
      };
    },
    submit: async (desk, picks, typed) => {
      const demand = await readDemand(picks, typed);
      const { demands } = await relocated(
        run(desk.app, fileDemands, desk.principal, { demands: [demand] }, typed.why),
        demandRules,
      );
      return routes.desk.demand({ number: Number(demands[0]!.split('/')[1]) });
    },
  });

  const one = {
    load: demandAt,
    crumbs: (t: Translate, demand: DemandView) => crumbs(t, demand),
    home: ({ number }: DemandView) => routes.desk.demand({ number }),
  };
  changePage(web, routes.desk.editDemand, {
    ...one,
    operation: changeDemand,
    form: demandForm,
    title: 'requests.demand.edit',
    picks: true,
    values: demandValues,
    submit: async (desk, picks, typed, { ref }, version) =>
      relocated(
        run(
          desk.app,
          changeDemand,
          desk.principal,
          { demand: ref, version, to: await readDemand(picks, typed) },
          typed.why,
        ),
        demandRules,
      ),
  });
  changePage(web, routes.desk.settleDemand, {
    ...one,
    operation: settleDemand,
    form: outcomeForm,
    title: 'requests.demand.settle',
    lead: (t) => <p class="lead">{t('requests.demand.settle_lead', { years: demandYears })}</p>,
    values: (demand, now) => ({
      outcome: demand.outcome,
      on: demand.outcomeOn ?? now,
      reason: demand.outcomeReason || undefined,
    }),
    submit: (desk, _picks, { why, ...to }, { ref }, version) =>
      relocated(run(desk.app, settleDemand, desk.principal, { demand: ref, version, to }, why), [[/^to\./, '']]),
  });

  thingPages(web, 'demand', routes.desk.demand, async (c, desk, thing) => {
    const t = c.get('t');
    const [one] = await loadDemands(desk.app.db.read, { ids: [thing.id] });
    if (!one) throw new AppError('not_found');
    const open = !one.sealed && !one.ended && !one.withdrawn;
    return {
      title: t('requests.demand.named', { kind: t(`requests.demand.kind_name.${one.kind}`), number: one.number }),
      buttons:
        open && desk.may(settleDemand) ? (
          <a class="button small" href={routes.desk.settleDemand({ number: one.number })}>
            {t('requests.demand.settle')}
          </a>
        ) : null,
      children: <Demand one={one} now={today(c)} />,
    };
  });
};

const crumbs = (t: Translate, one?: DemandView): { label: string; href?: string }[] => [
  { label: t('requests.title'), href: routes.desk.requests() },
  { label: t('requests.demand.title'), href: routes.desk.demands() },
  ...(one
    ? [{ label: t('requests.demand.number', { number: one.number }), href: routes.desk.demand({ number: one.number }) }]
    : []),
];

/** A demand that can be written to. @throws AppError `not_found`, `sealed`, `gone` */
async function demandAt(desk: Desk, number: number): Promise<DemandView> {
  const { thing } = await thingAt(desk.app.db.read, 'demand', number);
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const [one] = await loadDemands(desk.app.db.read, { ids: [thing.id] });
  if (!one) throw new AppError('not_found');
  if (one.ended) throw new AppError('gone');
  return one;
}

/** Demands in lines: what, by whom, until when, what became of it. */
export function DemandList({ demands, now }: { demands: readonly DemandView[]; now: string }) {
  const { t } = useView();
  return (
    <ul class="list">
      {demands.map((one) => (
        <li>
          <p>
            <a href={routes.desk.demand({ number: one.number })}>
              {one.what ? one.what.slice(0, 160) : t('requests.demand.number', { number: one.number })}
            </a>{' '}
            {one.sealed ? <VisibilityBadge visibility="sealed" /> : null}
          </p>
          <p class="who">
            {t(`requests.demand.kind_name.${one.kind}`)}
            {one.authority && !one.authority.hidden ? ` · ${one.authority.title}` : ''} ·{' '}
            <EdtfDate edtf={one.received} /> ·{' '}
            {one.outcome === 'pending' ? (
              <Deadline day={one.deadline} now={now} open />
            ) : (
              t(`requests.demand.outcome_name.${one.outcome}`)
            )}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Demand({ one, now }: { one: DemandView; now: string }) {
  const { t } = useView();
  const lines: [string, Child][] = [
    [t('requests.demand.what'), one.what ? <span class="typed">{one.what}</span> : null],
    [t('requests.demand.authority'), one.authority ? <BriefLine brief={one.authority} /> : null],
    [
      t('requests.demand.law'),
      one.law || one.provision ? (
        <>
          {one.law} {one.provision ? <BriefLine brief={one.provision} /> : null}
        </>
      ) : null,
    ],
    [
      t('requests.demand.about'),
      one.about.length || one.aboutWords ? (
        <>
          {one.about.map((thing) => (
            <p>
              <BriefLine brief={thing} />
            </p>
          ))}
          {one.aboutWords}
        </>
      ) : null,
    ],
    [t('requests.received'), <EdtfDate edtf={one.received} />],
    [
      t('requests.deadline'),
      one.deadline ? <Deadline day={one.deadline} now={now} open={one.outcome === 'pending'} /> : null,
    ],
    [
      t('requests.demand.outcome'),
      <>
        <Pill kind={one.outcome === 'pending' ? undefined : 'plain'}>
          {t(`requests.demand.outcome_name.${one.outcome}`)}
        </Pill>{' '}
        {one.outcomeOn ? <EdtfDate edtf={one.outcomeOn} /> : null}
      </>,
    ],
    [t('requests.demand.reason'), one.outcomeReason ? <span class="typed">{one.outcomeReason}</span> : null],
    [t('requests.demand.counted'), t(`requests.demand.counts.${one.counted}`)],
    [t('requests.demand.capture'), one.capture ? <BriefLine brief={one.capture} /> : null],
  ];
  return (
    <>
      {one.ended ? (
        <Notice title={t('requests.demand.ended')}>
          <p>{t('requests.demand.ended_lead', { years: demandYears })}</p>
        </Notice>
      ) : null}
      <Lines lines={lines} />
      {one.sealed ? null : (
        <Section id="files" title={t('requests.file.title')}>
          <Files files={one.files} />
        </Section>
      )}
    </>
  );
}
