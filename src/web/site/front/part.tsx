import type { Child } from 'hono/jsx';

/** A part of the page with its label and a link to the whole list. */
export function Part({
  id,
  title,
  all,
  kind,
  children,
}: {
  id: string;
  title: string;
  all?: { href: string; label: string };
  kind?: string;
  children?: Child;
}) {
  return (
    <section class={kind} aria-labelledby={id}>
      <h2 id={id} class="part-label">
        {title}
      </h2>
      {children}
      {all ? (
        <p class="meta more">
          <a href={all.href}>{all.label}</a>
        </p>
      ) : null}
    </section>
  );
}
