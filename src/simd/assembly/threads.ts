/**
 * How two threads agree on who does what; `../helper.ts` tells the story.
 *
 * Both see two numbers at the start of the memory. An atomic operation on one of them is never
 * interrupted by the other thread, and whoever sees its outcome also sees everything that the
 * other had written before.
 */
const STATE: usize = 0;
const NEXT_PART: usize = 4;

/** There is no task; there is one, and nobody helps yet; the helper is at work. */
const IDLE: i32 = 0;
const OFFERED: i32 = 1;
const HELPED: i32 = 2;

/** 0 in the thread that offers tasks, 1 in the helper: each has its own value of this variable. */
export let thread: usize = 0;

/** Looks this often, some hundredths of a millisecond, before it sleeps: to wake up takes longer. */
const PATIENCE: i32 = 20_000;

/** Lets the helper join. */
export function offer(): void {
  atomic.store<i32>(NEXT_PART, 0);
  atomic.store<i32>(STATE, OFFERED);
  atomic.notify(STATE, 1);
}

/** The number of a part that nobody else gets. */
export function nextPart(): i32 {
  return atomic.add<i32>(NEXT_PART, 1);
}

/** Ends a task of which no part is left: waits for the helper's last part, if it has one. */
export function close(): void {
  if (atomic.cmpxchg<i32>(STATE, OFFERED, IDLE) === OFFERED) return;
  while (changes(HELPED) === HELPED) atomic.wait<i32>(STATE, HELPED, -1);
}

/** Waits for a task to help with. */
export function join(): void {
  thread = 1;
  while (atomic.cmpxchg<i32>(STATE, OFFERED, HELPED) !== OFFERED) {
    if (changes(IDLE) === IDLE) atomic.wait<i32>(STATE, IDLE, -1);
  }
}

/** Says that the helper's last part is finished. */
export function leave(): void {
  atomic.store<i32>(STATE, IDLE);
  atomic.notify(STATE, 1);
}

/** Looks at a state until it has changed or patience is at an end; answers with what it saw last. */
function changes(state: i32): i32 {
  let seen = state;
  for (let i = 0; i < PATIENCE && seen === state; i++) seen = atomic.load<i32>(STATE);
  return seen;
}
