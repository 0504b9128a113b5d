/**
 * Streams a JSON object with one long list: the fields of `head`, the list, then the fields of `foot`.
 * @param path the names that lead to the list: its own name, or the name of an inner object and its own name
 * @param inside fields of the inner object before the list
 */
export async function* streamJson(
  head: Record<string, unknown>,
  path: readonly string[],
  items: AsyncIterable<readonly unknown[]>,
  inside: Record<string, unknown> = {},
  foot: (count: number) => Record<string, unknown> = () => ({}),
): AsyncGenerator<string> {
  const [outer, inner] = path as [string, string?];
  yield `${JSON.stringify(head).slice(0, -1)},${JSON.stringify(outer)}:`;
  yield inner === undefined ? '[' : `${JSON.stringify(inside).slice(0, -1)},${JSON.stringify(inner)}:[`;
  let count = 0;
  for await (const page of items) {
    if (page.length === 0) continue;
    yield `${count ? ',\n' : '\n'}${page.map((item) => JSON.stringify(item)).join(',\n')}`;
    count += page.length;
  }
  yield `\n]${inner === undefined ? '' : '}'}`;
  const rest = JSON.stringify(foot(count)).slice(1, -1);
  yield `${rest ? `,${rest}` : ''}}\n`;
}
