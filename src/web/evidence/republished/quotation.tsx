import { decideLosses } from '../../../evidence/quotations/keep.ts';
import { loadLoss } from '../../../evidence/quotations/queue.ts';
import { ActButton } from '../../kit/components/desk.tsx';
import { Notice } from '../../kit/components/page-parts.tsx';
import type { Pages } from '../../kit/context.ts';
import { routes } from '../../routes.ts';
import { When } from '../../record/history/when.tsx';
import { Readings } from './readings.tsx';
import { detailPage } from '../../kit/pages/detail-page.tsx';

/** A quotation with missing words, beside the fuller text. */
export const quotationPages: Pages = (web) => {
  detailPage(web, routes.desk.originQuotation, async ({ t, db, may, params: { number } }) => {
    const loss = await loadLoss(db, number);
    const act = (intent: string, label: string, main = false) => (
      <ActButton
        action={routes.desk.originAct()}
        intent={intent}
        label={t(label)}
        values={{ loss: String(number), back: routes.desk.originQuotation({ number }) }}
        main={main}
      />
    );
    return {
      title: t(loss.name ? 'evidence.origins.loss_name' : 'evidence.origins.loss', { words: loss.words }),
      crumb: t('evidence.origins.quotation_crumb'),
      crumbs: [{ label: t('evidence.origins.title'), href: routes.desk.origins({ show: 'quotations' }) }],
      lead: t('evidence.origins.loss_lead'),
      body: (
        <>
          {loss.state === 'open' ? null : (
            <Notice
              title={t(
                loss.state === 'accepted' ? 'evidence.origins.loss_confirmed' : 'evidence.origins.state.dismissed',
                {
                  words: loss.words,
                },
              )}
            >
              <p>
                {loss.decidedBy ? `${loss.decidedBy} · ` : ''}
                {loss.decidedAt ? <When at={loss.decidedAt} /> : null}
                {loss.reason ? `: ${loss.reason}` : ''}
              </p>
            </Notice>
          )}
          <Readings loss={loss} own />
          {may(decideLosses) ? (
            <div class="actions">
              {loss.state === 'open'
                ? act('confirm', 'evidence.origins.loss_confirm', true)
                : act('reopen', 'evidence.origins.reopen')}
              {loss.state === 'open' ? (
                <a class="button small" href={routes.desk.originDismiss({ what: 'quotations', number })}>
                  {t('evidence.origins.dismiss_loss')}
                </a>
              ) : null}
            </div>
          ) : null}
        </>
      ),
    };
  });
};
