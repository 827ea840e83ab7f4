/**
 * The little of WebAssembly that we use, with types: a memory, and loops that work in it.
 *
 * TypeScript describes `WebAssembly` only among the objects of the browser's page, which the core
 * has no use for; so it is described here.
 */
declare const WebAssembly: {
  readonly Memory: new (pages: { initial: number; maximum: number; shared: boolean }) => Memory;
  readonly Module: {
    new (bytes: Uint8Array): CompiledModule;
    exports(module: CompiledModule): readonly { readonly name: string }[];
  };
  readonly Instance: new (
    module: CompiledModule,
    imports: { env: { memory: Memory } },
  ) => { readonly exports: SimdLoops };
};

declare const structuredClone: (buffer: ArrayBufferLike) => ArrayBufferLike;

/** A WebAssembly.Memory. */
export interface Memory {
  /** Shared memory can be used by several threads at once; and when it grows, nothing moves. */
  readonly buffer: ArrayBufferLike;
  /** Adds that many pages at the end; throws a RangeError where the machine has no more. */
  grow(pages: number): number;
}

/** A WebAssembly.Module. */
export type CompiledModule = object;

/** An address in the memory: bytes from its start. */
type Address = number;

/** What `assembly/index.ts` exports; the comments there say what each loop computes. */
export interface SimdLoops {
  addToEachRow(b: Address, y: Address, rows: number, columns: number): void;
  addSumOfRows(dy: Address, db: Address, rows: number, columns: number): void;
  setNormaliseForward(
    x: Address,
    gamma: Address,
    beta: Address,
    y: Address,
    normalised: Address,
    inverseDeviation: Address,
    runningMean: Address,
    runningVariance: Address,
    rows: number,
    columns: number,
  ): void;
  /** What has the address 0 is not wanted. */
  setNormaliseBackward(
    dy: Address,
    gamma: Address,
    normalised: Address,
    inverseDeviation: Address,
    dGamma: Address,
    dBeta: Address,
    dx: Address,
    rows: number,
    columns: number,
  ): void;
  setAllFinite(x: Address): void;
  answer(): 0 | 1;
  drawWords(words: Address, count: number, s0: number, s1: number, s2: number, c: number): void;
  squaredErrors(p: Address, t: Address, dp: Address, length: number, scale: number): number;
  moveTowards(a: Address, w: Address, length: number, share: number): void;
  setProduct(
    a: Address,
    aRow: number,
    aColumn: number,
    b: Address,
    bRow: number,
    bColumn: number,
    c: Address,
    rows: number,
    inner: number,
    columns: number,
    keep: number,
    scratch: Address,
    byRows: 0 | 1,
  ): void;
  setTranspose(x: Address, rows: number, columns: number, to: Address): void;
  setZero(x: Address): void;
  setNoise(words: Address, x: Address, y: Address, deviation: number): void;
  setAdam(
    w: Address,
    g: Address,
    m: Address,
    v: Address,
    rate1: number,
    rate2: number,
    stepSize: number,
    scale2: number,
    epsilon: number,
  ): void;
  setReluForward(x: Address, y: Address): void;
  setReluBackward(dy: Address, x: Address, dx: Address): void;
  setTanhForward(x: Address, y: Address): void;
  setTanhBackward(dy: Address, y: Address, dx: Address): void;
  setSigmoidForward(x: Address, y: Address): void;
  setSigmoidBackward(dy: Address, y: Address, dx: Address): void;
  run(first: number, last: number, thread: number): void;
  /** Only in a module for several threads, as `help` is. */
  share?(count: number, size: number): void;
}

/** Bytes of a page, the unit in which memory grows. */
export const PAGE = 65_536;
/** Pages that an address of 32 bits can reach: 4 GiB. */
const MOST_PAGES = 65_536;

/** Pages of a memory that is not shared: 256 MiB. */
const UNSHARED_PAGES = 4096;

/**
 * A memory of zeros for a module. One for several threads is shared, and starts small. Any other
 * has all its pages from the start, because what lies in it would be lost to us when it grows.
 */
export function createMemory(module: CompiledModule): Memory {
  return hasThreads(module)
    ? new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true })
    : new WebAssembly.Memory({ initial: UNSHARED_PAGES, maximum: UNSHARED_PAGES, shared: false });
}

/** Whether a module is built for several threads. */
export function hasThreads(module: CompiledModule): boolean {
  return WebAssembly.Module.exports(module).some(({ name }) => name === "share");
}

/** Another object for the same shared bytes: nothing is copied. */
export function anotherView(buffer: ArrayBufferLike): ArrayBufferLike {
  return structuredClone(buffer);
}

/** @throws WebAssembly.CompileError if the bytes are damaged, or the machine lacks what they use. */
export function compile(bytes: Uint8Array): CompiledModule {
  return new WebAssembly.Module(bytes);
}

/** Makes the loops of a module work in a memory. */
export function instantiate(module: CompiledModule, memory: Memory): SimdLoops {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
