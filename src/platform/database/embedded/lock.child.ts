import { lockData } from './lock.ts';

// For a test: takes the lock of a folder and holds it until a line arrives on stdin or this process is killed.
const say = (line: string): void => void process.stdout.write(`${line}\n`);

const [folder] = process.argv.slice(2);
try {
  const lock = await lockData(folder!);
  say('held');
  process.stdin.once('data', () => {
    lock.release();
    say('released');
    process.exit(0);
  });
} catch (error) {
  say(JSON.stringify({ code: (error as { code?: string }).code, details: (error as { details?: unknown }).details }));
  process.exit(3);
}
