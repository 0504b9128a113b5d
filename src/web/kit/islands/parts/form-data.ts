/** The fields of a form as the browser would send them, without files. */
export function fieldsOf(form: HTMLFormElement): URLSearchParams {
  const data = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === 'string') data.append(name, value);
  return data;
}
