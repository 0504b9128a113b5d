import { z } from 'zod';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Content, StoredIncident } from '../../drafting/store/schema.ts';
import type { FieldError } from '../../platform/errors.ts';
import { fieldWords } from '../kit/forms/words.ts';
import { defineForm } from '../kit/forms/form.ts';
import { DraftPicks } from './draft-picks.ts';
import { caseFields, long, seldomOfCase, visibility, visible, type Section, type Shown } from './sections.ts';
import { titleOfIncident } from './view.ts';

/** A sentence for a missing decision, or for an error when filing. It names an incident by its type and targets. */
export function problemWords(t: Translate, { incidents }: Content, problem: FieldError): string {
  const key = /^incident:(i\d+)\./.exec(problem.path)?.[1];
  const incident = incidents.find((one) => one.key === key);
  return fieldWords(t, incident ? { ...problem, params: { title: titleOfIncident(t, incident) } } : problem);
}

/**
 * The form that selects the case of an incident: an existing case, by its name, or a new case with a suggested title.
 */
export function incidentSection(t: Translate, { content }: Shown, incident: StoredIncident): Section {
  const schema = z.object({
    use: z.enum(['new', 'other']),
    other: long(700),
    title: long(500),
    summary: long(20_000),
    visibility: visible,
  });
  const form = defineForm({
    name: `incident-${incident.key}`,
    schema,
    fields: {
      use: {
        kind: 'radio',
        label: 'drafting.case.which',
        options: [
          { value: 'new', label: 'drafting.case.new' },
          { value: 'other', label: 'drafting.case.other' },
        ],
      },
      title: caseFields.title,
      summary: caseFields.summary,
      other: caseFields.other,
      visibility,
    },
    collapsed: seldomOfCase,
  });
  // If someone has entered a title or summary for the first case of the draft without selecting a case, this form
  // starts with it.
  const earlier = content.cases[0]!.use ? undefined : content.cases[0];
  return {
    form,
    values: {
      use: 'new',
      title: earlier?.title || titleOfIncident(t, incident),
      summary: earlier?.summary ?? '',
      visibility: earlier?.visibility,
    },
    rev: incident.rev,
    async read(input: z.output<typeof schema>, { rev, offer, db }) {
      const picks = new DraftPicks(db, t, content);
      offer(picks.offered);
      const other = input.use === 'other' ? await picks.read('other', input.other, { kinds: ['case'] }) : undefined;
      picks.throwIfUnclear();
      if (input.use === 'other' && !other) picks.complain('other', 'drafting.problem.case');
      if (input.use === 'new' && !input.title?.trim()) picks.complain('title', 'errors.field.title.missing');
      picks.throwIfUnclear();
      const to = {
        use: other ?? 'new',
        title: input.title ?? '',
        summary: input.summary ?? '',
        visibility: input.visibility,
      };
      return { edit: { do: 'incident', key: incident.key, rev, decision: 'accepted', to } };
    },
  };
}
