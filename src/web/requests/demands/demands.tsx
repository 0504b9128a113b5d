import type { Child } from 'hono/jsx';
import { isEditor } from '../../../accounts/tables.ts';
import { changeDemand } from '../../../requests/demands/change-demand.ts';
import { fileDemands } from '../../../requests/demands/file-demands.ts';
import { loadDemands, type DemandView } from '../../../requests/demands/load-demands.ts';
import { settleDemand } from '../../../requests/demands/settle-demand.ts';
import { demandYears } from '../../../requests/demands/tables.ts';
import { AppError } from '../../../platform/errors.ts';
import type { Translate } from '../../../platform/messages/messages.ts';
import { countItems } from '../../../record/files/count-items.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { EdtfDate, Pill, VisibilityBadge } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { type Desk } from '../../kit/desk/who.ts';
import { pickTexts } from '../../kit/forms/pick.ts';
import { loadThing } from '../../record/show/load-thing.ts';
import { BriefLine, Section } from '../../record/show/parts.tsx';
import { thingPage } from '../../record/desk/thing-page.tsx';
import { demandFormOf, demandRules, demandValues, outcomeForm, readDemand } from './demand-forms.ts';
import { Deadline, Files, Lines } from '../parts.tsx';
import { changePage, formPage } from '../../kit/pages/form-page.tsx';
import { listPage } from '../../kit/pages/list-page.tsx';
import type { DeskRequest } from '../../kit/pages/page-request.ts';
import { loadSealable, readSealFor, sealRules, withSeal } from '../../record/forms/seal-field.ts';

/** The pages of official demands: the list, each demand, and the forms. */
export const demandPages: Pages = (web) => {
  listPage(web, routes.desk.demands, {
    title: 'requests.demand.title',
    load: async ({ db, limit, offset }) => ({
      rows: await loadDemands(db, { limit, offset }),
      total: await countItems(db, 'demand'),
    }),
    crumbs: ({ t }) => [{ label: t('requests.title'), href: routes.desk.requests() }],
    add: ({ may, t }) => may(fileDemands) && { href: routes.desk.newDemand(), label: t('requests.demand.new') },
    links: ({ t }) => [{ href: routes.transparency(), label: t('requests.report.title') }],
    body: ({ rows, today }) => <DemandList demands={rows} now={today} />,
    empty: () => ({ title: 'requests.demand.none', text: 'requests.demand.none_lead' }),
    part: (page) => routes.desk.demands({ page }),
  });

  formPage(web, routes.desk.newDemand, {
    load: ({ db }) => loadSealable(db),
    operation: fileDemands,
    form: (at) => withSeal(at, demandFormOf(isEditor(at.principal))),
    options: ({ view }) => ({ sealFor: view.sealable }),
    title: 'requests.demand.new',
    save: 'requests.demand.save',
    lists: ['actor', 'source'],
    crumbs: ({ t }) => crumbs(t),
    home: () => routes.desk.demands(),
    lead: ({ t }) => t('requests.demand.new_lead', { years: demandYears }),
    values: async ({ db, asked, today, principal }) => ({
      kind: 'remove',
      received: today,
      counted: isEditor(principal) ? 'with-authority' : 'left-out',
      about: [...(await pickTexts(db, [asked('article')])).values()].map((thing) => ({ thing })),
    }),
    paths: [...sealRules, ...demandRules],
    submit: async (input, { db, run, picks }) => {
      const demand = await readDemand(db, picks, input);
      const { demands } = await run(
        fileDemands,
        { demands: [{ ...demand, sealFor: readSealFor(input.sealFor) }] },
        input.why,
      );
      return routes.desk.demand({ number: Number(demands[0]!.split('/')[1]) });
    },
  });

  const one = {
    load: ({ desk, params }: DeskRequest<{ number: number }>) => demandAt(desk, params.number),
    crumbs: ({ t, view }: { t: Translate; view: DemandView }) => crumbs(t, view),
    home: ({ view }: { view: DemandView }) => routes.desk.demand({ number: view.number }),
    save: 'requests.demand.save',
    paths: demandRules,
  };
  changePage(web, routes.desk.editDemand, {
    ...one,
    operation: changeDemand,
    form: ({ principal }) => demandFormOf(isEditor(principal)),
    title: 'requests.demand.edit',
    lists: ['actor', 'source'],
    values: ({ view }) => demandValues(view),
    submit: async (input, { db, run, picks, view: { ref }, version }) =>
      run(changeDemand, { demand: ref, version, to: await readDemand(db, picks, input) }, input.why),
  });
  changePage(web, routes.desk.settleDemand, {
    ...one,
    operation: settleDemand,
    form: outcomeForm,
    title: 'requests.demand.settle',
    lead: ({ t }) => t('requests.demand.settle_lead', { years: demandYears }),
    values: ({ view: { outcome, outcomeOn, outcomeReason }, today }) => ({
      outcome,
      on: outcomeOn ?? today,
      reason: outcomeReason || undefined,
    }),
    submit: ({ why, ...to }, { run, view: { ref }, version }) => run(settleDemand, { demand: ref, version, to }, why),
  });

  thingPage(web, 'demand', routes.desk.demand, async ({ t, db, may, today }, thing) => {
    const [one] = await loadDemands(db, { ids: [thing.id] });
    if (!one) throw new AppError('not_found');
    const open = !one.sealed && !one.ended && !one.withdrawn;
    return {
      title: t('requests.demand.named', { kind: t(`requests.demand.kind_name.${one.kind}`), number: one.number }),
      links: [
        open &&
          may(settleDemand) && {
            href: routes.desk.settleDemand({ number: one.number }),
            label: t('requests.demand.settle'),
          },
      ],
      body: <Demand one={one} now={today} />,
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

/**
 * The demand with this number, which must be one that can be changed.
 * @throws AppError `not_found`, `sealed`, `gone`
 */
async function demandAt(desk: Desk, number: number): Promise<DemandView> {
  const { thing } = await loadThing(desk.app.db.read, 'demand', number);
  if (thing.visibility === 'sealed') throw new AppError('sealed');
  const [one] = await loadDemands(desk.app.db.read, { ids: [thing.id] });
  if (!one) throw new AppError('not_found');
  if (one.ended) throw new AppError('gone');
  return one;
}

/** A list of demands: for each, what is demanded, by whom, and the deadline or the outcome. */
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
          <p class="muted">
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
