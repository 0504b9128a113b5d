import { z } from 'zod';
import type { Translate } from '../../platform/messages/messages.ts';
import type { Content, StoredIncident } from '../../drafting/store/schema.ts';
import type { FieldError } from '../../platform/errors.ts';
import { fieldWords } from '../kit/forms/words.ts';
import { defineForm } from '../kit/forms/form.ts';
import { DraftPicks } from './draft-picks.ts';
import { caseFields, long, seldomOfCase, visibility, visible, type Section, type Shown } from './sections.ts';
import { titleOfIncident } from './view.ts';

/** What is still to decide before filing, or a refused field of the filing. An incident is named by what happened. */
export function problemWords(t: Translate, { incidents }: Content, problem: FieldError): string {
  const key = /^incident:(i\d+)\./.exec(problem.path)?.[1];
  const incident = incidents.find((one) => one.key === key);
  return fieldWords(t, incident ? { ...problem, params: { title: titleOfIncident(t, incident) } } : problem);
}

/**
 * The form for the case of an incident. People find an existing case by words, or create a new one, for which the
 * incident suggests a title.
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
  // What was typed for a case that is no longer chosen.
  const typed = content.cases[0]!.use ? undefined : content.cases[0];
  return {
    form,
    values: {
      use: 'new',
      title: typed?.title || titleOfIncident(t, incident),
      summary: typed?.summary ?? '',
      visibility: typed?.visibility,
    },
    rev: incident.rev,
    async read(typed: z.output<typeof schema>, { rev, offer, db }) {
      const picks = new DraftPicks(db, t, content);
      offer(picks.offered);
      const other = typed.use === 'other' ? await picks.read('other', typed.other, { kinds: ['case'] }) : undefined;
      picks.throwIfUnclear();
      if (typed.use === 'other' && !other) picks.complain('other', 'drafting.problem.case');
      if (typed.use === 'new' && !typed.title?.trim()) picks.complain('title', 'errors.field.title.missing');
      picks.throwIfUnclear();
      const to = {
        use: other ?? 'new',
        title: typed.title ?? '',
        summary: typed.summary ?? '',
        visibility: typed.visibility,
      };
      return { edit: { do: 'incident', key: incident.key, rev, decision: 'accepted', to } };
    },
  };
}
