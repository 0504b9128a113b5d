import type { Hono } from 'hono';
import type { Env } from '../../../context.ts';
import { confirmPages } from '../sign/confirm.tsx';
import { letterPrintPages } from '../../../print/letter-print.ts';
import { signOnPages } from '../sign/sign-on.tsx';
import { signPages } from '../sign/sign.tsx';
import { answersPage } from './answers.tsx';
import { letterEmbedPage } from './embed.tsx';
import { letterPages } from './letter.tsx';
import { letterListPage } from './letters.tsx';
import { logoFiles } from './logo-files.ts';
import { signatureListPage } from './signatures.tsx';
import { actorLetterPages } from './of-actor.tsx';
import { statementPages } from './statement.tsx';

/** Open letters for readers, and for those who sign. */
export function lettersForReaders(app: Hono<Env>): void {
  for (const register of [
    letterListPage,
    answersPage,
    signatureListPage,
    signOnPages,
    statementPages,
    actorLetterPages,
    letterPrintPages,
    letterEmbedPage,
    logoFiles,
    letterPages,
    signPages,
    confirmPages,
  ])
    register(app);
}
