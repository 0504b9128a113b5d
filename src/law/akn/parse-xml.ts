import { SaxesParser } from 'saxes';
import { AppError } from '../../platform/errors.ts';

/** An element by its local name. Attributes of our own namespace are named `k:name`, others by their local names. */
export type Element = {
  name: string;
  namespace: string;
  attributes: Readonly<Record<string, string>>;
  children: (Element | string)[];
};

/** The deepest allowed nesting of elements. Real laws are never divided so deeply. */
const maxDepth = 200;

/**
 * Reads well-formed XML. Custom entities are not expanded, and nothing is fetched.
 * @throws AppError `law_bad_xml` with line and column
 */
export function parseXml(text: string, ownNamespace: string): Element {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const stack: Element[] = [];
  let root: Element | undefined;
  const refuse = (reason: string): never => {
    throw new AppError('law_bad_xml', { details: { line: parser.line, column: parser.column, reason } });
  };
  parser.on('error', (error) => refuse(error.message.replace(/^\d+:\d+: /, '')));
  parser.on('opentag', (tag) => {
    const attributes: Record<string, string> = {};
    for (const one of Object.values(tag.attributes))
      attributes[one.uri === ownNamespace ? `k:${one.local}` : one.local] = one.value;
    const element: Element = { name: tag.local, namespace: tag.uri, attributes, children: [] };
    stack.at(-1)?.children.push(element);
    root ??= element;
    if (stack.push(element) > maxDepth) refuse('too deep');
  });
  parser.on('closetag', () => void stack.pop());
  parser.on('text', (words) => void stack.at(-1)?.children.push(words));
  parser.on('cdata', (words) => void stack.at(-1)?.children.push(words));
  parser.write(text).close();
  return root ?? refuse('empty');
}

export const elementsOf = (element: Element, name?: string): Element[] =>
  element.children.filter(
    (child): child is Element => typeof child !== 'string' && (name === undefined || child.name === name),
  );
export const childOf = (element: Element | undefined, ...path: readonly string[]): Element | undefined =>
  path.reduce((at, name) => at && elementsOf(at, name)[0], element);
/** All descendants with a name. */
export const allOf = (element: Element, name: string): Element[] =>
  elementsOf(element).flatMap((child) => [...(child.name === name ? [child] : []), ...allOf(child, name)]);
