import { z } from 'zod';
import { desk } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { interfaceLocales, messages, type InterfaceLocale } from '../../platform/messages/messages.ts';
import { mayRun, type App, type Principal } from '../../platform/operation.ts';
import { previewUndo } from '../../record/history/undo/preview.ts';
import type { Target } from '../../record/history/undo/target.ts';
import { undo, undoInput } from '../../record/history/undo/undo.ts';
import { findThing, parseRef, refOf } from '../../record/refs.ts';
import { loadBriefs } from '../../record/views/briefs.ts';
import { loadHistory } from '../../record/views/history.ts';
import { differences } from '../../web/record/history/differences.ts';
import { lineText, loadNames } from '../../web/record/history/wording.ts';
import { defineCall, seenBy } from './call.ts';

/**
 * What a change did to one field. `inText`: whether `parts` are pieces of the field's text; otherwise, they are the
 * items of a list.
 */
export type DifferenceLine = {
  field: string;
  parts: { how: 'same' | 'removed' | 'added'; text: string }[];
  inText: boolean;
};
export type ChangeLine = {
  change: number;
  at: string;
  by: string | null;
  via: string;
  operation: string;
  why: string | null;
  did: string[];
  setBackTo: number | null;
  known: boolean;
  differences: DifferenceLine[];
};

function requireDesk(principal: Principal): void {
  if (!mayRun(principal, { permission: desk }))
    throw new AppError('not_permitted', { details: { roles: desk.join(', ') } });
}

export const thingHistory = defineCall({
  input: z.object({
    thing: z.string(),
    limit: z.number().int().min(1).max(5_000).default(100),
    language: z.enum(interfaceLocales).optional(),
  }),
  async run({ app, principal, input }): Promise<ChangeLine[]> {
    requireDesk(principal);
    return seenBy(app, principal, () => historyOf(app, input));
  },
});

async function historyOf(
  app: App,
  input: { thing: string; limit: number; language?: InterfaceLocale | undefined },
): Promise<ChangeLine[]> {
  const { db } = app;
  const ref = parseRef(input.thing);
  const thing = ref && (await findThing(db.read, ref.kind, ref.number));
  if (!thing)
    throw new AppError('invalid_input', {
      fields: [{ path: 'REF', message: 'errors.field.ref.unknown', params: { ref: input.thing } }],
    });
  const t = messages(input.language);
  const entries = await loadHistory(db.read, thing, { limit: input.limit });
  const names = await loadNames(
    db.read,
    entries.flatMap((entry) => [entry.before, entry.after, entry.besides]),
  );
  return entries.map((entry) => {
    const { changeSetId, at, by, via, operation, why, actions, setBackTo, before, after } = entry;
    const known = typeof before !== 'string' && typeof after !== 'string';
    const lines = [
      ...(known ? differences(t, { kind: thing.kind, before, after }, names) : []),
      ...differences(t, { kind: thing.kind, ...entry.besides }, names),
    ].map((one): DifferenceLine => {
      if ('text' in one) return { field: one.field, parts: one.text, inText: true };
      const parts = one.lineChanges.flatMap((change): DifferenceLine['parts'] =>
        change.how === 'changed'
          ? [
              { how: 'removed', text: lineText([...change.start, ...change.was, ...change.end]) },
              { how: 'added', text: lineText([...change.start, ...change.is, ...change.end]) },
            ]
          : [{ how: change.how, text: lineText(change.line) }],
      );
      return {
        field: one.field,
        parts: one.reordered ? [{ how: 'same', text: t('record.desk.history.reordered') }] : parts,
        inText: false,
      };
    });
    return {
      change: changeSetId,
      at: at.toISOString(),
      by,
      via,
      operation,
      why,
      did: actions.map((action) => t(`record.history.did.${action}`)),
      setBackTo,
      known,
      differences: lines,
    };
  });
}

const targetOf = (change: string): Target => {
  if (/^[1-9]\d{0,14}$/.test(change)) return { set: Number(change) };
  if (z.uuid().safeParse(change).success) return { batch: change };
  throw new AppError('invalid_input', { fields: [{ path: 'CHANGE', message: 'cli.undo.bad' }] });
};

export const undoChange = defineCall({
  input: z.object({ change: z.string(), look: z.boolean().default(false), leave: z.boolean().default(false) }),
  async run({ app, principal, input, why, signal, progress }) {
    requireDesk(principal);
    const target = targetOf(input.change);
    if (!input.look) {
      const reason = undoInput.shape.reason.safeParse(why ?? '');
      if (!reason.success)
        throw new AppError('invalid_input', { fields: [{ path: '--why', message: 'errors.field.reason.short' }] });
      const done = await undo(
        app,
        principal,
        { target, reason: reason.data, conflicts: input.leave ? 'skip' : 'stop' },
        { signal, progress: ({ seen, total }) => progress({ phase: 'cli.progress.undoing', done: seen, total }) },
      );
      return { done: done.done, skipped: done.skipped, batch: done.batch };
    }
    const { total, things, withdrawn, left, skips } = await previewUndo(app.db.read, target);
    const briefs = await loadBriefs(
      app.db.read,
      skips.map((skip) => skip.thingId),
      'desk',
    );
    const inTheWay = skips.flatMap((skip) => {
      const brief = briefs.get(skip.thingId);
      return brief ? [{ thing: refOf(brief), title: brief.title, ground: skip.ground }] : [];
    });
    return { total, things, withdrawn, left, inTheWay };
  },
});
