/**
 * The name of a parameter in a pattern: the word after the colon, without the regular expression in braces that may
 * follow. In a pattern, `:number` accepts positive integers and `:slug` accepts results of `slugify`. A name that is not
 * in `shapes` accepts any segment.
 */
type Name<S extends string> = S extends `${infer N}{${string}` ? N : S;
type Names<P extends string> = P extends `${string}/:${infer Rest}`
  ? Rest extends `${infer S}/${infer Tail}`
    ? Name<S> | Names<`/${Tail}`>
    : Name<Rest>
  : never;
type ValueOf<N extends string> = N extends 'number' | 'capture' | 'edition' | 'comment' | 'page' ? number : string;
export type Params<P extends string> = { [N in Names<P>]: ValueOf<N> };

export type QueryValue = string | number | boolean | null | undefined | readonly (string | number)[];
type Query = Readonly<Record<string, QueryValue>>;

/** Numbers have at most nine digits, so that they fit into the database's 32-bit integers. */
const shapes: Readonly<Record<string, string>> = {
  number: '[1-9][0-9]{0,8}',
  capture: '[1-9][0-9]{0,8}',
  page: '[1-9][0-9]{0,5}',
  edition: '[1-9][0-9]{0,5}',
  comment: '[1-9][0-9]{0,8}',
  finding: '[1-9][0-9]{0,8}',
  slug: '[a-z0-9-]+',
  code: '[A-Za-z]{2}',
  tag: '[a-z0-9-]+',
  author: '[a-z0-9-]+',
  section: '[a-z0-9-]+',
  part: '[1-9][0-9]{0,5}',
};

/**
 * `?a=1&b=2` for the given values, in their order. A list repeats its name; `true` becomes 1. Empty, null and false
 * values are left out. Without any value, the result is the empty text.
 */
export function queryString(query: Query | undefined): string {
  if (!query) return '';
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value === undefined || value === null || value === '' || value === false) continue;
    if (typeof value === 'object') for (const one of value) search.append(name, String(one));
    else search.append(name, value === true ? '1' : String(value));
  }
  const text = search.toString();
  return text && `?${text}`;
}

type Arguments<P extends string, Q> = [Names<P>] extends [never] ? [query?: Q] : [params: Params<P>, query?: Q];

/** One address of the site. Call it to build a link, and pass its `pattern` to Hono. */
export type Address<P extends string, Q = Record<string, never>> = {
  (...args: Arguments<P, Q>): string;
  /**
   * The pattern for `app.get(…)`. Its parameters for numbers and slugs match only valid values, so `/cases/x` is not a
   * page.
   */
  readonly pattern: P;
  /** The address of the public JSON of the same item. It ends in `.json`. */
  json(...args: Arguments<P, Q>): string;
  /** The patterns of the JSON addresses, with and without a slug, for `app.on('GET', …)`. */
  readonly jsonPatterns: string[];
  /** The pattern without its slug. Old or hand-typed addresses may lack the slug, and are redirected. */
  readonly shortPattern: string;
  /** The address with another extension, such as `as('pdf', …)`. */
  as(ending: string, ...args: Arguments<P, Q>): string;
  patternsAs(ending: string): string[];
  /** Converts the parameters that Hono found: removes the file extension, and parses numbers. */
  read(params: Readonly<Record<string, string | undefined>>): Params<P>;
};

const segments = (pattern: string): string[] => pattern.split('/').slice(1);

function build(pattern: string, params: Readonly<Record<string, unknown>>): string {
  const path = segments(pattern).map((segment) => {
    if (!segment.startsWith(':')) return segment;
    const name = segment.slice(1);
    const value = params[name];
    if (value === undefined || value === null || value === '') throw new Error(`The address ${pattern} needs ${name}.`);
    return encodeURIComponent(String(value));
  });
  return `/${path.join('/')}`;
}

function honoPattern(pattern: string, ending = ''): string {
  const parts = segments(pattern);
  return `/${parts
    .map((segment, index) => {
      const last = ending && index === parts.length - 1 ? `\\.${ending}` : '';
      if (!segment.startsWith(':')) return segment + (last && `.${ending}`);
      const shape = shapes[segment.slice(1)] ?? (last ? '[^/]+' : '');
      return shape || last ? `${segment}{${shape}${last}}` : segment;
    })
    .join('/')}`;
}

/** Declares an address. `Q` is the type of its query parameters. */
export function address<Q = Record<string, never>>() {
  return <const P extends string>(pattern: P): Address<P, Q> => {
    const bare = !pattern.includes('/:');
    const short = pattern.replace(/\/:slug$/, '');
    const split = (args: readonly unknown[]): [Record<string, unknown>, Query | undefined] =>
      bare ? [{}, args[0] as Query | undefined] : [args[0] as Record<string, unknown>, args[1] as Query | undefined];
    const at = (ending: string, args: readonly unknown[]): string => {
      const [params, query] = split(args);
      return build(pattern, params) + (ending && `.${ending}`) + queryString(query);
    };
    const patternsAs = (ending: string): string[] => [
      ...new Set([honoPattern(pattern, ending), honoPattern(short, ending)]),
    ];
    const made = (...args: Arguments<P, Q>): string => at('', args);
    return Object.assign(made, {
      pattern: honoPattern(pattern) as P,
      shortPattern: honoPattern(short),
      jsonPatterns: patternsAs('json'),
      json: (...args: Arguments<P, Q>) => at('json', args),
      as: (ending: string, ...args: Arguments<P, Q>) => at(ending, args),
      patternsAs,
      read: (params: Readonly<Record<string, string | undefined>>) => {
        const read: Record<string, string | number> = {};
        for (const [name, value] of Object.entries(params)) {
          if (value === undefined) continue;
          const plain = name in shapes ? value.replace(/\.[a-z]+$/, '') : value;
          read[name] = ['number', 'capture', 'edition', 'comment', 'page'].includes(name) ? Number(plain) : plain;
        }
        return read as Params<P>;
      },
    });
  };
}
