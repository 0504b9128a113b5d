import type { SupportMessage } from '../../../publishing/support-messages/message.ts';
import { routes } from '../../routes.ts';
import type { Ctx } from '../../kit/context.ts';
import { useView } from '../../kit/view.tsx';
import { supportMessageFor } from './message-forms.ts';
import { isSupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The support message in the footer of a page of this kind. Calling this counts the message as shown. */
export function supportMessage(c: Ctx, place: string, language: string) {
  const appeal = isSupportMessagePlace(place) ? supportMessageFor(c, place, language) : null;
  return appeal && <SupportMessageBox appeal={appeal} />;
}

/**
 * `still` is for the desk's preview, where buttons do nothing. `whole` shows the full text, without a dismiss button.
 */
export function SupportMessageBox({
  appeal,
  still,
  whole,
}: {
  appeal: SupportMessage;
  still?: boolean;
  whole?: boolean;
}) {
  const { t, path, mirror } = useView();
  const { number, title, body, details, label, donateUrl, language, goal, raised, currency } = appeal;
  const id = `appeal-${number}`;
  const paragraphs = details?.split(/\n\s*\n/).map((one) => <p>{one}</p>);
  const money = (amount: number): string =>
    new Intl.NumberFormat(t.locale, { style: 'currency', currency: currency!, maximumFractionDigits: 0 }).format(
      amount,
    );
  const words = label || t('publishing.appeals.support');
  return (
    <aside class="appeal no-print" aria-labelledby={id} lang={foreignTo(t, language)}>
      <h2 id={id} data-unlisted>
        {title}
      </h2>
      <p>{body}</p>
      {goal === undefined ? null : (
        <p class="progress">
          {raised === undefined ? null : (
            <progress value={Math.min(raised, goal)} max={goal} aria-labelledby={`${id}-goal`}></progress>
          )}
          <span id={`${id}-goal`}>
            {raised === undefined
              ? t('publishing.appeals.goal', { goal: money(goal) })
              : t('publishing.appeals.raised', { raised: money(raised), goal: money(goal) })}
          </span>
        </p>
      )}
      {!paragraphs ? null : whole ? (
        paragraphs
      ) : (
        <details>
          <summary>{t('publishing.appeals.more')}</summary>
          {paragraphs}
        </details>
      )}
      <div class="pills">
        {still ? (
          <span class="button main">{words}</span>
        ) : (
          <a class="button main" href={mirror ? donateUrl : routes.followSupportMessage({ number })} rel="nofollow">
            {words}
          </a>
        )}
        {whole ? null : still ? (
          <span class="button">{t('publishing.appeals.no')}</span>
        ) : (
          <form method="post" action={routes.turnAwayAppeal({ number })} data-appeal>
            <input type="hidden" name="to" value={path} />
            <button class="button" type="submit">
              {t('publishing.appeals.no')}
            </button>
          </form>
        )}
      </div>
      <p class="who">{t('publishing.appeals.leads', { button: words, host: new URL(donateUrl).host })}</p>
    </aside>
  );
}
