import type { AppError } from '../../../platform/errors.ts';
import { Notice } from '../../kit/components/page-parts.tsx';
import { routes } from '../../routes.ts';
import { useView } from '../../kit/view.tsx';

/** Says that the bytes of a capture are missing or altered, and what the desk can do about it. */
export function Lost({ at, lost }: { at: { number: number; capture: number }; lost: AppError }) {
  const { t } = useView();
  return (
    <>
      <Notice kind="warning" title={t('evidence.package.verdict')}>
        <p class="typed">{t(`errors.${lost.code}`, lost.details)}</p>
        <p>{t('evidence.restore.record')}</p>
      </Notice>
      <div class="pills">
        <a class="button" href={routes.desk.captureRestore(at)}>
          {t('evidence.restore.title')}
        </a>
      </div>
    </>
  );
}
