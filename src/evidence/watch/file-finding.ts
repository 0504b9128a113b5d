import { z } from 'zod';
import { filing } from '../../accounts/tables.ts';
import { AppError } from '../../platform/errors.ts';
import { defineOperation } from '../../platform/operation.ts';
import { file } from '../../record/filing/file.ts';
import { findThing, parseRef, refSchema } from '../../record/refs.ts';
import { lockFinding } from './lock-finding.ts';

const text = z.string().trim().max(2000, 'errors.field.text.long');

/**
 * Makes an alert an event of a case. A claim about the event says what the desk itself saw. The claim's note names the
 * two captures that show it.
 * @throws AppError `conflict` if someone has decided on the alert already; the errors of the operation `file`
 */
export const fileFinding = defineOperation({
  name: 'evidence.fileFinding',
  permission: filing,
  input: z.object({
    finding: z.coerce.number().int().positive(),
    case: refSchema,
    title: z.string().trim().min(1, 'errors.field.title.missing').max(500, 'errors.field.text.long'),
    /** What was seen, as the wording of the claim. */
    wording: text.min(1, 'errors.field.wording.missing'),
    /** The day on which the desk saw the change. */
    date: z.iso.date(),
    type: z.string().max(60).optional(),
    /** The name of the publication, which saw the change, for the claim's attribution. */
    by: text.min(1),
    /** The two captures that show the change, so that readers can verify it. */
    note: text.min(1),
    language: z.string().max(35),
  }),
  async write(writing): Promise<{ event: string }> {
    const { tx, input, at, principal, change } = writing;
    const finding = await lockFinding(tx, input.finding);
    const filed = await file.write({
      ...writing,
      input: file.input.parse({
        events: [{ key: 'seen', case: input.case, title: input.title, visibility: 'desk' }],
        claims: [
          {
            case: input.case,
            wording: input.wording,
            kind: 'paraphrase',
            language: input.language,
            mode: 'stated',
            checked: true,
            visibility: 'desk',
            chain: [{ asWritten: input.by, verb: '' }],
            support: { kind: 'direct-word', note: input.note },
            statements: [
              { subject: '#seen', property: 'date', value: input.date },
              ...(input.type ? [{ subject: '#seen', property: 'event-type', value: input.type }] : []),
            ],
          },
        ],
      }),
    });
    const event = parseRef(filed.events[0]!)!;
    const thing = await findThing(tx, event.kind, event.number);
    if (!thing) throw new AppError('not_found');
    await tx
      .updateTable('watch_finding')
      .set({ state: 'event', event_id: thing.id, decided_by: principal.accountId, decided_at: at })
      .where('id', '=', input.finding)
      .execute();
    change({
      kind: 'watch',
      thingId: finding.source_id,
      action: 'changed',
      before: { finding: input.finding, state: 'open' },
      after: { finding: input.finding, state: 'event', event: filed.events[0]! },
    });
    return { event: filed.events[0]! };
  },
});
