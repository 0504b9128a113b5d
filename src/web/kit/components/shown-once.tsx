import type { Child } from 'hono/jsx';

/**
 * Shows a secret (or several, one in each line) with its purpose and a link to continue. It cannot be shown again,
 * because only its hash is stored.
 */
export function ShownOnce({
  lead,
  label,
  hint,
  value,
  children,
}: {
  lead: string;
  label: string;
  hint: Child;
  value: string;
  children?: Child;
}) {
  return (
    <>
      <p class="lead">{lead}</p>
      <div class="form">
        <div class="field">
          <label for="shown-once">{label}</label>
          <p class="hint" id="shown-once-hint">
            {hint}
          </p>
          {value.includes('\n') ? (
            <textarea
              id="shown-once"
              class="code"
              rows={value.split('\n').length}
              readonly
              aria-describedby="shown-once-hint"
              autofocus
            >
              {`\n${value}`}
            </textarea>
          ) : (
            <input id="shown-once" type="text" readonly value={value} aria-describedby="shown-once-hint" autofocus />
          )}
        </div>
      </div>
      <p>{children}</p>
    </>
  );
}
