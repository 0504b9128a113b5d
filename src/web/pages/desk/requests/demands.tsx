import type { Child } from 'hono/jsx';
import { changeDemand } from '../../../../law/demands/change-demand.ts';
import { fileDemands } from '../../../../law/demands/file-demands.ts';
import { countDemands, loadDemands, type DemandView } from '../../../../law/demands/load-demands.ts';
import { settleDemand } from '../../../../law/demands/settle-demand.ts';
import { demandYears } from '../../../../law/demands/tables.ts';
import { AppError } from '../../../../platform/errors.ts';
import { run } from '../../../../platform/operation.ts';
import { DeskPage } from '../../../components/layout.tsx';
import { Empty, Notice, Pagination } from '../../../components/page-parts.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../../components/values.tsx';
import type { Pages } from '../../../context.ts';
import { Form } from '../../../forms/fields.tsx';
import { fresh } from '../../../forms/form.ts';
import { handleForm } from '../../../forms/handle.ts';
import { pageNumber, routes } from '../../../routes.ts';
import { page, useView } from '../../../view.tsx';
import { atDesk, demand as demandRole, type Desk } from '../accounts/who.ts';
import { loadLists, relocated } from '../record/forms/common.tsx';
import { Picks, pickTexts } from '../record/forms/pick.ts';
import { thingAt } from '../record/show/at.ts';
import { BriefLine, Section } from '../record/show/parts.tsx';
import { thingPages } from '../record/things.tsx';
import { demandForm, demandRules, demandValues, outcomeForm, readDemand } from './demand-forms.ts';
import { Deadline, Files, Lines, today } from './parts.tsx';

const size = 50;

/** Official demands: all of them, one, its forms. */
export const demandPages: Pages = (app) => {
  app.get(routes.desk.demands.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    const part = pageNumber(new URL(c.req.url));
    const db = desk.house.db.read;
    const [demands, total] = [await loadDemands(db, { limit: size, offset: (part - 1) * size }), await countDemands(db)];
    const add = desk.may(fileDemands) ? { href: routes.desk.newDemand(), label: t('rights.demand.new') } : undefined;
    return page(
      c,
      <DeskPage title={t('rights.demand.title')} noindex crumbs={[{ label: t('rights.title'), href: routes.desk.requests() }, { label: t('rights.demand.title') }]} actions={<><a class="button small" href={routes.transparency()}>{t('rights.report.title')}</a> {add ? <a class="button main small" href={add.href}>{add.label}</a> : null}</>}>
        {demands.length ? <DemandList demands={demands} now={today(c)} /> : <Empty title={t('rights.demand.none')} action={add}>{t('rights.demand.none_lead')}</Empty>}
        <Pagination page={part} pages={Math.ceil(total / size)} href={(to) => routes.desk.demands({ page: to })} />
      </DeskPage>,
    );
  });

  app.on(['GET', 'POST'], routes.desk.newDemand.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demandRole(desk, fileDemands);
    const db = desk.house.db.read;
    const picks = new Picks(db, t);
    const lists = await loadLists(db, ['actor']);
    const article = Number(c.req.query('article'));
    const first = Number.isInteger(article) && article > 0 ? [...(await pickTexts(db, [`article/${article}`])).values()] : [];
    return handleForm(c, demandForm, {
      initial: () => fresh({ kind: 'remove', received: today(c), counted: 'with-authority', about: first.map((thing) => ({ thing })) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage title={t('rights.demand.new')} noindex scripts={['rows.js']} crumbs={crumbs(t, t('rights.demand.new'))}>
          <p class="lead">{t('rights.demand.new_lead', { years: demandYears })}</p>
          <Form form={demandForm} state={state} submit="rights.demand.save" cancel={routes.desk.demands()} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed) => {
        const demand = await readDemand(picks, typed);
        const { demands } = await relocated(run(desk.house, fileDemands, desk.principal, { demands: [demand] }, typed.why), demandRules);
        return routes.desk.demand({ number: Number(demands[0]!.split('/')[1]) });
      },
    });
  });

  app.on(['GET', 'POST'], routes.desk.editDemand.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demandRole(desk, changeDemand);
    const db = desk.house.db.read;
    const one = await demandAt(desk, routes.desk.editDemand.read(c.req.param()).number);
    const [picks, lists] = [new Picks(db, t), await loadLists(db, ['actor'])];
    return handleForm(c, demandForm, {
      initial: () => fresh(demandValues(one), { version: String(one.version) }),
      again: () => ({ options: picks.offered }),
      render: (state) => (
        <DeskPage title={t('rights.demand.edit')} noindex scripts={['rows.js']} crumbs={crumbs(t, t('rights.demand.edit'), one)}>
          <Form form={demandForm} state={state} submit="rights.demand.save" cancel={routes.desk.demand({ number: one.number })} />
          {lists}
        </DeskPage>
      ),
      submit: async (typed, { version }) => {
        const to = await readDemand(picks, typed);
        await relocated(run(desk.house, changeDemand, desk.principal, { demand: one.ref, version: version ?? '', to }, typed.why), demandRules);
        return routes.desk.demand({ number: one.number });
      },
      current: async () => {
        const now = await demandAt(desk, one.number);
        return { values: demandValues(now), version: String(now.version) };
      },
    });
  });

  app.on(['GET', 'POST'], routes.desk.settleDemand.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demandRole(desk, settleDemand);
    const one = await demandAt(desk, routes.desk.settleDemand.read(c.req.param()).number);
    const values = (demand: DemandView) => ({ outcome: demand.outcome, on: demand.outcomeOn ?? today(c), reason: demand.outcomeReason || undefined });
    return handleForm(c, outcomeForm, {
      initial: () => fresh(values(one), { version: String(one.version) }),
      render: (state) => (
        <DeskPage title={t('rights.demand.settle')} noindex crumbs={crumbs(t, t('rights.demand.settle'), one)}>
          <p class="lead">{t('rights.demand.settle_lead', { years: demandYears })}</p>
          <Form form={outcomeForm} state={state} submit="rights.demand.save" cancel={routes.desk.demand({ number: one.number })} />
        </DeskPage>
      ),
      submit: async ({ why, ...to }, { version }) => {
        await relocated(run(desk.house, settleDemand, desk.principal, { demand: one.ref, version: version ?? '', to }, why), [[/^to\./, '']]);
        return routes.desk.demand({ number: one.number });
      },
      current: async () => {
        const now = await demandAt(desk, one.number);
        return { values: values(now), version: String(now.version) };
      },
    });
  });

  thingPages(app, 'demand', routes.desk.demand, async (c, desk, thing) => {
    const t = c.get('t');
    const [one] = await loadDemands(desk.house.db.read, { ids: [thing.id] });
    if (!one) throw new AppError('not_found');
    const open = !one.sealed && !one.ended && !one.withdrawn;
    return {
      title: t('rights.demand.named', { kind: t(`rights.demand.kind_name.${one.kind}`), number: one.number }),
      buttons: open && desk.may(settleDemand) ? <a class="button small" href={routes.desk.settleDemand({ number: one.number })}>{t('rights.demand.settle')}</a> : null,
      children: <Demand one={one} now={today(c)} />,
    };
  });
};

const crumbs = (t: (key: string, params?: Record<string, string | number>) => string, last: string, one?: DemandView): { label: string; href?: string }[] => [
  { label: t('rights.title'), href: routes.desk.requests() },
  { label: t('rights.demand.title'), href: routes.desk.demands() },
  ...(one ? [{ label: t('rights.demand.number', { number: one.number }), href: routes.desk.demand({ number: one.number }) }] : []),
  { label: last },
];

/** A demand that can be written to. @throws AppError `not_found`, `sealed`, `gone` */
async function demandAt(desk: Desk, number: number): Promise<DemandView> {
  const { thing } = await thingAt(desk.house.db.read, 'demand', number);
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const [one] = await loadDemands(desk.house.db.read, { ids: [thing.id] });
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
            <a href={routes.desk.demand({ number: one.number })}>{one.what ? one.what.slice(0, 160) : t('rights.demand.number', { number: one.number })}</a> {one.sealed ? <VisibilityBadge visibility="sealed" /> : null}
          </p>
          <p class="who">
            {t(`rights.demand.kind_name.${one.kind}`)}
            {one.authority && !one.authority.hidden ? ` · ${one.authority.title}` : ''} · <EdtfDate edtf={one.received} /> · {one.outcome === 'pending' ? <Deadline day={one.deadline} now={now} open /> : t(`rights.demand.outcome_name.${one.outcome}`)}
          </p>
        </li>
      ))}
    </ul>
  );
}

function Demand({ one, now }: { one: DemandView; now: string }) {
  const { t } = useView();
  const lines: [string, Child][] = [
    [t('rights.demand.what'), one.what ? <span class="typed">{one.what}</span> : null],
    [t('rights.demand.authority'), one.authority ? <BriefLine brief={one.authority} /> : null],
    [t('rights.demand.law'), one.law || one.provision ? <>{one.law} {one.provision ? <BriefLine brief={one.provision} /> : null}</> : null],
    [t('rights.demand.about'), one.about.length || one.aboutWords ? <>{one.about.map((thing) => <p><BriefLine brief={thing} /></p>)}{one.aboutWords}</> : null],
    [t('rights.received'), <EdtfDate edtf={one.received} />],
    [t('rights.deadline'), one.deadline ? <Deadline day={one.deadline} now={now} open={one.outcome === 'pending'} /> : null],
    [t('rights.demand.outcome'), <><Pill kind={one.outcome === 'pending' ? undefined : 'plain'}>{t(`rights.demand.outcome_name.${one.outcome}`)}</Pill> {one.outcomeOn ? <EdtfDate edtf={one.outcomeOn} /> : null}</>],
    [t('rights.demand.reason'), one.outcomeReason ? <span class="typed">{one.outcomeReason}</span> : null],
    [t('rights.demand.counted'), t(`rights.demand.counts.${one.counted}`)],
    [t('rights.demand.capture'), one.capture ? <BriefLine brief={one.capture} /> : null],
  ];
  return (
    <>
      {one.ended ? <Notice title={t('rights.demand.ended')}><p>{t('rights.demand.ended_lead', { years: demandYears })}</p></Notice> : null}
      <Lines lines={lines} />
      {one.sealed ? null : (
        <Section id="files" title={t('rights.file.title')}>
          <Files files={one.files} />
        </Section>
      )}
    </>
  );
}
