import { z } from 'zod';
import { administrators } from '../../../accounts/tables.ts';
import { keyFolder, newOfficerKey } from '../../../publishing/comments/identity/day-keys.ts';
import { loadKept, loadRetention } from '../../../publishing/comments/identity/kept.ts';
import { openIdentity, openOne } from '../../../publishing/comments/identity/open-identity.ts';
import type { RetentionReport } from '../../../publishing/comments/identity/end-identities.ts';
import { DeskPage } from '../../kit/components/layout.tsx';
import { Empty, Notice, Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { defineForm } from '../../kit/forms/form.ts';
import { handleForm } from '../../kit/forms/handle.ts';
import { routes } from '../../routes.ts';
import { page, useView } from '../../kit/view.tsx';
import { atDesk, demand } from '../../kit/desk/who.ts';

const runsShown = 60;

const openForm = defineForm({
  name: 'open-identity',
  schema: z.object({ key: z.string('publishing.comments.error.key'), reason: z.string('errors.field.reason.short') }),
  fields: {
    reason: {
      kind: 'textarea',
      label: 'publishing.comments.who.reason',
      hint: 'publishing.comments.who.reason_hint',
      rows: 3,
      maxLength: 1000,
    },
    // As a password: it is never handed back.
    key: {
      kind: 'password',
      label: 'publishing.comments.who.key',
      hint: 'publishing.comments.who.key_hint',
      autocomplete: 'off',
    },
  },
});

const keyForm = defineForm({ name: 'officer-key', schema: z.object({}), fields: {} });

/** Who wrote comments, where a law demands that it be kept: what is kept, how it ends, and how one is opened. */
export const identityPages: Pages = (web) => {
  web.get(routes.desk.keptIdentities.pattern, async (c) => {
    const t = c.get('t');
    const { app } = await atDesk(c);
    const [kept, runs] = [await loadKept(app.db.read), await loadRetention(app.db.read, runsShown)];
    const newest = runs[0]?.report;
    return page(
      c,
      <DeskPage
        title={t('publishing.comments.keeping.title')}
        noindex
        crumbs={[
          { label: t('publishing.comments.title'), href: routes.desk.comments() },
          { label: t('publishing.comments.keeping.title') },
        ]}
        actions={
          <a class="button small" href={routes.transparency()}>
            {t('requests.report.title')}
          </a>
        }
      >
        <div class="flow">
          <p class="lead">{t('publishing.comments.keeping.lead')}</p>
          {kept.length ? (
            <Kept kept={kept} law={(until) => newest?.kept.find((one) => one.until === until)?.law?.title ?? ''} />
          ) : (
            <Empty title={t('publishing.comments.keeping.none')}>{t('publishing.comments.keeping.none_lead')}</Empty>
          )}
          <p class="who">{t('publishing.comments.keeping.keys', { folder: keyFolder })}</p>
          {runs.length ? <Runs runs={runs} /> : null}
        </div>
      </DeskPage>,
    );
  });

  web.on(['GET', 'POST'], routes.desk.openIdentity.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, openOne);
    const { number } = routes.desk.openIdentity.read(c.req.param());
    const crumbs = [
      { label: t('publishing.comments.title'), href: routes.desk.comments() },
      { label: t('publishing.comments.who.title', { number }) },
    ];
    return handleForm(c, openForm, {
      render: (state) => (
        <DeskPage title={t('publishing.comments.who.title', { number })} noindex crumbs={crumbs}>
          <p class="lead">{t('publishing.comments.who.lead')}</p>
          <Form form={openForm} state={state} submit="publishing.comments.who.open" cancel={routes.desk.comments()} />
        </DeskPage>
      ),
      submit: async ({ key, reason }) => {
        const { identity, method } = await openIdentity(desk.app, desk.principal, { comment: number, key, reason });
        return page(
          c,
          <DeskPage title={t('publishing.comments.who.title', { number })} noindex crumbs={crumbs}>
            <Notice title={t(`publishing.comments.identify.${method}.label`)}>
              <p>
                <b class="typed">{identity}</b>
              </p>
            </Notice>
            <p>{t('publishing.comments.who.opened')}</p>
          </DeskPage>,
        );
      },
    });
  });

  web.on(['GET', 'POST'], routes.desk.officerKey.pattern, async (c) => {
    const t = c.get('t');
    const desk = await atDesk(c);
    demand(desk, { permission: administrators });
    const crumbs = [
      { label: t('publishing.comments.settings.title'), href: routes.desk.commenting() },
      { label: t('publishing.comments.officer.title') },
    ];
    return handleForm(c, keyForm, {
      render: (state) => (
        <DeskPage title={t('publishing.comments.officer.title')} noindex crumbs={crumbs}>
          <p class="lead">{t('publishing.comments.officer.lead')}</p>
          <Form
            form={keyForm}
            state={state}
            submit="publishing.comments.officer.make"
            cancel={routes.desk.commenting()}
          />
        </DeskPage>
      ),
      submit: async () => {
        const { recipient, identity } = await newOfficerKey();
        return page(
          c,
          <DeskPage title={t('publishing.comments.officer.title')} noindex crumbs={crumbs}>
            <Notice title={t('publishing.comments.officer.public')}>
              <p class="typed">{recipient}</p>
              <p>{t('publishing.comments.officer.public_lead')}</p>
            </Notice>
            <Notice kind="warning" title={t('publishing.comments.officer.private')}>
              <p class="typed">{identity}</p>
              <p>{t('publishing.comments.officer.private_lead')}</p>
            </Notice>
          </DeskPage>,
        );
      },
    });
  });
};

function Kept({ kept, law }: { kept: readonly { until: string; count: number }[]; law: (until: string) => string }) {
  const { t } = useView();
  return (
    <Table
      caption={t('publishing.comments.keeping.now')}
      head={[
        t('publishing.comments.keeping.until'),
        t('publishing.comments.keeping.count'),
        t('publishing.comments.keeping.why'),
      ]}
      numeric={[1]}
      rows={kept.map(({ until, count }) => [<EdtfDate edtf={until} />, String(count), law(until)])}
    />
  );
}

const sum = ({ kept }: RetentionReport): number => kept.reduce((total, one) => total + one.count, 0);

function Runs({ runs }: { runs: readonly { at: Date; report: RetentionReport }[] }) {
  const { t } = useView();
  return (
    <Table
      caption={t('publishing.comments.keeping.runs')}
      head={(['at', 'ended', 'lapsed', 'unconfirmed', 'keys_ended', 'left'] as const).map((one) =>
        t(`publishing.comments.keeping.${one}`),
      )}
      numeric={[1, 2, 3, 5]}
      rows={runs.map(({ at, report }) => [
        `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
        String(report.ended),
        report.left ? `${report.lapsed} · ${t('publishing.comments.keeping.mode_left')}` : String(report.lapsed),
        String(report.unconfirmed),
        report.keys.join(', '),
        String(sum(report)),
      ])}
    />
  );
}
