import { readFile } from 'node:fs/promises';
import { checkStatement, statementSchema } from '../../../letters/statement/check.ts';
import { nodeCrypto } from '../../../letters/statement/make.ts';
import type { Terminal } from '../../terminal.ts';
import { readTrust } from '../../trust.ts';
import type { VerifyOptions } from './verify.ts';

/** The maximum size of a signature record in bytes. This is enough for a million signatures. */
const maxFileBytes = 500 * 1024 * 1024;

/** Whether a file is a letter's signature record, according to its content. */
export async function isStatement(file: string, size: number): Promise<boolean> {
  if (!file.endsWith('.json') || size > maxFileBytes) return false;
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimStart().startsWith('{') && text.includes(`"${statementSchema}"`);
}

/**
 * Verifies a letter's signature record.
 * @returns the exit status: 0 if the record is intact and signed with a trusted key, 3 if the key is unknown, 1 if the
 * record is altered
 */
export async function verifyStatement(
  { t, out, json }: Terminal,
  file: string,
  dataDir: string,
  options: VerifyOptions,
): Promise<number> {
  const { faults, statement, key } = await checkStatement(await readFile(file, 'utf8'), nodeCrypto);
  const trusted = key !== null && (await readTrust(options.trust ?? [], dataDir)).keys.has(key);
  const exit = faults.length ? 1 : trusted ? 0 : 3;
  if (options.json) {
    json({
      kind: 'letter-statement',
      file,
      exit,
      faults,
      key,
      trusted,
      letter: statement?.letter ?? null,
      version: statement && { number: statement.version.number, hash: statement.version.hash },
      counts: statement?.counts ?? null,
    });
    return exit;
  }
  if (statement)
    out(
      t('letters.check.about', {
        address: statement.letter.address,
        version: statement.version.number,
        count: statement.counts.confirmed,
      }),
    );
  for (const fault of faults) out(t(`letters.check.fault.${fault}`));
  if (!faults.length) out(t(trusted ? 'letters.check.good' : 'letters.check.foreign'));
  if (key) out(key);
  return exit;
}
