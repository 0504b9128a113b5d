import type { Child } from 'hono/jsx';
import type { Listing } from '../../drafting/sure/sureness.ts';
import { control } from '../kit/forms/handle.ts';
import { useView } from '../kit/view.tsx';
import { routes } from '../routes.ts';
import type { DraftView } from './view.ts';

/** The address of a draft, with the order and the filter of its list of claims. */
export const draftAddress = (
  { draft, listing = {} }: { draft: Pick<DraftView['draft'], 'id'>; listing?: Listing },
  query: { claim?: string; show?: string } = {},
  anchor?: string,
): string => `${routes.desk.draft({ id: String(draft.id) }, { ...listing, ...query })}${anchor ? `#${anchor}` : ''}`;

/**
 * The form around buttons that change the draft. A form that also has fields needs an `id`, so that the script can
 * preserve their input (`islands/parts/swap.ts`).
 */
export function Steps({ reading, id, children }: { reading: DraftView; id?: string; children?: Child }) {
  const { token } = useView();
  return (
    <form method="post" action={draftAddress(reading, { show: 'act' })} class="steps" id={id}>
      {token ? <input type="hidden" name={control.token} value={token} /> : null}
      {children}
    </form>
  );
}

export function DraftActionButton({
  intent,
  label,
  main,
  keys,
  hidden,
  children,
}: {
  intent: string;
  label: string;
  main?: boolean;
  /** The keyboard shortcut of the button, for the script. */ keys?: string;
  /** Whether the button does not apply now. The script can show it later. */ hidden?: boolean;
  children?: Child;
}) {
  return (
    <button
      class={`button small${main ? ' main' : ''}`}
      type="submit"
      name={control.intent}
      value={intent}
      data-key={keys}
      hidden={hidden}
      aria-label={children ? label : undefined}
    >
      {children ?? label}
    </button>
  );
}
