/**
 * The little of WebAssembly that we use, with types: a memory, and loops that work in it.
 *
 * TypeScript describes `WebAssembly` only among the objects of the browser's page, which the core
 * has no use for; so it is described here.
 */
declare const WebAssembly: {
  readonly Memory: new (pages: {
    initial: number;
    maximum: number;
    shared: boolean;
  }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array) => CompiledModule;
  readonly Instance: new (
    module: CompiledModule,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: SimdLoops };
};

declare const structuredClone: <Kind extends SharedArrayBuffer>(buffer: Kind) => Kind;

/** A WebAssembly.Memory that several threads could use at once. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
  /** Adds that many pages at the end; throws a RangeError where the machine has no more. */
  grow(pages: number): number;
}

/** A WebAssembly.Module. */
export type CompiledModule = object;

/** An address in the memory: bytes from its start. */
type Address = number;

/** What `assembly/index.ts` exports; the comments there say what each loop computes. */
export interface SimdLoops {
  addProduct(...all: [...ProductOperands, first: number, last: number]): void;
  addToEachRow(b: Address, y: Address, rows: number, columns: number): void;
  addSumOfRows(dy: Address, db: Address, rows: number, columns: number): void;
  reluForward(x: Address, y: Address, length: number): void;
  reluBackward(dy: Address, x: Address, dx: Address, length: number): void;
  tanhForward(x: Address, y: Address, length: number): void;
  tanhBackward(dy: Address, y: Address, dx: Address, length: number): void;
  adam(
    w: Address,
    g: Address,
    m: Address,
    v: Address,
    length: number,
    rate1: number,
    rate2: number,
    stepSize: number,
    scale2: number,
    epsilon: number,
  ): void;
  offer(): void;
  nextPart(): number;
  close(): void;
}

/** What a product reads and writes, as `assembly/products.ts` describes it. */
export type ProductOperands = [
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
  scratch: Address,
];

/** Bytes of a page, the unit in which memory grows. */
export const PAGE = 65_536;
/** Pages that an address of 32 bits can reach: 4 GiB. */
export const MOST_PAGES = 65_536;

/** An empty memory that can grow up to `MOST_PAGES`. */
export function createMemory(): SharedMemory {
  return new WebAssembly.Memory({ initial: 1, maximum: MOST_PAGES, shared: true });
}

/** Another object for the same shared bytes: nothing is copied. */
export function anotherView(buffer: SharedArrayBuffer): SharedArrayBuffer {
  return structuredClone(buffer);
}

/** @throws WebAssembly.CompileError if the bytes are damaged, or the machine knows no SIMD. */
export function compile(bytes: Uint8Array): CompiledModule {
  return new WebAssembly.Module(bytes);
}

/** Makes the loops of a module work in a memory. */
export function instantiate(module: CompiledModule, memory: SharedMemory): SimdLoops {
  return new WebAssembly.Instance(module, { env: { memory } }).exports;
}
