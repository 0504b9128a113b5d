import { z } from 'zod';
import { sql } from 'kysely';
import type { Reader } from '../../../../../platform/database/tx.ts';
import { run } from '../../../../../platform/operation.ts';
import { AppError } from '../../../../../platform/errors.ts';
import { merge } from '../../../../../record/merge.ts';
import { findThing, parseRef, refOf } from '../../../../../record/refs.ts';
import type { Thing } from '../../../../../record/things.ts';
import { loadBriefs, type Brief } from '../../../../../record/views/briefs.ts';
import { VisibilityBadge } from '../../../../components/values.tsx';
import type { Ctx } from '../../../../context.ts';
import { Form } from '../../../../forms/fields.tsx';
import { defineForm, fresh, type FormState } from '../../../../forms/form.ts';
import { handleForm } from '../../../../forms/handle.ts';
import { page, useView } from '../../../../view.tsx';
import { demand, type Desk } from '../../accounts/who.ts';
import { When } from '../../history/when.tsx';
import { whySchema, whyField, loadLists } from '../forms/common.tsx';
import { Picks, pickText } from '../forms/pick.ts';
import { deskPage } from '../links.ts';
import { DeskFacts, loadDeskFacts, type FactsWithClaims } from '../show/facts.tsx';
import { BriefLine } from '../show/parts.tsx';
import { ActPage } from './act-page.tsx';

const mergeForm = (kind: string) =>
  defineForm({
    name: 'merge',
    schema: z.object({ into: z.string('desk.merge.into_missing').max(700), seen: z.string().max(40).optional(), why: whySchema }),
    fields: { into: { kind: 'pick', label: 'desk.merge.into', hint: 'desk.merge.into_hint', list: `list-${kind}` }, seen: { kind: 'hidden' }, why: whyField },
  });

/** One of the two as they are shown side by side. */
type Side = { thing: Thing; brief: Brief; names: string[]; claims: number; known: FactsWithClaims };

async function loadSide(db: Reader, thing: Thing): Promise<Side> {
  const names = thing.kind === 'actor' ? await db.selectFrom('actor_name').select('text').where('actor_id', '=', thing.id).orderBy('position').execute() : [];
  const { rows } = await sql<{ count: number }>`
    select count(distinct id)::int as count from (
      select claim_id as id from statement where subject_id = ${thing.id} or value_thing = ${thing.id}
      union all select claim_id from chain_link where actor_id = ${thing.id} or source_id = ${thing.id}
      union all select id from claim where source_id = ${thing.id} or case_id = ${thing.id}) c`.execute(db as never);
  return { thing, brief: (await loadBriefs(db, [thing.id], 'desk')).get(thing.id)!, names: names.map((name) => name.text), claims: Number(rows[0]?.count ?? 0), known: await loadDeskFacts(db, thing.id) };
}

function SideView({ side, id, label }: { side: Side; id: string; label: string }) {
  const { t } = useView();
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{label}</h2>
      <h3>
        <BriefLine brief={side.brief} />
      </h3>
      <p class="pills">
        <VisibilityBadge visibility={side.thing.visibility} />
      </p>
      <p class="who">
        {t(`desk.kind.${side.thing.kind}`)} {side.thing.number} · {t('desk.merge.made')} <When at={side.thing.created_at} /> · {t('desk.merge.claims', { count: side.claims })}
      </p>
      {side.names.length ? <p>{side.names.join(' · ')}</p> : null}
      <DeskFacts of={side.brief} {...side.known} mayRank={false} />
    </section>
  );
}

/** Merges a thing into another: first the other is chosen and both are shown side by side, then it is done. */
export async function mergeAct(c: Ctx, desk: Desk, thing: Thing, title: string): Promise<Response> {
  demand(desk, merge);
  const t = c.get('t');
  const { db } = desk.house;
  const form = mergeForm(thing.kind);
  const picks = new Picks(db.read, t);
  const lists = await loadLists(db.read, [thing.kind as 'actor']);
  let sides: [Side, Side] | null = null;
  const render = (state: FormState) => (
    <ActPage thing={thing} name="merge" title={title}>
      {sides ? (
        <div class="columns">
          <SideView side={sides[0]} id="from" label={t('desk.merge.from_label')} />
          <SideView side={sides[1]} id="into" label={t('desk.merge.into_label')} />
        </div>
      ) : null}
      <Form form={form} state={state} submit={sides ? 'desk.merge.submit' : 'desk.merge.look'} cancel={deskPage(thing)} />
      {lists}
    </ActPage>
  );
  return handleForm(c, form, {
    again: () => ({ options: picks.offered }),
    render,
    submit: async ({ into, seen, why }) => {
      const ref = await picks.read('into', into, { kinds: [thing.kind] });
      picks.throwIfUnclear();
      const parsed = parseRef(ref!)!;
      const target = (await findThing(db.read, parsed.kind, parsed.number))!;
      if (target.id === thing.id) throw new AppError('invalid_input', { fields: [{ path: 'into', message: 'desk.merge.same' }] });
      // Nobody merges into what they have not seen beside it.
      if (seen !== ref) {
        sides = [await loadSide(db.read, thing), await loadSide(db.read, target)];
        return page(c, render(fresh({ into: pickText(sides[1].brief), seen: ref, why })));
      }
      await run(desk.house, merge, desk.principal, { from: refOf(thing), into: refOf(target) }, why);
      return deskPage(target)!;
    },
  });
}
