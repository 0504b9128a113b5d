import { Shape } from '../../kit/components/shapes.tsx';
import { ActButton } from '../../kit/components/desk.tsx';
import type { Pages } from '../../kit/context.ts';
import { requirePermission, atDesk } from '../../kit/desk/who.ts';
import { handleAction } from '../../kit/forms/handle.ts';
import { detailPage } from '../../kit/pages/detail-page.tsx';
import { useWords } from '../../kit/view.tsx';
import { run } from '../../../platform/operation.ts';
import { routes } from '../../routes.ts';
import { dismissFirstSteps, loadFirstSteps, type FirstStep } from './first-steps.ts';

function StepList({ steps }: { steps: readonly FirstStep[] }) {
  const t = useWords();
  const next = steps.find(({ done }) => !done);
  return (
    <ol class="first-steps">
      {steps.map((step) => (
        <li class={step.done ? 'done' : undefined}>
          <Shape name={step.done ? 'acknowledged' : 'open'} />{' '}
          <span class="sr">{t(step.done ? 'site.first.done' : 'site.first.to_do')}</span>{' '}
          <a href={step.href} class={step === next ? 'button main small' : undefined}>
            {t(`site.first.${step.name}`)}
          </a>
          {step.done ? null : <p class="hint">{t(`site.first.${step.name}_hint`)}</p>}
        </li>
      ))}
    </ol>
  );
}

/** The first steps, on the first page of the desk. */
export function FirstSteps({ steps }: { steps: readonly FirstStep[] | null }) {
  const t = useWords();
  if (!steps) return null;
  return (
    <section class="panel start" aria-labelledby="first-steps">
      <h2 id="first-steps">{t('site.first.title')}</h2>
      <p>{t('site.first.lead', { done: steps.filter(({ done }) => done).length, count: steps.length })}</p>
      <StepList steps={steps} />
      <ActButton action={routes.desk.dismissFirstSteps()} label={t('site.first.dismiss')} />
    </section>
  );
}

/** The page with the first steps. It remains after they are done or dismissed. */
export const firstStepPages: Pages = (web) => {
  detailPage(web, routes.desk.firstSteps, async ({ t, db, desk, principal }) => {
    requirePermission(desk, dismissFirstSteps);
    const steps = await loadFirstSteps(db, principal);
    return {
      title: t('site.first.title'),
      crumbs: [{ label: t('site.desk.home.title'), href: routes.desk.home() }],
      lead: t('site.first.lead', { done: steps.filter(({ done }) => done).length, count: steps.length }),
      body: (
        <>
          <StepList steps={steps} />
          {steps.some(({ name }) => name === 'recovery') ? (
            <section class="panel" aria-labelledby="recovery">
              <h2 id="recovery">{t('record.desk.recovery.set_up')}</h2>
              <p>{t('record.desk.recovery.missing')}</p>
            </section>
          ) : null}
        </>
      ),
    };
  });

  web.post(routes.desk.dismissFirstSteps.pattern, async (c) => {
    const { app, principal } = await atDesk(c);
    return handleAction(c, async () => {
      await run(app, dismissFirstSteps, principal, {});
      return routes.desk.home();
    });
  });
};
