import type { Child } from 'hono/jsx';
import type { z } from 'zod';
import type { Reader } from '../../../platform/database/tx.ts';
import type { Thing } from '../../../record/things.ts';
import type { Form as FormDef, FormState } from '../../kit/forms/form.ts';
import { Form } from '../../kit/forms/fields.tsx';
import { DeskPage } from '../../kit/components/layout.tsx';
import { VisibilityBadge } from '../../kit/components/values.tsx';
import { useView } from '../../kit/view.tsx';
import { lastChange } from '../../../record/history/last-change.ts';
import { deskList, deskPage } from '../desk/links.ts';
import { BothVersions } from './both-versions.tsx';

type FormPageProps = {
  title: string;
  kind: string;
  /** The thing being changed; left out for a new one. */
  thing?: Thing;
  form: FormDef<z.core.$ZodType>;
  state: FormState;
  submit?: string;
  more?: readonly { intent: string; label: string }[];
  /** Who saved meanwhile, after a conflict. */
  by?: string;
  lists?: Child;
  /** Stands above the form: near matches, what is on record already. */
  children?: Child;
};

/** A form of the record, new or change: the badge of who may see the thing stays in sight. */
export function FormPage({
  title,
  kind,
  thing,
  form,
  state,
  submit = 'record.desk.save',
  more,
  by,
  lists,
  children,
}: FormPageProps) {
  const { t } = useView();
  const back = thing ? deskPage(thing)! : deskList(kind);
  return (
    <DeskPage
      title={title}
      noindex
      scripts={['rows.js', 'like.js']}
      crumbs={[
        { label: t(`record.desk.kinds.${kind}`), href: deskList(kind) },
        ...(thing ? [{ label: `${t(`record.desk.kind.${kind}`)} ${thing.number}`, href: back }] : []),
        { label: t(thing ? 'record.desk.change' : 'record.desk.make') },
      ]}
      actions={thing ? <VisibilityBadge visibility={thing.visibility} /> : undefined}
    >
      {state.theirs && by !== undefined ? <BothVersions form={form} state={state} by={by} /> : null}
      {children}
      <Form
        form={form}
        state={state}
        submit={state.theirs ? 'record.desk.save_over' : submit}
        more={more}
        cancel={back}
      />
      {lists}
    </DeskPage>
  );
}

/** Who wrote the newest change of a thing. */
export async function lastEditor(db: Reader, thing: Pick<Thing, 'id' | 'kind'>): Promise<string> {
  return (await lastChange(db, thing)).by ?? 'Kronika';
}
