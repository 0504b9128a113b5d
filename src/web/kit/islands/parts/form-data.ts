/** The fields of a form, without files, as its browser would send them. */
export function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  return data;
}
