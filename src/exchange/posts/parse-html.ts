import { DomHandler } from 'htmlparser2';
import { FlatParser } from '../../platform/text/flat-parser.ts';

class Handler extends DomHandler {
  get depth(): number {
    return this.tagStack.length;
  }
}

/** The elements of a post. As in browsers, the nesting of elements has a limit. */
export function parseHtml(html: string): DomHandler['root']['children'] {
  const handler = new Handler();
  const parser = new FlatParser(handler);
  parser.depth = () => handler.depth;
  parser.end(html);
  return handler.root.children;
}
