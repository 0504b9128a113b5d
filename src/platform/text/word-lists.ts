import { z } from 'zod';

/** Reads one entry of a list. @throws Error saying what is wrong; `readLists` adds the file and the line */
export type EntryReader<Entry> = (line: string) => Entry;

/** Reads an entry of one or more words. */
export const phrase: EntryReader<string> = (line) => line;

/** Reads an entry of one word. */
export const word: EntryReader<string> = (line) => {
  if (/\s/.test(line)) throw new Error(`"${line}" must be a single word.`);
  return line;
};

type Readers = Readonly<Record<string, EntryReader<unknown>>>;
type Lists<All extends Readers> = { readonly [Name in keyof All]: readonly ReturnType<All[Name]>[] };

/**
 * Reads the lists of a text file that people edit: a heading `[name]`, then one entry per line. Blank lines and lines
 * that start with `# ` are skipped. The file must have exactly the lists that `readers` names. A list must not be empty
 * or contain an entry twice.
 *
 * @param file the path below `src/`, for error messages
 * @throws Error with the file, the line and what is wrong
 */
export function readLists<All extends Readers>(file: string, text: string, readers: All): Lists<All> {
  const lists = new Map<string, Map<string, unknown>>();
  let name = '';
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line === '#' || line.startsWith('# ')) continue;
    const fail = (message: string): never => {
      throw new Error(`src/${file}, line ${index + 1}: ${message}`);
    };
    const heading = /^\[(.*)\]$/.exec(line)?.[1];
    if (heading !== undefined) {
      if (!Object.hasOwn(readers, heading))
        fail(`There is no list "${heading}" here. The lists are: ${Object.keys(readers).join(', ')}.`);
      if (lists.has(heading)) fail(`The list "${heading}" is here twice.`);
      lists.set((name = heading), new Map());
      continue;
    }
    const list = lists.get(name) ?? fail('A heading such as "[name]" must come before the first entry.');
    if (list.has(line)) fail(`"${line}" is in the list "${name}" twice.`);
    try {
      list.set(line, readers[name]!(line));
    } catch (error) {
      fail((error as Error).message);
    }
  }
  for (const wanted of Object.keys(readers))
    if (!lists.get(wanted)?.size) throw new Error(`src/${file}: The list "${wanted}" is missing or empty.`);
  return Object.fromEntries([...lists].map(([key, list]) => [key, [...list.values()]])) as unknown as Lists<All>;
}

/** Reads the lists of a file, each as a set of single words. @throws as `readLists` */
export function readWords<Name extends string>(
  file: string,
  text: string,
  names: readonly Name[],
): Readonly<Record<Name, ReadonlySet<string>>> {
  const lists = readLists(
    file,
    text,
    record(names, () => word),
  );
  return record(names, (name) => new Set(lists[name]));
}

const record = <Name extends string, Value>(names: readonly Name[], of: (name: Name) => Value): Record<Name, Value> =>
  Object.fromEntries(names.map((name) => [name, of(name)])) as Record<Name, Value>;

/**
 * Checks the lists of a JSON file that people edit.
 *
 * @param file the path below `src/`, for error messages
 * @throws Error with the file, the key and what is wrong
 */
export function checkLists<Schema extends z.core.$ZodType>(
  file: string,
  schema: Schema,
  lists: unknown,
): z.output<Schema> {
  const { success, data, error } = z.safeParse(schema, lists);
  if (!success) throw new Error(`src/${file}: ${z.prettifyError(error)}`);
  return data;
}
