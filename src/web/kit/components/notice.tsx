import type { Child } from 'hono/jsx';
import { Shape, type ShapeName } from './shapes.tsx';

type NoticeKind = 'info' | 'warning' | 'correction' | 'example';
const noticeShapes: Record<NoticeKind, ShapeName> = {
  info: 'note',
  warning: 'warning',
  correction: 'disputed',
  example: 'draft',
};

/** A collapsed notice. Only its title is visible until the reader opens it. Printed pages show all of it. */
export function FoldedNotice({ title, children }: { title: string; children?: Child }) {
  return (
    <div role="note" class="notice">
      <details class="fold">
        <summary>
          <strong>
            <Shape name={noticeShapes.example} /> {title}
          </strong>
        </summary>
        {children}
      </details>
    </div>
  );
}

/**
 * A notice that people should read before the text. `title` says what it is about. `kind` only decides how prominent it
 * is.
 */
export function Notice({ kind = 'info', title, children }: { kind?: NoticeKind; title: string; children?: Child }) {
  return (
    <div role="note" class={kind === 'warning' || kind === 'correction' ? 'notice strong' : 'notice'}>
      <strong>
        <Shape name={noticeShapes[kind]} /> {title}
      </strong>
      {children}
    </div>
  );
}
