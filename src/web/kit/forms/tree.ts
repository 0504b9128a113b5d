/** The input as the person typed it: the text of each control, nested by the controls' names. */
export type Tree = { [name: string]: TreeValue };
export type TreeValue = string | File | Tree | TreeValue[] | undefined;

const maxDepth = 8;
const maxListLength = 5000;
const step = /^(?:\.?([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,4})\])/;
const forbidden = new Set(['__proto__', 'prototype', 'constructor']);

/** The text of a control. Empty for a file, and for a control that was not sent. */
export const textIn = (values: Tree, name: string): string => {
  const value = values[name];
  return typeof value === 'string' ? value.trim() : '';
};

/** `names[0].text` → `['names', 0, 'text']`; null if it is not such a path. */
export function parsePath(path: string): (string | number)[] | null {
  const steps: (string | number)[] = [];
  let rest = path;
  while (rest) {
    const match = step.exec(rest);
    if (!match || steps.length === maxDepth) return null;
    if (match[1] !== undefined) {
      if (forbidden.has(match[1])) return null;
      steps.push(match[1]);
    } else {
      const index = Number(match[2]);
      if (index >= maxListLength || !steps.length) return null;
      steps.push(index);
    }
    rest = rest.slice(match[0].length);
  }
  return steps.length && typeof steps[0] === 'string' ? steps : null;
}

/** `['names', 0, 'text']` → `names[0].text`. */
export const formatPath = (steps: readonly (string | number)[]): string =>
  steps.map((one, index) => (typeof one === 'number' ? `[${one}]` : index ? `.${one}` : one)).join('');

/** Writes a path in one notation. Zod and operations also write `names.0.text`. */
export const samePath = (path: string): string =>
  formatPath(
    path
      .split(/[.[\]]+/)
      .filter(Boolean)
      .map((one) => (/^\d+$/.test(one) ? Number(one) : one)),
  );

export function getAt(tree: TreeValue, path: string): TreeValue {
  let at: TreeValue = tree;
  for (const one of parsePath(path) ?? []) {
    if (typeof one === 'number') at = Array.isArray(at) ? at[one] : undefined;
    else at = isTree(at) && Object.hasOwn(at, one) ? at[one] : undefined;
  }
  return at;
}

export const isTree = (value: TreeValue): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof File);

/** Removes the gaps in lists. There is a gap, for example, if a row was removed in another tab. */
function closeUp(value: TreeValue): TreeValue {
  // `Object.values` skips gaps without visiting each of them; `filter` would visit them.
  if (Array.isArray(value)) return Object.values(value).map(closeUp);
  if (isTree(value)) for (const [name, one] of Object.entries(value)) value[name] = closeUp(one);
  return value;
}

/**
 * Nests the values of a form by their names. If a name occurs several times, its values become a list. A name that is
 * not a path is ignored, because Kronika has no such control.
 */
export function nest(entries: Iterable<readonly [string, string | File]>): Tree {
  const root: Tree = Object.create(null) as Tree;
  for (const [name, value] of entries) {
    const steps = parsePath(name);
    if (!steps) continue;
    let at = root as unknown as Record<string | number, TreeValue>;
    for (const [index, one] of steps.slice(0, -1).entries()) {
      const list = typeof steps[index + 1] === 'number';
      const there = at[one];
      if (typeof there !== 'object' || there === null || there instanceof File || Array.isArray(there) !== list)
        at[one] = list ? [] : (Object.create(null) as Tree);
      at = at[one] as unknown as Record<string | number, TreeValue>;
    }
    const last = steps.at(-1)!;
    const before = at[last];
    if (before === undefined) at[last] = value;
    else if (Array.isArray(before)) before.push(value);
    else at[last] = [before, value];
  }
  return closeUp(root) as Tree;
}

/** The texts in a tree with their paths, for hidden fields. */
export function flatten(value: TreeValue, path = ''): [string, string][] {
  if (value === undefined || value instanceof File) return [];
  if (typeof value === 'string') return [[path, value]];
  if (Array.isArray(value))
    return value.flatMap((one, index) => flatten(one, typeof one === 'string' ? path : `${path}[${index}]`));
  return Object.entries(value).flatMap(([name, one]) => flatten(one, path ? `${path}.${name}` : name));
}

/** Whether the value has neither a text nor a file. */
export function isBlank(value: TreeValue): boolean {
  if (value === undefined) return true;
  if (typeof value === 'string') return value.trim() === '';
  if (value instanceof File) return value.size === 0;
  return (Array.isArray(value) ? value : Object.values(value)).every(isBlank);
}
