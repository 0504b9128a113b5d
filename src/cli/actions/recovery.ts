import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  digestOf,
  fingerprintOf,
  maxShares,
  newRecoveryKey,
  writeShare,
} from '../../record/protection/recovery/shares.ts';
import { CliError, exits } from '../failures.ts';
import { unreadable } from '../files.ts';
import { needAccount, perform } from '../perform.ts';
import type { RecordOptions } from '../commands/options.ts';
import { takeShares } from '../shares.ts';
import type { Terminal } from '../terminal.ts';

export type NewKeyOptions = RecordOptions & { shares: number; threshold: number; holder?: string[]; folder?: string };

const status = (terminal: Terminal, { as }: RecordOptions) => perform(terminal, 'recovery.status', {}, { as });

/** @throws CliError if there is no recovery key */
async function currentOf(terminal: Terminal, options: RecordOptions) {
  const found = await status(terminal, options);
  if (!found.current) throw new CliError('no_recovery');
  return { ...found, current: found.current };
}

export async function recoveryStatus(terminal: Terminal, options: RecordOptions): Promise<void> {
  const found = await status(terminal, options);
  if (options.json) return terminal.json(found);
  const { t } = terminal;
  const { current, unfinished, sealed, without, earlier } = found;
  if (!current) terminal.out(t('cli.error.no_recovery'));
  else {
    const { key, threshold, shares, created, tested, testDue } = current;
    terminal.out(t('cli.recovery.key', { key, threshold, shares: shares.length, day: created.slice(0, 10) }));
    for (const { number, holder, tested: on } of shares)
      terminal.out(
        t('cli.recovery.share', {
          number,
          holder: holder ? `${holder.name} (${holder.email})` : 'none',
          closed: holder?.closed ? 'yes' : 'no',
          day: on?.slice(0, 10) ?? 'never',
        }),
      );
    if (testDue) terminal.out(t('cli.recovery.test_due', { day: tested?.slice(0, 10) ?? 'never' }));
  }
  terminal.out(t('cli.recovery.sealed', { sealed, without }));
  if (unfinished) terminal.out(t('cli.recovery.unfinished', { count: earlier, key: unfinished.key }));
}

export async function createRecovery(
  terminal: Terminal,
  options: NewKeyOptions & { replace?: boolean },
): Promise<void> {
  const { current } = await status(terminal, options);
  if (current && !options.replace) throw new CliError('recovery_exists', { key: current.key });
  const key = await createShares(terminal, options);
  const { without, earlier } = await perform(
    terminal,
    'recovery.create',
    { key, replace: options.replace ?? false },
    options,
  );
  if (!options.json) terminal.out(terminal.t('cli.recovery.created', { left: without + earlier }));
}

export async function testRecovery(terminal: Terminal, files: string[], options: RecordOptions): Promise<void> {
  const { current } = await currentOf(terminal, options);
  const shares = await takeShares(terminal, files, current);
  const { tested } = await perform(terminal, 'recovery.test', { shares }, options);
  if (options.json) terminal.json({ key: current.key, tested });
  else terminal.out(terminal.t('cli.recovery.tested', { key: current.key, numbers: tested.join(', ') }));
}

/** Opens a sealed item with shares of the recovery key, and prints it or encrypts it for one more person. */
export async function openSealedItem(
  terminal: Terminal,
  ref: string,
  files: string[],
  options: RecordOptions & { for?: string },
): Promise<void> {
  needAccount(options);
  const { current } = await currentOf(terminal, options);
  const shares = await takeShares(terminal, files, current);
  const { content } = await perform(
    terminal,
    'recovery.open',
    { thing: ref, shares, person: options.for ?? null },
    options,
  );
  if (options.json) return terminal.json({ ref, content });
  if (!content) return terminal.out(terminal.t('cli.recovery.sealed_for', { ref, email: options.for! }));
  for (const [table, rows] of Object.entries(content.rows))
    for (const row of rows)
      for (const [column, value] of Object.entries(row))
        if (value !== null && value !== '')
          terminal.out(`${table}.${column}: ${typeof value === 'string' ? value : JSON.stringify(value)}`);
  if (content.bytes || content.files) terminal.out(terminal.t('cli.recovery.bytes'));
}

/**
 * Replaces the recovery key with a new one, and encrypts all sealed items for the new key. This needs enough shares of
 * the old key.
 */
export async function rotateRecovery(terminal: Terminal, files: string[], options: NewKeyOptions): Promise<void> {
  const { current, unfinished } = await currentOf(terminal, options);
  if (unfinished) throw new CliError('recovery_unfinished', { key: unfinished.key });
  checkCounts(options);
  const shares = await takeShares(terminal, files, current);
  // The old shares are tested before new ones are created, so that wrong ones are reported at once.
  await perform(terminal, 'recovery.test', { shares }, options);
  const key = await createShares(terminal, options);
  await perform(terminal, 'recovery.rotate', { shares, key }, options);
  await encryptAll(terminal, shares, options);
}

export async function continueRotation(terminal: Terminal, files: string[], options: RecordOptions): Promise<void> {
  const { unfinished } = await status(terminal, options);
  const shares = unfinished ? await takeShares(terminal, files, unfinished) : [];
  await encryptAll(terminal, shares, options);
}

async function encryptAll(terminal: Terminal, shares: string[], options: RecordOptions): Promise<void> {
  const { done, left } = await perform(terminal, 'recovery.continue', { shares }, options);
  if (!options.json) terminal.out(terminal.t('cli.recovery.rotated', { done, left }));
}

export async function noteShareHolder(
  terminal: Terminal,
  number: string,
  email: string | undefined,
  options: RecordOptions,
): Promise<void> {
  await perform(terminal, 'recovery.holder', { number, holder: email ?? null }, options);
  if (options.json) terminal.json({ number: Number(number), holder: email ?? null });
  else terminal.out(terminal.t('cli.recovery.holder_noted', { number, email: email ?? 'none' }));
}

function checkCounts({ shares, threshold, holder = [] }: NewKeyOptions): void {
  const whole = Number.isInteger(shares) && Number.isInteger(threshold);
  if (!whole || threshold < 1 || threshold > shares || shares > maxShares)
    throw new CliError('share_counts', { most: maxShares }, exits.usage);
  if (holder.length > shares) throw new CliError('share_holders', {}, exits.usage);
}

/**
 * Creates a key in this process, so that the server gets only the public key. Prints the shares first, so that the
 * server never uses a key whose shares no one has.
 */
async function createShares(terminal: Terminal, options: NewKeyOptions) {
  checkCounts(options);
  const { threshold, holder = [], folder } = options;
  const { recipient, shares } = await newRecoveryKey(options.shares, threshold);
  const key = fingerprintOf(recipient);
  const written = shares.map((share, index) => ({
    number: share.number,
    holder: holder[index] ?? null,
    share: writeShare(share),
  }));
  const texts = written.map((one) => {
    const words = { number: one.number, shares: shares.length, threshold, key, holder: one.holder ?? 'none' };
    return `# ${terminal.t('cli.recovery.heading', { ...words, day: new Date().toISOString().slice(0, 10) })}\n${one.share}\n`;
  });
  if (folder) await writeShares(folder, texts);
  if (options.json) terminal.json({ key, threshold, shares: written });
  else {
    for (const text of texts) terminal.out(text);
    terminal.out(terminal.t('cli.recovery.hand_over', { key }));
    if (threshold === 1) terminal.out(terminal.t('cli.recovery.single'));
  }
  // Waits until the shares are written to standard output.
  await new Promise((resolve) => process.stdout.write('', resolve));
  return {
    recipient,
    threshold,
    shares: shares.map((share, index) => ({
      digest: Buffer.from(digestOf(share)).toString('hex'),
      holder: holder[index] ?? null,
    })),
  };
}

/** Writes each share to a file that only the user who runs the command can read. @throws CliError if a file exists */
async function writeShares(folder: string, texts: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  for (const [index, text] of texts.entries()) {
    const path = join(folder, `share-${index + 1}.txt`);
    await writeFile(path, text, { flag: 'wx', mode: 0o600 }).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new CliError('file_exists', { path }) : unreadable(path, error);
    });
  }
}
