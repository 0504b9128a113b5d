import type { Router } from '../../kit/context.ts';
import { confirmPages } from '../signing/confirm.tsx';
import { letterPrintPages } from '../print/letter-print.ts';
import { signOnPages } from '../signing/sign-on.tsx';
import { signPages } from '../signing/sign.tsx';
import { answersPage } from './answers.tsx';
import { letterEmbedPage } from './embed.tsx';
import { letterPages } from './letter.tsx';
import { letterListPage } from './letters.tsx';
import { logoFiles } from './signatures.tsx';
import { signatureListPage } from './signatures.tsx';
import { actorLetterPages } from './of-actor.tsx';
import { statementPages } from './statement.tsx';

export function lettersForReaders(web: Router): void {
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
    register(web);
}
