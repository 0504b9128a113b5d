import { sql } from 'kysely';
import { ownTranslations, sealedTranslations, translationState, translationTexts } from '../translations/tables.ts';
import { defineKind } from './kind.ts';

declare module './kind.ts' {
  interface KindNames {
    question: true;
  }
}

declare module '../../platform/database/tables.ts' {
  interface Tables {
    question: {
      id: number;
      case_id: number | null;
      wording: string;
      language: string;
      raised_by: number | null;
      answered_by: number | null;
    };
  }
}

export const question = defineKind({
  name: 'question',
  title: 'wording',
  within: { kind: 'case', column: 'case_id' },
  translated: ['wording'],
  language: 'language',
  textColumns: { question: ['wording'], ...translationTexts },
  ownRows: [ownTranslations, { table: 'question', key: 'id' }],
  references: [
    { table: 'question', column: 'case_id', of: ['case'] },
    { table: 'question', column: 'raised_by', of: ['claim'] },
    // Without its answer, a question is open again.
    { table: 'question', column: 'answered_by', of: ['claim'], optional: true },
  ],
  state: { columns: ['case_id', 'wording', 'language', 'raised_by', 'answered_by'], parts: [translationState] },
  seal: { parts: [{ table: 'question', key: 'id', emptied: { wording: '' } }, sealedTranslations] },
  // Two operations are needed: `answerQuestion` changes the answer of a question, `setVisibility` its access.
  async setBack({ tx, thing, ref, version, target, named, run }) {
    const [{ answerQuestion }, { setVisibility }] = await Promise.all([
      import('../cases/answer-question.ts'),
      import('../lifecycle/withdraw.ts'),
    ]);
    const answeredBy = target.answered_by === null ? null : named.ref(target.answered_by);
    await run(answerQuestion, { question: ref, version, answeredBy });
    const { rows } = await sql<{ visibility: string }>`select visibility from thing where id = ${thing.id}`.execute(tx);
    if (rows[0]!.visibility !== target.visibility)
      await run(setVisibility, { things: [ref], visibility: target.visibility as 'desk' });
  },
});
