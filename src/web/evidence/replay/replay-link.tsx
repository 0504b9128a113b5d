import { useView } from '../../kit/view.tsx';

/**
 * A link to the replay of a preserved page, with the name of the replay's host. `address`: our own address, which
 * redirects to the replay.
 */
export function ReplayLink({ address, host }: { address: string; host: string }) {
  const { t } = useView();
  return (
    <>
      <p class="no-print">
        <a class="button" href={address} rel="nofollow noreferrer">
          {t('evidence.replay.open')}
        </a>
      </p>
      <p class="muted">{t('evidence.replay.open_hint', { host })}</p>
    </>
  );
}
