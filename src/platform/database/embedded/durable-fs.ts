import fs from 'node:fs';
import type { PGlite } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';

/** The stream that Emscripten's NODEFS passes to its operations: files have a native descriptor, folders have none. */
interface NodeStream {
  nfd?: number;
  node: unknown;
}
interface NodeFsType {
  realPath(node: unknown): string;
  stream_ops: { fsync?: (stream: NodeStream) => number };
}

type Linked = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
type Instantiate = (imports: WebAssembly.Imports, linked: Linked) => unknown;
type EmscriptenOptions = Parameters<NodeFS['init']>[1];

/**
 * PGlite's file system for Node, with a working fsync. PGlite's own file system (NODEFS) ignores fsync, so writes can
 * stay in the page cache of the operating system and be lost if the machine crashes. This one also syncs folders,
 * because without its directory entry a new file of the write-ahead log (WAL) would be lost.
 */
export class DurableFs extends NodeFS {
  /** The exports of the engine's WebAssembly module, once it is linked. */
  exports: WebAssembly.Exports = {};

  override async init(pg: PGlite, options: EmscriptenOptions): ReturnType<NodeFS['init']> {
    const { emscriptenOpts } = await super.init(pg, options);
    const addFsync = (mod: { NODEFS: unknown }): void => {
      const nodefs = mod.NODEFS as NodeFsType;
      nodefs.stream_ops.fsync = (stream) => {
        if (stream.nfd === undefined) syncFolder(nodefs.realPath(stream.node));
        else fs.fsyncSync(stream.nfd);
        return 0;
      };
    };
    const { instantiateWasm } = emscriptenOpts;
    const keepExports: Instantiate = (imports, linked) =>
      (instantiateWasm as Instantiate)(imports, (instance, module) => {
        this.exports = instance.exports;
        linked(instance, module);
      });
    return {
      emscriptenOpts: {
        ...emscriptenOpts,
        instantiateWasm: keepExports,
        preRun: [...(emscriptenOpts.preRun ?? []), addFsync],
      },
    };
  }
}

function syncFolder(path: string): void {
  const descriptor = fs.openSync(path, fs.constants.O_RDONLY);
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
