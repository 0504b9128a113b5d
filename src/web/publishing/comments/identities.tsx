import { z } from 'zod';
import { administrators } from '../../../accounts/tables.ts';
import { keyFolder, newOfficerKey } from '../../../publishing/comments/identity/day-keys.ts';
import { loadKept, loadRetention } from '../../../publishing/comments/identity/kept.ts';
import { openIdentity, openOne } from '../../../publishing/comments/identity/open-identity.ts';
import type { RetentionReport } from '../../../publishing/comments/identity/end-identities.ts';
import { Empty, Notice, Table } from '../../kit/components/page-parts.tsx';
import { EdtfDate } from '../../kit/components/values.tsx';
import type { Pages } from '../../kit/context.ts';
import { defineForm } from '../../kit/forms/form.ts';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';
import { formPage } from '../../kit/pages/form-page.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

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
    // A password field, because it is never shown again with its value: the key must not be sent back to the browser.
    key: {
      kind: 'password',
      label: 'publishing.comments.who.key',
      hint: 'publishing.comments.who.key_hint',
      autocomplete: 'off',
    },
  },
});

const keyForm = defineForm({ name: 'officer-key', schema: z.object({}), fields: {} });

/**
 * The page about commenters' identities, if a law demands that they are stored: what is stored, until when, and how an
 * identity is opened.
 */
export const identityPages: Pages = (web) => {
  detailPage(web, routes.desk.storedIdentities, async ({ t, db }) => {
    const [kept, runs] = [await loadKept(db), await loadRetention(db, runsShown)];
    const newest = runs[0]?.report;
    return {
      title: t('publishing.comments.keeping.title'),
      crumbs: [{ label: t('publishing.comments.title'), href: routes.desk.comments() }],
      links: [{ href: routes.transparency(), label: t('requests.report.title') }],
      body: (
        <div class="flow">
          <p class="lead">{t('publishing.comments.keeping.lead')}</p>
          {kept.length ? (
            <Kept kept={kept} law={(until) => newest?.kept.find((one) => one.until === until)?.law?.title ?? ''} />
          ) : (
            <Empty title={t('publishing.comments.keeping.none')}>{t('publishing.comments.keeping.none_lead')}</Empty>
          )}
          <p class="muted">{t('publishing.comments.keeping.keys', { folder: keyFolder })}</p>
          {runs.length ? <Runs runs={runs} /> : null}
        </div>
      ),
    };
  });

  formPage(web, routes.desk.openIdentity, {
    operation: openOne,
    form: openForm,
    title: ({ t, params }) => t('publishing.comments.who.title', params),
    crumbs: ({ t }) => [{ label: t('publishing.comments.title'), href: routes.desk.comments() }],
    lead: 'publishing.comments.who.lead',
    save: 'publishing.comments.who.open',
    home: () => routes.desk.comments(),
    submit: async ({ key, reason }, { t, app, principal, params, answer }) => {
      const { identity, method } = await openIdentity(app, principal, { comment: params.number, key, reason });
      return answer({
        body: (
          <>
            <Notice title={t(`publishing.comments.identify.${method}.label`)}>
              <p>
                <b class="typed">{identity}</b>
              </p>
            </Notice>
            <p>{t('publishing.comments.who.opened')}</p>
          </>
        ),
      });
    },
  });

  formPage(web, routes.desk.officerKey, {
    operation: { permission: administrators },
    form: keyForm,
    title: 'publishing.comments.officer.title',
    crumbs: ({ t }) => [{ label: t('publishing.comments.settings.title'), href: routes.desk.commenting() }],
    lead: 'publishing.comments.officer.lead',
    save: 'publishing.comments.officer.make',
    home: () => routes.desk.commenting(),
    submit: async (_typed, { t, answer }) => {
      const { recipient, identity } = await newOfficerKey();
      return answer({
        body: (
          <>
            <Notice title={t('publishing.comments.officer.public')}>
              <p class="typed">{recipient}</p>
              <p>{t('publishing.comments.officer.public_lead')}</p>
            </Notice>
            <Notice kind="warning" title={t('publishing.comments.officer.private')}>
              <p class="typed">{identity}</p>
              <p>{t('publishing.comments.officer.private_lead')}</p>
            </Notice>
          </>
        ),
      });
    },
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
