import type { SupportMessage } from '../../../publishing/support-messages/message.ts';
import { routes } from '../../routes.ts';
import type { Ctx } from '../../kit/context.ts';
import { useView } from '../../kit/view.tsx';
import { supportMessageFor } from './message-forms.ts';
import { isSupportMessagePlace } from '../../../publishing/support-messages/tables.ts';
import { foreignTo } from '../../kit/words/foreign-to.ts';

/** The support message in the footer of a page of this kind. It counts as shown when the response is sent. */
export function supportMessage(c: Ctx, place: string, language: string) {
  const message = isSupportMessagePlace(place) ? supportMessageFor(c, place, language) : null;
  return message && <SupportMessageBox message={message} />;
}

/**
 * A support message. With `still`, its buttons do nothing, for the desk's preview. With `whole`, it has its full text
 * and no button to dismiss it.
 */
export function SupportMessageBox({
  message,
  still,
  whole,
}: {
  message: SupportMessage;
  still?: boolean;
  whole?: boolean;
}) {
  const { t, path, mirror } = useView();
  const { number, title, body, details, label, donateUrl, language, goal, raised, currency } = message;
  const id = `support-message-${number}`;
  const paragraphs = details?.split(/\n\s*\n/).map((one) => <p>{one}</p>);
  const money = (amount: number): string =>
    new Intl.NumberFormat(t.locale, { style: 'currency', currency: currency!, maximumFractionDigits: 0 }).format(
      amount,
    );
  const words = label || t('publishing.support_messages.support');
  return (
    <aside class="support-message no-print" aria-labelledby={id} lang={foreignTo(t, language)}>
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
              ? t('publishing.support_messages.goal', { goal: money(goal) })
              : t('publishing.support_messages.raised', { raised: money(raised), goal: money(goal) })}
          </span>
        </p>
      )}
      {!paragraphs ? null : whole ? (
        paragraphs
      ) : (
        <details>
          <summary>{t('publishing.support_messages.more')}</summary>
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
          <span class="button">{t('publishing.support_messages.no')}</span>
        ) : (
          <form method="post" action={routes.dismissSupportMessage({ number })} data-support-message>
            <input type="hidden" name="to" value={path} />
            <button class="button" type="submit">
              {t('publishing.support_messages.no')}
            </button>
          </form>
        )}
      </div>
      <p class="muted">{t('publishing.support_messages.leads', { button: words, host: new URL(donateUrl).host })}</p>
    </aside>
  );
}
