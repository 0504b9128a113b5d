import { describe, expect, it } from 'vitest';
import { AppError } from '../errors.ts';
import { scrub, createLog } from './log.ts';

function recorded(isTTY = false) {
  const lines: string[] = [];
  return { log: createLog('info', { write: (line) => void lines.push(line), isTTY }), lines };
}

describe('the log', () => {
  it('writes one JSON object per line, from its level up', () => {
    const { log, lines } = recorded();
    log.debug({ a: 1 }, 'too small');
    log.info({ port: 8080 }, 'listening');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ level: 'info', port: 8080, msg: 'listening' });
  });

  it('removes personal data, links with tokens, and passwords from fields, messages and stacks', () => {
    const { log, lines } = recorded();
    const complaint = Object.assign(new Error('Key (email)=(aigerim@example.org) already exists'), {
      code: '23505',
      detail: 'Key (email)=(aigerim@example.org)',
      constraint: 'account_email',
    });
    const token = 'Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFyYmE';
    log.error(
      {
        err: new AppError('internal', { cause: complaint }),
        url: `http://desk.example/setup/${token}?next=/desk`,
        account: { email: 'x', ip: '10.0.0.1' },
        to: ['aigerim@example.org'],
      },
      'failed for aigerim@example.org at postgres://kronika:hunter2@db.example/kronika',
    );
    const [line] = lines as [string];
    for (const secret of ['aigerim', 'example.org', token, 'next=', 'hunter2', '10.0.0.1'])
      expect(line).not.toContain(secret);
    expect(line).toContain('account_email');
    expect(line).toContain('23505');
  });

  it('leaves hashes, paths and questions unchanged', () => {
    for (const text of [
      `blob ${'ab12'.repeat(16)}`,
      '/desk/articles/3',
      'was it there? yes',
      'node_modules/.cache/kronika/workers/embedded.worker-0123456789abcdef.mjs:1:2',
    ])
      expect(scrub(text)).toBe(text);
  });

  it('is readable on a terminal, with the stack of the error', () => {
    const { log, lines } = recorded(true);
    log.warn({ job: 'accounts.purge', err: new Error('no disk') }, 'job failed');
    expect(lines[0]).toContain('job failed  job=accounts.purge  err=no disk\n');
    expect(lines[0]).toContain('log.test.ts');
  });

  it('shows control characters of values on a terminal, instead of obeying them', () => {
    const { log, lines } = recorded(true);
    log.warn({ path: 'a\u001b[2Jb\u009b1m\u202ec' }, 'page not found');
    expect(lines[0]).toContain('path=a\\u001b[2Jb\\u009b1m\\u202ec\n');
  });
});
