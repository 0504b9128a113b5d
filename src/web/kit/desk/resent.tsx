import { tokenField } from '../middleware/same-site.ts';

/**
 * Hidden fields with the refused input, so that a form can send it again. Controls whose name fulfils `without`, and
 * the CSRF token, are left out.
 */
export function Resent({
  input,
  without,
}: {
  input: readonly (readonly [string, string])[];
  without: (name: string) => boolean;
}) {
  return (
    <>
      {input
        .filter(([name]) => name !== tokenField && !without(name))
        .map(([name, value]) => (
          // An `<input type="hidden">` would change the line breaks of a text.
          <textarea name={name} hidden aria-hidden="true" readonly>
            {`\n${value}`}
          </textarea>
        ))}
    </>
  );
}
