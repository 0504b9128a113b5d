import { routes } from '../../routes.ts';
import { useView } from '../view.tsx';
import { unlockControl } from './lock.ts';

/**
 * Covers a desk page while the session is locked (`accounts/islands/lock.ts`). Nothing on the page is lost. Without
 * JavaScript, the page stays visible, and the desk asks for the password at the next request.
 */
export function LockCover() {
  const { t, person, token } = useView();
  if (!person) return null;
  const { name } = person;
  return (
    <dialog
      id="lock"
      class="lock"
      aria-labelledby="lock-title"
      aria-describedby="lock-why"
      data-account={person.accountId}
      data-title={t('accounts.lock.title')}
      data-lock={routes.desk.lock()}
      data-used={routes.desk.noteUse()}
    >
      <div>
        <h2 id="lock-title">{t('accounts.lock.title')}</h2>
        <p id="lock-why" role="status">
          <span data-when="locked">{t('accounts.lock.cover', { name })}</span>
          <span data-when="ended" hidden>
            {t('accounts.lock.ended', { name })}
          </span>
          <span data-when="other" hidden>
            {t('accounts.lock.other', { name })}
          </span>
        </p>
        <p class="error" id="lock-error" role="alert" data-offline={t('accounts.lock.offline')}></p>
        <form method="post" action={routes.desk.unlock()} data-when="locked" id="lock-form">
          <input type="hidden" name={unlockControl.token} value={token ?? ''} />
          <p>
            <label for="lock-password">{t('accounts.password')}</label>
            <input
              id="lock-password"
              type="password"
              name={unlockControl.password}
              autocomplete="current-password"
              aria-describedby="lock-error"
              required
            />
          </p>
          <button class="button main" type="submit">
            {t('accounts.lock.unlock')}
          </button>
        </form>
        <form method="post" action={routes.desk.unlock()} id="lock-passkey" hidden>
          <button
            class="button"
            type="submit"
            data-options={routes.desk.passkeyOptions({ use: 'unlock' })}
            data-failed={t('accounts.passkey.not_used')}
          >
            {t('accounts.lock.passkey')}
          </button>
        </form>
        <p data-when="ended other" hidden>
          <a class="button main" href={routes.desk.signIn()} target="_blank">
            {t('accounts.lock.sign_in')}
          </a>{' '}
          <button class="button" type="button" id="lock-again">
            {t('accounts.lock.again')}
          </button>
        </p>
        <form class="panel" method="post" action={routes.desk.signOut()} data-when="locked" id="lock-leave">
          <input type="hidden" name="_token" value={token ?? ''} />
          <p class="hint">{t('accounts.lock.leave')}</p>
          <button class="button small" type="submit">
            {t('accounts.sign_out')}
          </button>
        </form>
      </div>
    </dialog>
  );
}
