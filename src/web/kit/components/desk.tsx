import type { Child } from 'hono/jsx';
import { control } from '../forms/handle.ts';
import { useView } from '../view.tsx';

type CardProps = {
  title: Child;
  /** Badges at the right of its heading. */ badges?: Child;
  chosen?: boolean;
  skipped?: boolean;
  id?: string;
  children?: Child;
};

export function Card({ title, badges, chosen, skipped, id, children }: CardProps) {
  return (
    <section class={['card', chosen && 'chosen', skipped && 'skipped'].filter(Boolean).join(' ')} id={id}>
      <div class="card-head">
        <h3>{title}</h3>
        {badges ? <div class="pills">{badges}</div> : null}
      </div>
      {children}
    </section>
  );
}

/** A button with one action. It is a separate form with the CSRF token, so it works without scripts. */
export function ActButton({
  action,
  label,
  intent,
  version,
  main,
  values = {},
}: {
  action: string;
  label: string;
  intent?: string;
  version?: string;
  main?: boolean;
  values?: Readonly<Record<string, string | readonly string[]>>;
}) {
  const { token } = useView();
  return (
    <form method="post" action={action}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      {version === undefined ? null : <input type="hidden" name={control.version} value={version} />}
      {Object.entries(values).flatMap(([name, value]) =>
        [value].flat().map((one) => <input type="hidden" name={name} value={one} />),
      )}
      <button
        class={`button small${main ? ' main' : ''}`}
        type="submit"
        name={intent ? control.intent : undefined}
        value={intent}
      >
        {label}
      </button>
    </form>
  );
}

/** A link that looks like a button. `main` marks the usual next step. */
export type ActionLink = { href: string; label: string; main?: boolean };

/** Links beside a title. Pass false for a link that the person may not use. */
export function ActionLinks({ links }: { links: readonly (ActionLink | false | null | undefined | '')[] }) {
  return (
    <>
      {links.map((one) =>
        one ? (
          <>
            <a class={one.main ? 'button main small' : 'button small'} href={one.href}>
              {one.label}
            </a>{' '}
          </>
        ) : null,
      )}
    </>
  );
}

/** The text of a page, with its suggested claims (`draft`) beside it. On a phone, the claims are below the text. */
export function ReadingView({
  text,
  draft,
  textLabel,
  draftLabel,
  language,
}: {
  text: Child;
  draft: Child;
  textLabel: string;
  draftLabel: string;
  language?: string;
}) {
  return (
    <div class="reading">
      <section class="reading-text" aria-labelledby="reading-text" lang={language}>
        <h2 class="sr" id="reading-text">
          {textLabel}
        </h2>
        {text}
      </section>
      <section class="draft" aria-labelledby="reading-draft" tabindex={0}>
        <h2 class="sr" id="reading-draft">
          {draftLabel}
        </h2>
        {draft}
      </section>
    </div>
  );
}

export type MarkState = 'suggested' | 'accepted' | 'skipped' | 'gap';
/** A piece of a text. If it is marked, it links to the card of a suggested claim. */
export type TextPiece = { text: string; mark?: { number: number; state: MarkState; target: string; here?: boolean } };

/** Text in which each suggested claim is marked: dotted if suggested, solid if accepted, wavy for missing words. */
export function MarkedText({ pieces }: { pieces: readonly TextPiece[] }) {
  const { t } = useView();
  return (
    <>
      {pieces.map(({ text, mark }) =>
        mark ? (
          <>
            <mark class={`${mark.state}${mark.here ? ' here' : ''}`} id={`mark-${mark.number}`}>
              {text}
            </mark>
            <a
              class="mark-ref"
              href={`#${mark.target}`}
              aria-label={t(`kit.mark.${mark.state}`, { number: mark.number })}
            >
              {mark.number}
            </a>
          </>
        ) : (
          text
        ),
      )}
    </>
  );
}
