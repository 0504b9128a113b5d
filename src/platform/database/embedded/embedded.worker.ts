import { parentPort, workerData } from 'node:worker_threads';
import { PGlite } from '@electric-sql/pglite';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { unaccent } from '@electric-sql/pglite/contrib/unaccent';
import { beginMessage, endMessage, type CancelFlags } from './cancel.ts';
import { DurableFs } from './durable-fs.ts';
import { compileEngine } from './engine.ts';
import type { FromWorker, ToWorker, WorkerData } from './protocol.ts';
import { shareMemories } from './shared-memory.ts';
import { startParameters } from './start-parameters.ts';

/*
 * The thread of the embedded PostgreSQL. It receives and sends the bytes of PostgreSQL's wire protocol, so `pg` uses it
 * like a server. The loop below is PGlite's `execProtocolRawSync` with two changes: responses are not parsed and are
 * copied only once, and a crash of the engine ends the thread instead of being ignored.
 */

const port = parentPort!;
const options = workerData as WorkerData;
const running = new Int32Array(options.running);
const longJump = 100;
const flushAt = 128 * 1024;

const log: string[] = [];
const remember = (line: string): boolean => {
  log.push(line);
  if (log.length > 40) log.shift();
  return false;
};

const say = (message: FromWorker, transfer: ArrayBuffer[] = []): void => port.postMessage(message, transfer);

const compiled = options.engine ?? (await compileEngine());
if (compiled.shared) shareMemories();
const files = new DurableFs(options.directory);
const engine = await PGlite.create({
  fs: files,
  pgliteWasmModule: compiled.module,
  extensions: { pg_trgm, unaccent },
  startParams: startParameters(options),
  initDbStartParams: options.initdb,
  onStderr: remember,
  onStdout: remember,
}).catch((error: unknown) => {
  say({ type: 'failed', reason: describe(error) });
  process.exit(1);
});

const mod = engine.Module;
const flags = findFlags();
let input: Uint8Array = new Uint8Array(0);
let inputAt = 0;
let output = new Uint8Array(flushAt);
let outputAt = 0;

mod._pgl_set_rw_cbs(
  mod.addFunction((pointer: number, most: number) => {
    const length = Math.min(most, input.length - inputAt);
    mod.HEAPU8.set(input.subarray(inputAt, inputAt + length), pointer);
    inputAt += length;
    return length;
  }, 'ipi'),
  mod.addFunction((pointer: number, length: number) => {
    if (outputAt + length > output.length) grow(outputAt + length);
    output.set(mod.HEAPU8.subarray(pointer, pointer + length), outputAt);
    outputAt += length;
    if (outputAt >= flushAt) send();
    return length;
  }, 'ipi'),
);

port.on('message', (message: ToWorker) => {
  if (message.type === 'close') {
    void close();
    return;
  }
  beginMessage(running, message.number);
  try {
    run(message.bytes);
  } catch (error) {
    say({ type: 'failed', reason: describe(error) });
    process.exit(1);
  }
  endMessage(running, flags, message.number);
  send();
});

say({ type: 'ready', flags, engine: compiled });

/** The addresses of the flags that cancel a query; undefined if the engine does not export them or share its memory. */
function findFlags(): CancelFlags | undefined {
  const { QueryCancelPending: query, InterruptPending: interrupt } = files.exports;
  const memory = mod.HEAPU8.buffer;
  if (!(memory instanceof SharedArrayBuffer)) return undefined;
  if (!(query instanceof WebAssembly.Global) || !(interrupt instanceof WebAssembly.Global)) return undefined;
  return { memory, query: Number(query.value), interrupt: Number(interrupt.value) };
}

function run(bytes: Uint8Array): void {
  input = bytes;
  inputAt = 0;
  if (bytes[0] === 0) {
    if (mod._ProcessStartupPacket(mod._pgl_getMyProcPort(), true, true) !== 0)
      throw new Error('The startup packet was refused.');
    mod._pgl_sendConnData();
    mod._pgl_pq_flush();
    return;
  }
  while (inputAt < input.length || mod._pq_buffer_remaining_data() > 0) {
    const stack = mod.stackSave();
    try {
      mod._PostgresMainLoopOnce();
    } catch (thrown) {
      if ((thrown as { status?: number }).status !== longJump) throw thrown;
      mod.stackRestore(stack);
      mod._PostgresMainLongJmp();
    }
  }
  mod._PostgresSendReadyForQueryIfNecessary();
  mod._pgl_pq_flush();
}

function send(): void {
  if (outputAt === 0) return;
  const bytes = output.slice(0, outputAt);
  outputAt = 0;
  say({ type: 'bytes', bytes }, [bytes.buffer]);
}

function grow(needed: number): void {
  const larger = new Uint8Array(Math.max(needed, output.length * 2));
  larger.set(output.subarray(0, outputAt));
  output = larger;
}

async function close(): Promise<void> {
  try {
    await engine.close();
  } finally {
    process.exit(0);
  }
}

function describe(error: unknown): string {
  const severe = log.filter((line) => /\b(PANIC|FATAL|ERROR)\b/.test(line)).slice(-3);
  const own = error instanceof Error ? error.message : String(error);
  return [...severe, own].join(' · ').slice(0, 1000);
}
